import type { RowResult } from '../../../spec/host/row-result.ts';
import type { CauseReport } from './protocol.ts';

const KEPT = 5;

interface Cause extends Omit<CauseReport, 'count' | 'rowIds' | 'requestIds'> {
  count: number;
  readonly rowIds: string[];
  readonly requestIds: string[];
}

/** Groups rows that failed, or were skipped, by why; in memory that does not grow with the rows. */
export class Causes {
  readonly #causes = new Map<string, Cause>();

  record({ rowId, status, error }: RowResult): void {
    if (error === undefined || status === 'succeeded') return;
    const { code, field, message, remedy, retryable, requestId } = error;
    const key = `${status} ${code} ${field ?? ''}`;
    let cause = this.#causes.get(key);
    if (cause === undefined) {
      const named = field === undefined ? {} : { field };
      cause = { status, code, ...named, message, remedy, retryable, count: 0, rowIds: [], requestIds: [] };
      this.#causes.set(key, cause);
    }
    cause.count += 1;
    if (cause.rowIds.length < KEPT) cause.rowIds.push(rowId);
    if (requestId !== undefined && cause.requestIds.length < KEPT && !cause.requestIds.includes(requestId)) {
      cause.requestIds.push(requestId);
    }
  }

  /** Failures first, most frequent first. */
  get all(): readonly CauseReport[] {
    return [...this.#causes.values()].sort(
      (one, other) => one.status.localeCompare(other.status) || other.count - one.count,
    );
  }
}
