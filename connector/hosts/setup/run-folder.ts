import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { Receipt, RunAbout } from '../../receipt/index.ts';
import { RESULTS_FORMAT, type ResultsHeader } from '../report/results-header.ts';
import { BodiesFile, KeptBodies } from './kept-bodies.ts';
import type { ExchangeBodies, RunHead } from './protocol.ts';
import type { ReadingChoices } from './reading.ts';
import type { KeptRow } from './run-rows.ts';

const OWN = 0o600;

/** What a run was of, beside what its receipt says: enough to go on with it after the program was started anew. */
export interface KeptOrder {
  readonly about: RunAbout;
  readonly choices?: ReadingChoices;
  readonly corrections?: readonly (readonly [line: number, values: Readonly<Record<string, string>>])[];
  readonly resumedFrom?: number;
  /** Ids of the runs that this one goes on from. */
  readonly retryOf?: readonly string[];
}

/**
 * Keeps one run: `order.json` before it begins; `results.ndjson`, `requests.ndjson` and `bodies.ndjson` line by line while it goes on, each line written before
 * the next row is settled, so that a process that is killed loses none; `receipt.html` and `run.json` at its end. Never the key.
 */
export class RunFolder {
  readonly path: string;
  readonly bodies: KeptBodies;
  #results: number | undefined;
  #bodies: BodiesFile | undefined;
  #requests: number | undefined;

  constructor(path: string) {
    this.path = path;
    this.bodies = new KeptBodies(bodiesIn(path));
  }

  get results(): string {
    return join(this.path, 'results.ndjson');
  }

  /** What the import held before, where it was kept. */
  get backup(): string | undefined {
    return backupIn(this.path);
  }

  /** @param rows Rows of the input, those included that are not to be sent. @param upload Kept once for all runs of it, under its digest. */
  async begin(order: KeptOrder, rows: number | null, upload?: string): Promise<void> {
    await mkdir(this.path, { mode: 0o700 });
    const { about, retryOf } = order;
    const { input, runId, mode, startedAt } = about;
    await writeFile(this.#in('order.json'), JSON.stringify(order), { mode: OWN });
    if (upload !== undefined && input?.sha256 !== undefined)
      await keepInput(upload, inputPath(this.path, input.sha256));
    this.#results = openSync(this.results, 'a', OWN);
    this.#requests = openSync(this.#in('requests.ndjson'), 'a', OWN);
    this.#bodies = new BodiesFile(bodiesIn(this.path));
    // The form that `sync --retry-from` and `undo` read (F-15).
    const header: Omit<ResultsHeader, 'mode'> & { mode: string } = {
      format: RESULTS_FORMAT,
      runId,
      input: { name: input?.name ?? '', sha256: input?.sha256 ?? null, rows },
      importId: about.import.id,
      mode,
      dryRun: about.dryRun,
      startedAt,
      ...(retryOf !== undefined && { retryOf }),
    };
    this.#write(this.#results, header);
  }

  result({ result, asked, before }: KeptRow, where: string): void {
    this.#write(this.#results, { ...result, where, asked, ...(before !== undefined && { before }) });
  }

  event(event: RequestEvent): void {
    this.#write(this.#requests, event);
  }

  keepBodies(number: number, bodies: ExchangeBodies): void {
    this.#bodies?.add(number, bodies);
  }

  async end(summary: WriteSummary, receipt: Receipt, head: RunHead): Promise<void> {
    this.#write(this.#results, { summary });
    for (const file of [this.#results, this.#requests]) if (file !== undefined) closeSync(file);
    this.#results = undefined;
    this.#requests = undefined;
    await writeFile(this.#in('receipt.html'), receipt.toHtml(), { mode: OWN });
    // By now every answer was read to its end, or to what is kept of it.
    this.#bodies?.close();
    // Last, and whole: a folder that has it is of a run that ended.
    await writeFile(this.#in('run.json.new'), JSON.stringify({ head, facts: receipt.facts }), { mode: OWN });
    await rename(this.#in('run.json.new'), this.#in('run.json'));
  }

  #write(file: number | undefined, line: object): void {
    if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`);
  }

  #in(name: string): string {
    return join(this.path, name);
  }
}

/** Of a run's folder. */
export const bodiesIn = (path: string): string => join(path, 'bodies.ndjson');

/** Written whole before anything is sent: what is there can be gone back from. */
export function backupIn(path: string): string | undefined {
  const name = readdirSync(path).find((one) => one.endsWith('.ndjson.gz'));
  return name === undefined ? undefined : join(path, name);
}

/** Beside the folders of the runs. */
export const inputPath = (run: string, sha256: string): string => join(dirname(run), 'inputs', sha256);

async function keepInput(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  if (from === to) return;
  await copyFile(from, `${to}.new`);
  await rename(`${to}.new`, to);
}
