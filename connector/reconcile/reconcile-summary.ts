import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import type { Holdings } from './holding.ts';
import type { Unread } from './observer.ts';
import type { Removals } from './removals.ts';
import type { ReconcileSummary } from './request.ts';
import type { Room } from './room.ts';
import type { Telling } from './telling.ts';

/** What a run has come to, for its summary. */
export interface Ending extends Pick<ReconcileSummary, 'drift' | 'durationMs'> {
  readonly room: Room;
  readonly telling: Telling;
  readonly removals: Removals;
  /** The runs of write() that it was made of. */
  readonly parts: readonly (WriteSummary | undefined)[];
  readonly fatal: ErrorDetail | undefined;
  readonly cancelled: boolean;
  /** What the import holds of this owner now. */
  readonly held: Holdings;
}

/** The end of a run on a full list. */
export function summaryOf(ending: Ending): ReconcileSummary {
  const { room, telling, removals, parts, fatal, held, drift, durationMs } = ending;
  const sum = (what: 'sent' | 'retried') =>
    parts.reduce((total, part) => total + (part?.requests[what] ?? 0), room.requests[what]);
  const summary: ReconcileSummary = {
    status: statusOf(ending),
    dryRun: false,
    rows: { ...telling.counts.rows },
    outcomes: { ...telling.counts.outcomes },
    segments: { ...telling.counts.segments },
    requests: { sent: sum('sent'), retried: sum('retried') },
    durationMs,
    ...(fatal !== undefined && { fatal }),
    owned: held.sure,
    foreign: room.census.foreign(),
    uncertain: held.presumed + held.uncertain,
    drift: { ...drift },
    removals: removals.summary(),
  };
  room.log.info({ ...summary }, 'Full list ended.');
  return summary;
}

/** How a run ended (T-11); deletions that are withheld are not what was asked for, protection is. */
function statusOf({ telling, removals, fatal, cancelled }: Ending): WriteSummary['status'] {
  if (cancelled) return 'cancelled';
  const { outcomes, rows } = telling.counts;
  const { counts, why } = removals;
  if (fatal !== undefined && outcomes.created + outcomes.updated + counts.deleted === 0) return 'failed';
  const withheld = counts.withheld - (why.protected ?? 0);
  return fatal !== undefined || rows.failed > 0 || counts.failed > 0 || withheld > 0
    ? 'completed_with_errors'
    : 'completed';
}

/** The end of a run that could not look at the import: nothing was sent, the snapshot is as it was. */
export function nothingDone(why: Unread, requests: Room['requests'], durationMs: number): ReconcileSummary {
  const none = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  return {
    status: why.kind === 'cancelled' ? 'cancelled' : 'failed',
    dryRun: false,
    rows: { received: 0, succeeded: 0, failed: 0, skipped: 0 },
    outcomes: none,
    segments: none,
    requests: { ...requests },
    durationMs,
    ...(why.kind === 'failed' && { fatal: why.error }),
    owned: 0,
    foreign: 0,
    uncertain: 0,
    drift: { edited: 0, deleted: 0 },
    removals: { candidates: 0, deleted: 0, gone: 0, withheld: 0, failed: 0, why: {} },
  };
}
