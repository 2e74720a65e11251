import type { Outcome, RowResult } from '../../spec/host/row-result.ts';
import type { RowRef, SharedRows } from '../plan/segment-change.ts';
import { SegmentOutcomes } from './segment-outcomes.ts';
import type { Settlement } from './settlement.ts';

export interface LedgerOptions {
  /** Hands one result to the host. */
  readonly report: (result: RowResult) => unknown;
  /** Waits for a host that takes its time with a result; rejects with what the host's promise rejects with. */
  readonly waitFor: (taken: unknown) => Promise<void>;
  /** Called when `report` fails for the first time. */
  readonly onHostFault: () => void;
}

/**
 * Every row's result, told once (T-1). Results reach the host one after another, also when two parts of a run settle at the
 * same time; a host that is slow to take them slows the run.
 */
export class Ledger {
  readonly rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
  /** Rows by what became of their segments. */
  readonly outcomes: Record<Outcome, number> = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  /** The same of segments: many rows may share one. */
  readonly segments = new SegmentOutcomes();
  readonly #options: LedgerOptions;
  #queue: Promise<void> = Promise.resolve();
  /** What `onRowResult` threw first (T-10). */
  hostFault: { readonly error: unknown } | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  receive(count: number): void {
    this.rows.received += count;
  }

  /**
   * Tells the results of all rows of `settled`, each made when its turn comes: thousands at once would outlive their use.
   * Resolves when the host has taken them. The host's faults are kept: see `hostFault`.
   */
  settle<T>(
    settled: readonly T[],
    rowsOf: (one: T) => SharedRows,
    settlementOf: (one: T) => Settlement | undefined,
  ): Promise<void> {
    const told = this.#queue.then(() => this.#settleAll(settled, rowsOf, settlementOf));
    this.#queue = told.catch(() => undefined); // Whoever settles these hears of it; the others' turn comes all the same.
    return told;
  }

  async #settleAll<T>(
    settled: readonly T[],
    rowsOf: (one: T) => SharedRows,
    settlementOf: (one: T) => Settlement | undefined,
  ): Promise<void> {
    // By position: for-of makes an object a step in a function that awaits.
    for (let at = 0; at < settled.length; at += 1) {
      const one = settled[at] as T; // Within its length.
      const rows = rowsOf(one);
      const settlement = rows.told ? undefined : settlementOf(one);
      if (settlement === undefined) continue;
      rows.told = true;
      const { status, outcome } = settlement;
      if (outcome !== null && rows.code !== null) this.segments.take(settlement.segmentCode ?? rows.code, outcome);
      for (let other = 0; other <= rows.others.length; other += 1) {
        this.rows[status] += 1;
        if (outcome !== null) this.outcomes[outcome] += 1;
        try {
          const taken = this.#options.report(resultOf(rows.others[other] ?? rows, rows, settlement));
          if (taken !== undefined) await this.#options.waitFor(taken);
        } catch (error) {
          if (this.hostFault === undefined) {
            this.hostFault = { error };
            this.#options.onHostFault();
          }
        }
      }
    }
  }
}

/** Written out, not spread: this runs once a row. */
function resultOf({ rowId, changeSetId }: RowRef, { code, codeSource }: SharedRows, settlement: Settlement): RowResult {
  const { status, outcome, operation, batch, requests, segment, segmentCode: keptAs, error } = settlement;
  const segmentCode = keptAs ?? code;
  const result: { -readonly [Part in keyof RowResult]: RowResult[Part] } =
    changeSetId === undefined
      ? { rowId, status, outcome, operation, segmentCode }
      : { rowId, changeSetId, status, outcome, operation, segmentCode };
  if (codeSource !== undefined) result.codeSource = codeSource;
  if (batch !== undefined) result.batch = batch;
  if (requests !== undefined) result.requests = requests;
  if (segment !== undefined) result.segment = segment;
  if (error !== undefined) result.error = error;
  return result;
}
