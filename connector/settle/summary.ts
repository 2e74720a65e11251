import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import type { Ledger } from './ledger.ts';
import type { Progress } from './progress.ts';

/** What a run was, beside what its rows came to. */
export interface RunEnd {
  readonly dryRun: boolean;
  readonly durationMs: number;
  readonly cancelled: boolean;
  readonly fatal: ErrorDetail | undefined;
}

export function summaryOf(ledger: Ledger, { requests }: Progress, end: RunEnd): WriteSummary {
  return {
    status: statusOf(ledger, end),
    dryRun: end.dryRun,
    rows: { ...ledger.rows },
    outcomes: { ...ledger.outcomes },
    segments: ledger.segments.counts(),
    requests: { ...requests },
    durationMs: end.durationMs,
    ...(end.fatal !== undefined && { fatal: end.fatal }),
  };
}

/** How a run ended (T-11). */
export function statusOf(
  { rows, outcomes }: Pick<WriteSummary, 'rows' | 'outcomes'>,
  { cancelled, fatal }: Pick<RunEnd, 'cancelled' | 'fatal'>,
): WriteSummary['status'] {
  if (cancelled) return 'cancelled';
  const { created, updated, deleted } = outcomes;
  if (fatal !== undefined && created + updated + deleted === 0) return 'failed';
  return rows.failed > 0 ? 'completed_with_errors' : 'completed';
}
