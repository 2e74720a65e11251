import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentChange, SettledRows } from '../plan/segment-change.ts';
import type { Pending } from '../recover/pending.ts';

/** Everything a result says but which row and segment it is about: many rows may share one. */
export type Settlement = Pick<RowResult, 'status' | 'outcome' | 'operation' | 'error'>;

const CREATED: Settlement = { status: 'succeeded', outcome: 'created', operation: 'Create' };
const DELETED: Settlement = { status: 'succeeded', outcome: 'deleted', operation: 'Delete' };

/** How a change ended that took effect as it was asked for. */
export const settlementOfAccepted = ({ state }: SegmentChange): Settlement => (state === 'present' ? CREATED : DELETED);

/** How a change ended once it has become a fact; nothing before. */
export function settlementOfFact({ sent, resolution }: Pending): Settlement | undefined {
  if (resolution === undefined) return undefined;
  const operation = sent ?? null;
  switch (resolution.kind) {
    case 'succeeded':
      return { status: 'succeeded', outcome: resolution.outcome, operation };
    case 'failed':
      return { status: 'failed', outcome: null, operation, error: resolution.error };
  }
}

/** How rows ended for which nothing was sent. */
export const settlementOfUnsent = ({ status, error }: SettledRows): Settlement => ({
  status,
  outcome: null,
  operation: null,
  error,
});
