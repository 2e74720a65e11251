import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppliedRun } from './applied-run.ts';
import { EarlierRun } from './earlier-run.ts';
import type { KnownRun } from './known-run.ts';
import type { RunHead } from './protocol.ts';
import { type KeptOrder, RunFolder } from './run-folder.ts';

/** Every run since the start and, where a folder is named, of the folder (U-12). */
export class RunHistory {
  readonly keep: string | undefined;
  #earlier: readonly EarlierRun[] = [];
  readonly #runs: AppliedRun[] = [];

  /** @throws when the folder cannot be made. */
  constructor(keep: string | undefined) {
    this.keep = keep;
    if (keep !== undefined) mkdirSync(keep, { recursive: true, mode: 0o700 });
  }

  /** Reads what earlier starts of the program left. */
  async open(): Promise<void> {
    if (this.keep !== undefined) this.#earlier = await EarlierRun.allIn(this.keep);
  }

  /** Newest first. */
  get heads(): RunHead[] {
    return [...this.#runs, ...this.#earlier].map(({ head }) => head).sort((one, other) => other.number - one.number);
  }

  get live(): AppliedRun | undefined {
    return this.#runs.find(({ receipt }) => receipt === undefined);
  }

  /** Of this program's own runs. */
  own(number: number): AppliedRun | undefined {
    return this.#runs.find(({ order }) => order.number === number);
  }

  earlier(number: number): EarlierRun | undefined {
    return this.#earlier.find(({ head }) => head.number === number);
  }

  known(number: number): KnownRun | undefined {
    return this.own(number) ?? this.earlier(number);
  }

  /** The runs that sent a request of that ID, and which request it was (U-12). */
  async ofRequest(id: string): Promise<{ readonly run: number; readonly request: number }[]> {
    const found: { run: number; request: number }[] = [];
    for (const { number } of this.heads) {
      const request = await this.known(number)?.requestOf(id);
      if (request !== undefined) found.push({ run: number, request });
    }
    return found;
  }

  /** The number of the next run, and its folder where runs are kept. */
  place(): { number: number; folder?: RunFolder } {
    const taken = this.keep === undefined ? [] : readdirSync(this.keep).map(Number).filter(Number.isSafeInteger);
    const number = Math.max(0, ...taken, ...this.#runs.map(({ order }) => order.number)) + 1;
    return this.keep === undefined ? { number } : { number, folder: new RunFolder(join(this.keep, String(number))) };
  }

  async begin(run: AppliedRun, order: Omit<KeptOrder, 'about'>, rows: number | null, upload?: string): Promise<void> {
    await run.order.folder?.begin({ about: run.about, ...order }, rows, upload);
    this.#runs.push(run);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#runs.map((run) => run.ended));
  }
}
