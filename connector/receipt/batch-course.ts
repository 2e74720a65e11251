import type { RowResult } from '../../spec/host/row-result.ts';
import { answerKind, type Exchange, isSending, type Wait } from './answer-kind.ts';
import { wasNotSent } from './not-sent.ts';

/** What a batch met on its way, beside being sent and accepted. */
export type Mark = 'waited' | 'split' | 'looked_up' | 'sent_again' | 'denied';

/** How one batch came out. Plain JSON. */
export interface BatchCourse {
  readonly batch: number;
  /** Operations of its first sending; 0 before that. */
  readonly operations: number;
  readonly rows: number;
  readonly outcomes: Readonly<Record<'created' | 'updated' | 'deleted' | 'unchanged' | 'failed' | 'skipped', number>>;
  /** Rows that never went out, and nothing is wrong with them. */
  readonly notSent?: number;
  readonly requests: number;
  /** Numbers of the first and last exchange. */
  readonly from?: number;
  readonly to?: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly waitedMs: number;
  /** The end of the run cut a wait short. */
  readonly waitCut?: true;
  /** Set while a wait lasts: ISO time. */
  readonly waitingUntil?: string;
  readonly reads: number;
  readonly marks: readonly Mark[];
  /** Where in the batch operations were refused alone: shares of its operations, 0 to 1. */
  readonly guilty: readonly number[];
}

const MAX_GUILTY = 64;
/** A shorter wait is the connector's own pause before it tries again. */
export const WORTH_TELLING_MS = 1_000;
const startOf = ({ at, ms }: Exchange) => new Date(Date.parse(at) - ms).toISOString();

/** Folds one batch's exchanges, waits and results into its course. */
export class BatchFold {
  readonly #batch: number;
  readonly #marks = new Set<Mark>();
  /** Places in the batch. */
  readonly #guilty: number[] = [];
  /** Places that the batch has: some of its changes may need no operation. */
  #size = 0;
  readonly #outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0, failed: 0, skipped: 0 };
  readonly #counts = { operations: 0, rows: 0, requests: 0, waitedMs: 0, reads: 0 };
  #span: Pick<BatchCourse, 'from' | 'to' | 'startedAt' | 'endedAt'> = {};
  #notSent = 0;
  #waitCut = false;
  #waitingUntil: string | undefined;
  /** Whether an answer was lost: what is read from then on is for that. */
  #lost = false;

  constructor(batch: number) {
    this.#batch = batch;
  }

  get course(): BatchCourse {
    return {
      batch: this.#batch,
      ...this.#counts,
      ...this.#span,
      ...(this.#waitingUntil !== undefined && { waitingUntil: this.#waitingUntil }),
      outcomes: { ...this.#outcomes },
      ...(this.#notSent > 0 && { notSent: this.#notSent }),
      ...(this.#waitCut && { waitCut: true as const }),
      marks: [...this.#marks],
      guilty: this.#guilty.map((place) => place / this.#size),
    };
  }

  /** @returns milliseconds of a wait that were not waited after all, for the run has ended. */
  result(result: RowResult, now: number): number {
    const { status, outcome } = result;
    this.#counts.rows += 1;
    if (wasNotSent(result)) this.#notSent += 1;
    else this.#outcomes[status === 'succeeded' ? (outcome ?? 'unchanged') : status] += 1;
    const left = this.#waitingUntil === undefined ? 0 : Math.max(0, Date.parse(this.#waitingUntil) - now);
    this.#waitingUntil = undefined;
    if (left === 0) return 0;
    this.#waitCut = true;
    this.#counts.waitedMs -= left;
    return left;
  }

  exchange(exchange: Exchange): void {
    const { number, at, operations = 0 } = exchange;
    const counts = this.#counts;
    this.#mark(exchange, counts.requests === 0);
    this.#waitingUntil = undefined;
    counts.operations = Math.max(counts.operations, operations);
    this.#size = Math.max(this.#size, operations, exchange.positions?.at(-1)?.[1] ?? 0);
    counts.requests += 1;
    if (!isSending(exchange)) counts.reads += 1;
    const { from = number, startedAt = startOf(exchange) } = this.#span;
    this.#span = { from, startedAt, to: number, endedAt: at };
  }

  wait({ until, ms }: Wait): void {
    if (ms >= WORTH_TELLING_MS) this.#marks.add('waited');
    this.#counts.waitedMs += ms;
    this.#waitingUntil = until;
  }

  #mark(exchange: Exchange, first: boolean): void {
    const kind = answerKind(exchange);
    if (kind === 'denied') this.#marks.add('denied');
    if (!isSending(exchange)) {
      if (this.#lost) this.#marks.add('looked_up');
      return;
    }
    if (kind === 'lost') this.#lost = true;
    if (exchange.purpose === 'narrow') this.#marks.add('split');
    else if (!first && exchange.attempt > 1) this.#marks.add('sent_again');
    if (kind === 'refused' && exchange.operations === 1) this.#blame(exchange);
  }

  #blame({ positions }: Exchange): void {
    const from = positions?.[0]?.[0];
    if (from !== undefined && this.#counts.operations > 1 && this.#guilty.length < MAX_GUILTY) this.#guilty.push(from);
  }
}
