import type { RowResult } from '../../spec/host/row-result.ts';
import type { PlanReason } from './plan.ts';

/** Segments that somebody changed or deleted since this owner's last word, and that were told as such (N-12). */
export interface Drift {
  edited: number;
  deleted: number;
}

/** Counts a change that brought back what somebody had changed or deleted. */
export function takeDrift(drift: Drift, reason: PlanReason, { status, outcome }: RowResult): void {
  if (status !== 'succeeded' || (reason !== 'edited_elsewhere' && reason !== 'deleted_elsewhere')) return;
  if (outcome === 'created') drift.deleted += 1;
  else if (reason === 'edited_elsewhere') drift.edited += 1;
}
