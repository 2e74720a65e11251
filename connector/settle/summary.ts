import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';

/** How a run ended (T-11). */
export function statusOf(
  run: Pick<WriteSummary, 'rows' | 'outcomes'> & { fatal: ErrorDetail | undefined; cancelled: boolean },
): WriteSummary['status'] {
  if (run.cancelled) return 'cancelled';
  const { created, updated, deleted } = run.outcomes;
  if (run.fatal !== undefined && created + updated + deleted === 0) return 'failed';
  return run.rows.failed > 0 ? 'completed_with_errors' : 'completed';
}
