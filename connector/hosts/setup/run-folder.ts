import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunAbout, RunFacts } from '../../receipt/index.ts';
import { RESULTS_FORMAT, type ResultsHeader } from '../report/results-header.ts';
import type { AppliedRun } from './applied-run.ts';
import type { RunHead } from './protocol.ts';

const OWN = { mode: 0o600 } as const;

/** One kept run: `run.json`, `results.ndjson`, `requests.ndjson`, `receipt.html`. Never the key. */
export class RunFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** A run that is broken off by the end of the program is found as one that never ended. */
  async begin(about: RunAbout): Promise<void> {
    await mkdir(this.#path, { mode: 0o700 });
    await writeFile(this.#in('about.json'), JSON.stringify(about), OWN);
  }

  async end({ receipt, head, rows, events, order }: AppliedRun): Promise<void> {
    if (receipt === undefined) return;
    const { facts } = receipt;
    const { about, summary } = facts;
    const {
      runId,
      input,
      import: { id: importId },
      mode,
      startedAt,
    } = about;
    // The form that `sync --retry-from` reads (F-15).
    const { name = '', sha256 = null } = input ?? {};
    const header: ResultsHeader = {
      format: RESULTS_FORMAT,
      runId,
      input: { name, sha256, rows: order.plan.order.upload.view.rows },
      importId,
      mode,
      dryRun: false,
      startedAt,
      ...(order.retryOf !== undefined && { retryOf: order.retryOf }),
    };
    const results = [header, ...rows.all(), { summary }].map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(this.#in('results.ndjson'), results, OWN);
    await writeFile(
      this.#in('requests.ndjson'),
      events.map((event) => `${JSON.stringify(event)}\n`),
      OWN,
    );
    await writeFile(this.#in('receipt.html'), receipt.toHtml(), OWN);
    // Last: a folder that has it is whole.
    await writeFile(this.#in('run.json'), JSON.stringify({ ...head, running: false, resumable: 0, facts }), OWN);
  }

  async facts(): Promise<RunFacts | undefined> {
    const kept = await readFile(this.#in('run.json'), 'utf8').catch(() => undefined);
    return kept === undefined ? undefined : JSON.parse(kept).facts;
  }

  #in(name: string): string {
    return join(this.#path, name);
  }
}

/** The runs of a folder that were kept whole; what else lies there is passed over. */
export function keptHeads(keep: string): RunHead[] {
  return readdirSync(keep)
    .filter((name) => /^\d{1,9}$/.test(name))
    .flatMap((name) => {
      try {
        const { facts: _, ...head } = JSON.parse(readFileSync(join(keep, name, 'run.json'), 'utf8'));
        return [{ ...head, number: Number(name) }];
      } catch {
        return [];
      }
    });
}
