import type { SegmentChange, SettledRow } from '../plan/segment-change.ts';
import type { Pending, Resolution } from '../recover/pending.ts';
import type { Line, Settlement } from './ledger.ts';

/** A line for each change that has become a fact: its rows share the operation's result (P-3). */
export const linesOf = (facts: readonly Pending[]): Line[] =>
  facts.flatMap(({ change, sent, resolution }) =>
    resolution === undefined
      ? []
      : { rows: change.rows, settlement: settlementOf(change, sent?.operation ?? null, resolution) },
  );

function settlementOf(change: SegmentChange, operation: Settlement['operation'], resolution: Resolution): Settlement {
  const segmentCode = change.code;
  switch (resolution.kind) {
    case 'succeeded':
      return { status: 'succeeded', outcome: resolution.outcome, operation, segmentCode };
    case 'failed':
      return { status: 'failed', outcome: null, operation, segmentCode, error: resolution.error };
  }
}

/** A line for each row that was settled without anything being sent. */
export const linesOfSettled = (rows: readonly SettledRow[]): Line[] =>
  rows.map(({ row, status, segmentCode, error }) => ({
    rows: [row],
    settlement: { status, outcome: null, operation: null, segmentCode, error },
  }));
