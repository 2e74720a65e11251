import type { ErrorCode, ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';

/** Rows told of under a cause: enough to see the kind, few enough for a screen. */
const INSTANCES_KEPT = 3;

/** One row of a cause, in its own words (F-17). */
export interface Instance {
  readonly rowId: string;
  /** Line of the file it came from; unknown for rows that came from none. */
  readonly line?: number;
  readonly segmentCode: string | null;
  readonly message: string;
  readonly requestId?: string;
}

/** Rows that failed, or were skipped, for one reason: a code of the catalogue and, where one is at fault, a field. */
export interface Cause {
  readonly status: 'failed' | 'skipped';
  readonly code: ErrorCode;
  readonly field?: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly count: number;
  readonly instances: readonly Instance[];
}

/** Counts row results by cause, in memory that does not grow with the rows. */
export class Tally {
  readonly rows = { succeeded: 0, failed: 0, skipped: 0 };
  readonly outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  readonly segments = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  /** The results of rows that share a segment come one after another. */
  #segmentCode: string | null = null;
  readonly #causes = new Map<string, { -readonly [Part in keyof Cause]: Cause[Part] } & { instances: Instance[] }>();

  record(result: RowResult & { readonly line?: number }): void {
    const { status, outcome, error } = result;
    this.rows[status] += 1;
    if (outcome !== null) {
      this.outcomes[outcome] += 1;
      if (result.segmentCode !== this.#segmentCode) this.segments[outcome] += 1;
      this.#segmentCode = result.segmentCode;
    }
    if (error !== undefined && status !== 'succeeded') this.#count(status, result, error);
  }

  /** Failures first, most frequent first. */
  get causes(): readonly Cause[] {
    return [...this.#causes.values()].sort(
      (one, other) => one.status.localeCompare(other.status) || other.count - one.count,
    );
  }

  #count(
    status: Cause['status'],
    { rowId, line, segmentCode }: RowResult & { readonly line?: number },
    { code, field, message, remedy, retryable, requestId }: ErrorDetail,
  ): void {
    const key = `${status} ${code} ${field ?? ''}`;
    let cause = this.#causes.get(key);
    if (cause === undefined) {
      cause = { status, code, ...(field !== undefined && { field }), remedy, retryable, count: 0, instances: [] };
      this.#causes.set(key, cause);
    }
    cause.count += 1;
    if (cause.instances.length === INSTANCES_KEPT) return;
    cause.instances.push({
      rowId,
      ...(line !== undefined && { line }),
      segmentCode,
      message,
      ...(requestId !== undefined && { requestId }),
    });
  }
}
