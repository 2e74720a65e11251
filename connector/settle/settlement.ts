import { errorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentChange, SettledRows, SharedRows } from '../plan/segment-change.ts';
import type { Fact, SettledBy } from '../recover/step.ts';

/** Everything a result says but which row it is about: many rows may share one. */
export type Settlement = Pick<
  RowResult,
  'status' | 'outcome' | 'operation' | 'error' | 'batch' | 'requests' | 'segment'
> & {
  /** As Permutive keeps it, where that is known to differ (T-3). */
  readonly segmentCode?: string;
  /** Whether its segment is there now, where it succeeded: a deletion may have found it gone. */
  readonly isThere: boolean;
};

/**
 * What is told of things of one kind. A class where a function would do: V8 compiles what calls a closure anew when another one of its
 * kind is made, as one would be for each batch.
 */
export interface Telling<T> {
  rowsOf(one: T): SharedRows;
  /** Nothing while it is not known. */
  settlementOf(one: T): Settlement | undefined;
}

/** Who can tell, in a dry run, what is under a change's code and would be (P-7). */
export interface Foretelling {
  segmentOf(change: SegmentChange, took: boolean): RowResult['segment'];
}

/** How the changes of a batch ended that took effect as they were asked for: two objects for all of them, but in a dry run. */
export class AcceptedTelling implements Telling<SegmentChange> {
  readonly #created: Settlement;
  readonly #deleted: Settlement;
  readonly #dryRun: Foretelling | undefined;

  constructor({ batch, requests }: SettledBy, dryRun: Foretelling | undefined) {
    const by = { batch, ...(requests.length > 0 && { requests }) };
    this.#created = { status: 'succeeded', outcome: 'created', operation: 'Create', ...by, isThere: true };
    this.#deleted = { status: 'succeeded', outcome: 'deleted', operation: 'Delete', ...by, isThere: false };
    this.#dryRun = dryRun;
  }

  rowsOf(change: SegmentChange): SegmentChange {
    return change;
  }

  settlementOf(change: SegmentChange): Settlement {
    const settlement = change.state === 'present' ? this.#created : this.#deleted;
    return this.#dryRun === undefined ? settlement : { ...settlement, ...seen(this.#dryRun.segmentOf(change, true)) };
  }
}

/** How changes of a batch ended that have become facts; nothing of the others. */
export class FactTelling implements Telling<Fact> {
  readonly #batch: number;
  readonly #observer: { spellingOf(code: string): string | undefined };
  readonly #dryRun: Foretelling | undefined;

  constructor(
    batch: number,
    observer: { spellingOf(code: string): string | undefined },
    dryRun: Foretelling | undefined,
  ) {
    this.#batch = batch;
    this.#observer = observer;
    this.#dryRun = dryRun;
  }

  rowsOf({ change }: Fact): SegmentChange {
    return change;
  }

  settlementOf({ change, standing, requests }: Fact): Settlement | undefined {
    if (standing.is !== 'fact') return undefined;
    const { resolution } = standing;
    const { is: status } = resolution;
    const segmentCode = this.#observer.spellingOf(change.code);
    return {
      status,
      outcome: status === 'succeeded' ? resolution.outcome : null,
      operation: standing.sent ?? null,
      batch: this.#batch,
      isThere: change.state === 'present',
      ...(requests.length > 0 && { requests }),
      ...(segmentCode !== undefined && { segmentCode }),
      ...(this.#dryRun && seen(this.#dryRun.segmentOf(change, status === 'succeeded'))),
      ...(status !== 'succeeded' && { error: resolution.error }),
    };
  }
}

const seen = (segment: RowResult['segment']) => (segment === undefined ? {} : { segment });

/** How rows ended for which nothing was sent. */
export const UNSENT: Telling<SettledRows> = {
  rowsOf: (rows) => rows,
  settlementOf: ({ status, error }) => ({ status, outcome: null, operation: null, isThere: false, error }),
};

/** How changes ended of which nothing more can be known (T-1). */
export const UNKNOWN: Telling<SegmentChange> = {
  rowsOf: (change) => change,
  settlementOf: () => {
    const error = errorDetail('outcome_unknown');
    return { status: 'failed', outcome: null, operation: null, isThere: false, error };
  },
};
