import type { Outcome, RowResult } from '../../spec/host/row-result.ts';
import type { RowRef, SharedRows } from '../plan/segment-change.ts';
import { STRETCH } from '../stretch.ts';
import { SegmentOutcomes } from './segment-outcomes.ts';
import type { Settlement, Telling } from './settlement.ts';

export interface LedgerOptions {
  /** Hands one result to the host. */
  readonly report: (result: RowResult) => unknown;
  /** Waits for a host that takes its time with a result; rejects with what the host's promise rejects with. */
  readonly waitFor: (taken: unknown) => Promise<void>;
  /** Called when `report` fails for the first time. */
  readonly onHostFault: () => void;
}

/** Where the telling of results has come to: a thing, and which of the rows that share its result. */
interface Course<T> {
  readonly settled: readonly T[];
  readonly telling: Telling<T>;
  at: number;
  other: number;
  /** Of the thing whose rows are being told. */
  settlement: Settlement | undefined;
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
  settle<T>(settled: readonly T[], telling: Telling<T>): Promise<void> {
    const told = this.#queue.then(() => this.#settleAll({ settled, telling, at: 0, other: 0, settlement: undefined }));
    this.#queue = told.catch(() => undefined); // Whoever settles these hears of it; the others' turn comes all the same.
    return told;
  }

  async #settleAll<T>(course: Course<T>): Promise<void> {
    while (course.at < course.settled.length) {
      const taken = this.#tellStretch(course);
      if (taken !== undefined) await this.#options.waitFor(taken).catch((error: unknown) => this.#fault(error));
    }
  }

  /** Tells a stretch of results, or fewer when the host wants to be waited for: what it handed back then. */
  #tellStretch<T>(course: Course<T>): unknown {
    const { settled, telling } = course;
    const end = Math.min(course.at + STRETCH, settled.length);
    while (course.at < end) {
      const one = settled[course.at] as T; // Within its length.
      const rows = telling.rowsOf(one);
      const settlement = course.settlement ?? (rows.told ? undefined : telling.settlementOf(one));
      if (settlement === undefined) {
        course.at += 1;
        continue;
      }
      const { status, outcome, segmentCode = rows.code } = settlement;
      if (!rows.told && outcome !== null && segmentCode !== null)
        this.segments.take(segmentCode, outcome, settlement.isThere);
      rows.told = true;
      this.rows[status] += 1;
      if (outcome !== null) this.outcomes[outcome] += 1;
      const result = resultOf(rows.others[course.other] ?? rows, rows, settlement);
      goOn(course, rows, settlement);
      const taken = this.#report(result);
      if (taken !== undefined) return taken;
    }
    return undefined;
  }

  #report(result: RowResult): unknown {
    try {
      return this.#options.report(result);
    } catch (error) {
      return this.#fault(error);
    }
  }

  #fault(error: unknown): undefined {
    if (this.hostFault !== undefined) return;
    this.hostFault = { error };
    this.#options.onHostFault();
  }
}

/** To the next row. The one whose values count comes after the others. */
function goOn(course: Course<unknown>, { others }: SharedRows, settlement: Settlement): void {
  const isLast = course.other === others.length;
  course.settlement = isLast ? undefined : settlement;
  course.other = isLast ? 0 : course.other + 1;
  if (isLast) course.at += 1;
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
