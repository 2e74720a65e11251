import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AppliedRun } from './applied-run.ts';
import type { RunHead } from './protocol.ts';
import { keptHeads, RunFolder } from './run-folder.ts';

/** Every run since the start and, where a folder is named, of the folder (U-12). */
export class RunHistory {
  readonly keep: string | undefined;
  readonly #earlier: readonly RunHead[];
  readonly #runs: AppliedRun[] = [];
  readonly #folders = new Map<number, RunFolder>();

  /** @throws when the folder cannot be made. */
  constructor(keep: string | undefined) {
    this.keep = keep;
    if (keep !== undefined) mkdirSync(keep, { recursive: true, mode: 0o700 });
    this.#earlier = keep === undefined ? [] : keptHeads(keep);
  }

  /** Newest first. */
  get heads(): RunHead[] {
    return [...this.#runs.map(({ head }) => head), ...this.#earlier].sort((one, other) => other.number - one.number);
  }

  get live(): AppliedRun | undefined {
    return this.#runs.find(({ receipt }) => receipt === undefined);
  }

  /** Of this program's own runs. */
  run(number: number): AppliedRun | undefined {
    return this.#runs.find(({ order }) => order.number === number);
  }

  folder(number: number): RunFolder | undefined {
    if (this.keep === undefined) return undefined;
    return this.#folders.get(number) ?? new RunFolder(resolve(this.keep, String(number)));
  }

  /** The number of the next run, and where its results would be. */
  place(): { number: number; resultsFile?: string } {
    const taken = this.keep === undefined ? [] : readdirSync(this.keep).map(Number).filter(Number.isSafeInteger);
    const number = Math.max(0, ...taken, ...this.#runs.map(({ order }) => order.number)) + 1;
    return this.keep === undefined
      ? { number }
      : { number, resultsFile: join(this.keep, String(number), 'results.ndjson') };
  }

  async begin(run: AppliedRun): Promise<void> {
    const folder = this.folder(run.order.number);
    if (folder !== undefined) {
      await folder.begin(run.about);
      this.#folders.set(run.order.number, folder);
    }
    this.#runs.push(run);
  }

  async keepRun(run: AppliedRun): Promise<void> {
    await this.#folders.get(run.order.number)?.end(run);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#runs.map((run) => run.ended));
  }
}
