import type { Outcome, RowResult } from '../../spec/host/row-result.ts';
import type { RowRef, SharedRows } from '../plan/segment-change.ts';
import type { Settlement } from './settlement.ts';

/**
 * Every row's result, told once (T-1). Results reach the host one after another, also when two parts of a run settle at the
 * same time; a host that is slow to take them slows the run.
 */
export class Ledger {
  readonly rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
  readonly outcomes: Record<Outcome, number> = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  readonly #report: (result: RowResult) => void | Promise<void>;
  #queue: Promise<void> = Promise.resolve();
  /** What `onRowResult` threw first (T-10). */
  hostFault: { readonly error: unknown } | undefined;

  constructor(report: (result: RowResult) => void | Promise<void>) {
    this.#report = report;
  }

  receive(count: number): void {
    this.rows.received += count;
  }

  /**
   * Tells the results of all rows of `settled`, each made when its turn comes: thousands at once would outlive their use.
   * Resolves when the host has taken them. Never rejects: see `hostFault`.
   */
  settle<T>(
    settled: readonly T[],
    rowsOf: (one: T) => SharedRows,
    settlementOf: (one: T) => Settlement | undefined,
  ): Promise<void> {
    this.#queue = this.#queue.then(() => this.#settleAll(settled, rowsOf, settlementOf));
    return this.#queue;
  }

  async #settleAll<T>(
    settled: readonly T[],
    rowsOf: (one: T) => SharedRows,
    settlementOf: (one: T) => Settlement | undefined,
  ): Promise<void> {
    // By position: for-of makes an object a step in a function that awaits.
    for (let at = 0; at < settled.length; at += 1) {
      const one = settled[at] as T; // Within its length.
      const settlement = settlementOf(one);
      if (settlement === undefined) continue;
      const { status, outcome } = settlement;
      const rows = rowsOf(one);
      for (let other = 0; other <= rows.others.length; other += 1) {
        this.rows[status] += 1;
        if (outcome !== null) this.outcomes[outcome] += 1;
        try {
          const taken = this.#report(resultOf(rows.others[other] ?? rows, rows.code, settlement));
          if (taken !== undefined) await taken;
        } catch (error) {
          this.hostFault ??= { error };
        }
      }
    }
  }
}

/** Written out, not spread: this runs once a row. */
function resultOf(
  { rowId, changeSetId }: RowRef,
  code: string | null,
  { status, outcome, operation, batch, requests, segment, segmentCode: keptAs, error }: Settlement,
): RowResult {
  const segmentCode = keptAs ?? code;
  const result: { -readonly [Part in keyof RowResult]: RowResult[Part] } =
    changeSetId === undefined
      ? { rowId, status, outcome, operation, segmentCode }
      : { rowId, changeSetId, status, outcome, operation, segmentCode };
  if (batch !== undefined) result.batch = batch;
  if (requests !== undefined) result.requests = requests;
  if (segment !== undefined) result.segment = segment;
  if (error !== undefined) result.error = error;
  return result;
}
