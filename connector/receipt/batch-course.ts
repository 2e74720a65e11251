import type { RowResult } from '../../spec/host/row-result.ts';
import { answerKind, type Exchange, isSending, type Wait } from './answer-kind.ts';

/** What a batch met on its way, beside being sent and accepted. */
export type Mark = 'waited' | 'split' | 'looked_up' | 'sent_again' | 'denied';

/** How one batch came out. Plain JSON. */
export interface BatchCourse {
  readonly batch: number;
  /** Operations of its first sending; 0 before that. */
  readonly operations: number;
  readonly rows: number;
  readonly outcomes: Readonly<Record<'created' | 'updated' | 'deleted' | 'unchanged' | 'failed' | 'skipped', number>>;
  readonly requests: number;
  /** Numbers of the first and last exchange. */
  readonly from?: number;
  readonly to?: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly waitedMs: number;
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
  readonly #guilty: number[] = [];
  readonly #outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0, failed: 0, skipped: 0 };
  readonly #counts = { operations: 0, rows: 0, requests: 0, waitedMs: 0, reads: 0 };
  #span: Pick<BatchCourse, 'from' | 'to' | 'startedAt' | 'endedAt'> = {};
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
      marks: [...this.#marks],
      guilty: [...this.#guilty],
    };
  }

  result({ status, outcome }: RowResult): void {
    this.#counts.rows += 1;
    this.#outcomes[status === 'succeeded' ? (outcome ?? 'unchanged') : status] += 1;
    this.#waitingUntil = undefined;
  }

  exchange(exchange: Exchange): void {
    const { number, at, operations = 0 } = exchange;
    const counts = this.#counts;
    this.#mark(exchange, counts.requests === 0);
    this.#waitingUntil = undefined;
    counts.operations = Math.max(counts.operations, operations);
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
    const { operations } = this.#counts;
    if (from !== undefined && operations > 1 && this.#guilty.length < MAX_GUILTY) this.#guilty.push(from / operations);
  }
}
