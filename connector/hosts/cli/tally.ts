import type { ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';

/** Enough to find the rows in the input; a million failures must not fill the memory or the screen. */
const ROW_IDS_KEPT = 5;

/** Rows that failed, or were skipped, for one reason. */
export interface Cause {
  readonly code: string;
  readonly field?: string;
  /** As told for the first of the rows. */
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
  count: number;
  /** The first few. */
  readonly rowIds: string[];
}

/** Counts row results by cause, in memory that does not grow with the rows. */
export class Tally {
  readonly rows = { succeeded: 0, failed: 0, skipped: 0 };
  readonly outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  readonly #failures = new Map<string, Cause>();
  readonly #skips = new Map<string, Cause>();

  record({ rowId, status, outcome, error }: RowResult): void {
    this.rows[status] += 1;
    if (outcome !== null) this.outcomes[outcome] += 1;
    if (error !== undefined) count(status === 'failed' ? this.#failures : this.#skips, rowId, error);
  }

  /** Most frequent first. */
  get failures(): readonly Cause[] {
    return byCount(this.#failures);
  }

  get skips(): readonly Cause[] {
    return byCount(this.#skips);
  }
}

function count(causes: Map<string, Cause>, rowId: string, error: ErrorDetail): void {
  // Codes and fields are few; messages may differ from row to row.
  const key = `${error.code} ${error.field ?? ''}`;
  let cause = causes.get(key);
  if (cause === undefined) {
    const { code, field, message, remedy, retryable } = error;
    cause = { code, ...(field !== undefined && { field }), message, remedy, retryable, count: 0, rowIds: [] };
    causes.set(key, cause);
  }
  cause.count += 1;
  if (cause.rowIds.length < ROW_IDS_KEPT) cause.rowIds.push(rowId);
}

const byCount = (causes: Map<string, Cause>): Cause[] =>
  [...causes.values()].sort((one, other) => other.count - one.count);
