import type { SettledRow } from '../plan/segment-change.ts';
import type { Pending } from '../recover/pending.ts';
import type { Line } from './ledger.ts';

/** The line of a change that has become a fact: its rows share the operation's result (P-3). */
export function lineOf({ change, sent, resolution }: Pending): Line | undefined {
  if (resolution === undefined) return undefined;
  const { code: segmentCode, others } = change;
  const operation = sent ?? null;
  switch (resolution.kind) {
    case 'succeeded':
      return { row: change, others, status: 'succeeded', outcome: resolution.outcome, operation, segmentCode };
    case 'failed':
      return { row: change, others, status: 'failed', outcome: null, operation, segmentCode, error: resolution.error };
  }
}

/** The line of a row that was settled without anything being sent. */
export const lineOfSettled = ({ row, status, segmentCode, error }: SettledRow): Line => ({
  row,
  others: [],
  status,
  outcome: null,
  operation: null,
  segmentCode,
  error,
});
