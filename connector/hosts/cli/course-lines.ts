import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { answerKind } from '../../receipt/index.ts';
import { counted, rowsCounted } from './counted.ts';

const WORDS = {
  created: 'created',
  updated: 'updated',
  deleted: 'deleted',
  unchanged: 'as they were',
  failed: 'failed',
  skipped: 'left out',
} as const;
type Counts = Record<keyof typeof WORDS, number>;
/** Of a dry run, nothing was done. */
const CONDITIONAL: Readonly<Record<keyof Counts, string>> = {
  created: 'to create',
  updated: 'to update',
  deleted: 'to delete',
  unchanged: 'as they are',
  failed: 'would fail',
  skipped: 'would be left out',
};

const WHY: Readonly<Record<string, string>> = {
  rate_limited: 'as Permutive asks (429)',
  service_unavailable: 'for Permutive is not available',
  network_error: 'for the connection broke',
  timeout: 'for no answer came in time',
};

const noRows = (): Counts => ({ created: 0, updated: 0, deleted: 0, unchanged: 0, failed: 0, skipped: 0 });

export const countsText = (counts: Readonly<Counts>, dryRun: boolean): string =>
  (Object.keys(WORDS) as (keyof Counts)[]) // The literal's own keys.
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counted(counts[kind])} ${dryRun ? CONDITIONAL[kind] : WORDS[kind]}`)
    .join(', ');

/** Tells a run batch by batch: a line a batch, and one for what a batch met on its way. */
export class CourseLines {
  readonly #line: (text: string) => void;
  readonly #clock: () => Date;
  readonly #dryRun: boolean;
  #batch: number | undefined;
  #counts = noRows();
  /** The batch that goes out: what has none of its own is on its behalf, for batches go out one at a time (P-5). */
  #sending: number | undefined;
  readonly #requests = new Map<number, number>();
  #told = new Set<string>();

  constructor(line: (text: string) => void, clock: () => Date, dryRun = false) {
    this.#line = line;
    this.#clock = clock;
    this.#dryRun = dryRun;
  }

  result({ batch, status, outcome }: RowResult): void {
    if (batch === undefined) return;
    if (batch !== this.#batch) {
      this.end();
      this.#batch = batch;
    }
    this.#counts[status === 'succeeded' ? (outcome ?? 'unchanged') : status] += 1;
  }

  event(event: RequestEvent): void {
    if (event.kind === 'wait') {
      const seconds = Math.max(1, Math.round(event.ms / 1_000));
      if (event.ms >= 1_000)
        this.#say(
          'wait',
          `${seconds} s, ${WHY[event.reason] ?? `for ${event.reason.replaceAll('_', ' ')}`}`,
          this.#sending,
        );
      return;
    }
    this.#sending = event.batch ?? this.#sending;
    // What is sent now follows what is settled.
    if (this.#sending !== this.#batch) this.end();
    if (this.#sending !== undefined) this.#requests.set(this.#sending, (this.#requests.get(this.#sending) ?? 0) + 1);
    if (event.purpose !== 'batch' && event.purpose !== 'narrow') return;
    switch (answerKind(event)) {
      case 'refused':
        if ((event.operations ?? 1) > 1)
          this.#once(`refused ${event.batch}`, event.batch, 'refused', `(${event.status}); finding out why`);
        return;
      case 'lost':
        this.#once(
          `lost ${event.number}`,
          event.batch,
          'no answer',
          `after ${(event.ms / 1_000).toFixed(1)} s; finding out what became of it`,
        );
        return;
      default:
    }
  }

  /** The line of the batch that has ended. */
  end(): void {
    const rows = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    if (this.#batch !== undefined && rows > 0) {
      const sent = this.#requests.get(this.#batch) ?? 1;
      const requests = sent > 1 ? `; ${counted(sent)} requests` : '';
      this.#say(rowsCounted(rows), `${countsText(this.#counts, this.#dryRun)}${requests}`, this.#batch);
    }
    if (this.#batch !== undefined) this.#requests.delete(this.#batch);
    this.#counts = noRows();
    this.#batch = undefined;
  }

  #once(key: string, batch: number | undefined, what: string, detail: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#say(what, detail, batch);
  }

  #say(what: string, detail: string, batch: number | undefined): void {
    const time = this.#clock().toTimeString().slice(0, 8);
    this.#line(`${time}  ${String(batch ?? '').padStart(3)}  ${what.padEnd(11)} ${detail}`);
  }
}
