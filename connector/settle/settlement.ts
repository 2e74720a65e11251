import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentChange, SettledRows } from '../plan/segment-change.ts';
import type { Fact, SettledBy } from '../recover/step.ts';

/** Everything a result says but which row it is about: many rows may share one. */
export type Settlement = Pick<
  RowResult,
  'status' | 'outcome' | 'operation' | 'error' | 'batch' | 'requests' | 'segment'
> & {
  /** As Permutive keeps it, where that is known to differ (T-3). */
  readonly segmentCode?: string;
};

/** Who can tell, in a dry run, what is under a change's code and would be (P-7). */
export interface Foretelling {
  segmentOf(change: SegmentChange, took: boolean): RowResult['segment'];
}

/** How the changes of a batch ended that took effect as they were asked for: two objects for all of them, but in a dry run. */
export function settlementOfAccepted(
  { batch, requests }: SettledBy,
  dryRun: Foretelling | undefined,
): (change: SegmentChange) => Settlement {
  const by = { batch, ...(requests.length > 0 && { requests }) };
  const created: Settlement = { status: 'succeeded', outcome: 'created', operation: 'Create', ...by };
  const deleted: Settlement = { status: 'succeeded', outcome: 'deleted', operation: 'Delete', ...by };
  const settlement = ({ state }: SegmentChange) => (state === 'present' ? created : deleted);
  if (dryRun === undefined) return settlement;
  return (change) => ({ ...settlement(change), ...seen(dryRun.segmentOf(change, true)) });
}

/** How a change ended once it has become a fact; nothing before. */
export function settlementOfFact(
  batch: number,
  observer: { spellingOf(code: string): string | undefined },
  dryRun: Foretelling | undefined,
): (fact: Fact) => Settlement | undefined {
  return ({ change, standing, requests }) => {
    if (standing.is !== 'fact') return undefined;
    const { resolution } = standing;
    const { is: status } = resolution;
    const segmentCode = observer.spellingOf(change.code);
    return {
      status,
      outcome: status === 'succeeded' ? resolution.outcome : null,
      operation: standing.sent ?? null,
      batch,
      ...(requests.length > 0 && { requests }),
      ...(segmentCode !== undefined && { segmentCode }),
      ...(dryRun && seen(dryRun.segmentOf(change, status === 'succeeded'))),
      ...(status !== 'succeeded' && { error: resolution.error }),
    };
  };
}

const seen = (segment: RowResult['segment']) => (segment === undefined ? {} : { segment });

/** How rows ended for which nothing was sent. */
export const settlementOfUnsent = ({ status, error }: Pick<SettledRows, 'status' | 'error'>): Settlement => ({
  status,
  outcome: null,
  operation: null,
  error,
});
