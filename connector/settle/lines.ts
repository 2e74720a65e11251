import type { SegmentChange, SettledRow } from '../plan/segment-change.ts';
import type { Pending, Resolution } from '../recover/pending.ts';
import type { Line, Settlement } from './ledger.ts';

/** The line of a change that has become a fact: its rows share the operation's result (P-3). */
export const lineOf = ({ change, sent, resolution }: Pending): Line | undefined =>
  resolution && { rows: change.rows, settlement: settlementOf(change, sent?.operation ?? null, resolution) };

function settlementOf(change: SegmentChange, operation: Settlement['operation'], resolution: Resolution): Settlement {
  const segmentCode = change.code;
  switch (resolution.kind) {
    case 'succeeded':
      return { status: 'succeeded', outcome: resolution.outcome, operation, segmentCode };
    case 'failed':
      return { status: 'failed', outcome: null, operation, segmentCode, error: resolution.error };
  }
}

/** The line of a row that was settled without anything being sent. */
export const lineOfSettled = ({ row, status, segmentCode, error }: SettledRow): Line => ({
  rows: [row],
  settlement: { status, outcome: null, operation: null, segmentCode, error },
});
