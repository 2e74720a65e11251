import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { RowResult, WriteSummary } from '../../../spec/host/row-result.ts';
import { createReceipt, type RunFacts, titleOf } from '../../receipt/index.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { KeptBodies } from './kept-bodies.ts';
import type { KnownRun } from './known-run.ts';
import type { ExchangeBodies, RunHead } from './protocol.ts';
import { requestOf } from './request-of.ts';
import { backupIn, bodiesIn, type KeptOrder } from './run-folder.ts';
import { type KeptRow, mayHaveWritten, RunRows } from './run-rows.ts';

/** A run that an earlier start of the program made, as its folder tells it. */
export class EarlierRun implements KnownRun {
  readonly path: string;
  readonly order: KeptOrder;
  readonly head: RunHead;
  readonly #bodies: KeptBodies;
  #facts: RunFacts | undefined;
  #rows: Promise<RunRows> | undefined;

  private constructor(path: string, order: KeptOrder, head: RunHead, facts?: RunFacts) {
    this.path = path;
    this.order = order;
    this.head = head;
    this.#facts = facts;
    this.#bodies = new KeptBodies(bodiesIn(path));
  }

  /** The runs of a folder; what else lies there is passed over. */
  static async allIn(keep: string): Promise<EarlierRun[]> {
    const numbers = readdirSync(keep).filter((name) => /^\d{1,9}$/.test(name));
    const runs = await Promise.all(numbers.map((name) => EarlierRun.#open(join(keep, name), Number(name))));
    return runs.filter((run) => run !== undefined);
  }

  static async #open(path: string, number: number): Promise<EarlierRun | undefined> {
    try {
      const order: KeptOrder = JSON.parse(readFileSync(join(path, 'order.json'), 'utf8')); // Written by RunFolder.
      const ended = await readFile(join(path, 'run.json'), 'utf8').catch(() => undefined);
      if (ended === undefined) return await EarlierRun.#brokenOff(path, order, number);
      const { head } = JSON.parse(ended); // Likewise.
      return new EarlierRun(path, order, { ...head, number, earlier: true });
    } catch {
      return undefined;
    }
  }

  /** The program ended before the run did: what it came to is told from what it had written by then. */
  static async #brokenOff(path: string, order: KeptOrder, number: number): Promise<EarlierRun> {
    const { about } = order;
    let at = about.startedAt;
    let settled = 0;
    const rows = new RunRows();
    const receipt = createReceipt(about, () => Date.parse(at));
    for await (const event of eventsIn(path)) {
      receipt.event(event);
      if (event.kind === 'request') at = event.at;
    }
    for await (const { kept, where, name } of rowsIn(path)) {
      settled += 1;
      rows.settle(kept);
      receipt.record(kept.result, { where, ...(name !== undefined && { name }) });
    }
    const { facts } = receipt.end(endedWith(Date.parse(at) - Date.parse(about.startedAt)), at);
    const left = about.dryRun || about.mode === 'full' || about.mode === 'undo' ? 0 : (about.toSettle ?? 0) - settled;
    const changed = facts.rows.created + facts.rows.updated + facts.rows.deleted;
    const head: RunHead = {
      number,
      startedAt: about.startedAt,
      endedAt: at,
      file: about.input?.name ?? '',
      rowsInFile: about.toSettle ?? about.input?.rows ?? settled,
      title: titleOf(facts),
      rows: facts.rows,
      requests: facts.requests.sent,
      durationMs: facts.summary?.durationMs ?? 0,
      running: false,
      status: 'failed',
      sandbox: about.environment.kind === 'sandbox',
      ...(about.dryRun && { dryRun: true as const }),
      ...(about.plan && { plan: about.plan.fingerprint }),
      effect: about.mode,
      ...(order.resumedFrom !== undefined && { resumedFrom: order.resumedFrom }),
      resumable: about.dryRun ? 0 : Math.max(0, left) + rows.resumable,
      ...(backupIn(path) !== undefined && changed > 0 && { undoable: true as const }),
      earlier: true,
    };
    return new EarlierRun(path, order, head, facts);
  }

  async facts(): Promise<RunFacts> {
    this.#facts ??= JSON.parse(await readFile(join(this.path, 'run.json'), 'utf8')).facts as RunFacts; // Likewise.
    return this.#facts;
  }

  rows(): Promise<RunRows> {
    this.#rows ??= this.#readRows();
    return this.#rows;
  }

  get importId(): string {
    return this.order.about.import.id;
  }

  /** Of a long run most lines say that nothing was changed: only the others are parsed. */
  async *written(): AsyncGenerator<RowResult> {
    for await (const line of linesIn(join(this.path, 'results.ndjson'), WRITTEN)) {
      const result = line as RowResult; // Written by RunFolder.
      if ('rowId' in line && mayHaveWritten(result)) yield result;
    }
  }

  /** In the file, which has every exchange; what a receipt holds of a long run is cut. */
  async requestOf(id: string): Promise<number | undefined> {
    const words = id.toLowerCase();
    for await (const line of linesIn(join(this.path, 'requests.ndjson'), (text) =>
      text.toLowerCase().includes(words),
    )) {
      const found = requestOf([line as RequestEvent], id); // Likewise.
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async events(): Promise<readonly RequestEvent[]> {
    return (await this.facts()).requests.events;
  }

  bodies(request: number): Promise<ExchangeBodies | undefined> {
    return this.#bodies.of(request);
  }

  withBodies(): Promise<ReadonlySet<number>> {
    return this.#bodies.numbers();
  }

  async #readRows(): Promise<RunRows> {
    const rows = new RunRows();
    for await (const { kept } of rowsIn(this.path)) rows.settle(kept);
    return rows;
  }
}

const WRITTEN = (text: string): boolean => /"(created|updated|deleted|outcome_unknown)"/.test(text);

const MESSAGE = 'The program ended before the run did.';
const REMEDY =
  'What stands here was written down by then. Resume plans the rows without a final result; sending a row again is safe.';

function endedWith(durationMs: number): WriteSummary {
  const none = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  return {
    status: 'failed',
    dryRun: false,
    rows: { received: 0, succeeded: 0, failed: 0, skipped: 0 },
    outcomes: none,
    segments: none,
    requests: { sent: 0, retried: 0 },
    durationMs,
    fatal: errorDetail('cancelled', { message: MESSAGE, remedy: REMEDY }),
  };
}

async function* eventsIn(path: string): AsyncGenerator<RequestEvent> {
  for await (const line of linesIn(join(path, 'requests.ndjson'))) yield line as RequestEvent; // Written by RunFolder.
}

async function* rowsIn(path: string): AsyncGenerator<{ kept: KeptRow; where: string; name?: string }> {
  for await (const line of linesIn(join(path, 'results.ndjson'))) {
    if (!('rowId' in line)) continue; // The header, and the summary.
    const { asked, before, where, ...result } = line as FileRowResult & Omit<KeptRow, 'result'> & { where: string }; // Likewise.
    const name = asked['segment_name'] || before?.name;
    yield {
      kept: { result, asked, ...(before !== undefined && { before }) },
      where,
      ...(name !== undefined && { name }),
    };
  }
}

/** A last line that broke off with the program is none. */
async function* linesIn(path: string, of: (text: string) => boolean = () => true): AsyncGenerator<object> {
  const stream = createReadStream(path);
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = of(text) ? parsed(text) : undefined;
      if (line !== undefined) yield line;
    }
  } finally {
    stream.destroy();
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
