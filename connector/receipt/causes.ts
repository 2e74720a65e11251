import { ERROR_CATALOGUE, type ErrorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import { wasNotSent } from './not-sent.ts';

/** What a host knows of a row beside its result. */
export interface RowNames {
  /** The segment's name as the row gives it. */
  readonly name?: string;
  /** The code as the row gives it: told where none was settled. */
  readonly code?: string;
  /** Where the row stands in the reader's own words: "line 31". The row's id when absent. */
  readonly where?: string;
}

/** One row of a cause, in its own words (F-17). */
export interface Instance {
  readonly where: string;
  readonly segmentCode: string | null;
  readonly name?: string;
  readonly message: string;
  readonly requestId?: string;
}

/** Rows that failed, or were skipped, for one reason: the catalogue's code and the field. */
export interface Cause {
  readonly code: ErrorDetail['code'];
  readonly field?: string;
  readonly status: 'failed' | 'skipped';
  readonly remedy: string;
  readonly retryable: boolean;
  /** They never went out, and nothing is wrong with them. */
  readonly notSent?: true;
  readonly rows: number;
  /** The first ones; `rows` says how many there are. */
  readonly instances: readonly Instance[];
}

/** Enough to name every failure of a run that somebody will mend by hand, and no more memory than that. */
const INSTANCES_KEPT = 10_000;

type Counted = { -readonly [Key in keyof Cause]: Cause[Key] } & { instances: Instance[] };

/** A message of a file's row ends with its place, which stands beside it already. A column that it names stays. */
function withoutPlace(message: string, where: string): string {
  const end = /^(.*) \(([^()]+)\)$/s.exec(message);
  const [, words, place] = end ?? [];
  if (words === undefined || place === undefined) return message;
  if (where.endsWith(place)) return words;
  const [line, column] = place.split(', column ');
  return column !== undefined && line !== undefined && where.endsWith(line) ? `${words} (column ${column})` : message;
}

/** Groups results by cause, in memory that does not grow with the rows. */
export class Causes {
  readonly #causes = new Map<string, Counted>();
  #kept = 0;

  record(result: RowResult, { name, code: given, where = `row ${result.rowId}` }: RowNames = {}): void {
    const { segmentCode, status, error } = result;
    if (error === undefined || status === 'succeeded') return;
    const unsent = wasNotSent(result);
    const { code, field, message, remedy, retryable, requestId } = error;
    const key = `${status} ${code} ${field ?? ''} ${unsent}`;
    let cause = this.#causes.get(key);
    if (cause === undefined) {
      cause = { code, ...(field !== undefined && { field }), status, remedy, retryable, rows: 0, instances: [] };
      if (unsent) cause.notSent = true;
      this.#causes.set(key, cause);
    }
    cause.rows += 1;
    // Advice that names one row's value is no advice for the others (F-17).
    if (cause.remedy !== remedy) cause.remedy = ERROR_CATALOGUE[code].remedy;
    // Skipped rows are no trouble: a few say enough.
    if (this.#kept >= INSTANCES_KEPT || (status === 'skipped' && cause.instances.length >= 3)) return;
    this.#kept += 1;
    const more = { ...(name !== undefined && { name }), ...(requestId !== undefined && { requestId }) };
    cause.instances.push({
      where,
      segmentCode: segmentCode ?? given ?? null,
      message: withoutPlace(message, where),
      ...more,
    });
  }

  /** Failures first, most frequent first. `instances`: at most so many of each. */
  all(instances = INSTANCES_KEPT): Cause[] {
    return [...this.#causes.values()]
      .sort((one, other) => one.status.localeCompare(other.status) || other.rows - one.rows)
      .map((cause) => ({ ...cause, instances: cause.instances.slice(0, instances) }));
  }
}
