import type { RowRef, SegmentChange, SettledRow } from '../plan/segment-change.ts';
import type { Pending, Resolution } from '../recover/pending.ts';
import type { Settlement } from './ledger.ts';

type Line = { row: RowRef; settlement: Settlement };

/** One line for each row of the changes that have become facts: a row shares its operation's result (P-3). */
export function* linesOf(facts: Iterable<Pending>): Generator<Line> {
  for (const { change, sent, resolution } of facts) {
    if (resolution === undefined) continue;
    const settlement = settlementOf(change, sent?.operation ?? null, resolution);
    for (const row of change.rows) yield { row, settlement };
  }
}

function settlementOf(change: SegmentChange, operation: Settlement['operation'], resolution: Resolution): Settlement {
  const segmentCode = change.code;
  switch (resolution.kind) {
    case 'succeeded':
      return { status: 'succeeded', outcome: resolution.outcome, operation, segmentCode };
    case 'failed':
      return { status: 'failed', outcome: null, operation, segmentCode, error: resolution.error };
  }
}

/** One line for each row that was settled without anything being sent. */
export function* linesOfSettled(rows: Iterable<SettledRow>): Generator<Line> {
  for (const { row, status, segmentCode, error } of rows) {
    yield { row, settlement: { status, outcome: null, operation: null, segmentCode, error } };
  }
}
