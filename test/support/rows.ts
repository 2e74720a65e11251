import type { ChangeRow } from '../../spec/host/change-set.ts';
import type { RowResult } from '../../spec/host/row-result.ts';

/** `count` rows of different segments, `c0`, `c1`, … */
export const rows = (count: number, more: Partial<ChangeRow> = {}, from = 0): ChangeRow[] =>
  Array.from({ length: count }, (_, at) => ({
    rowId: `r${from + at}`,
    change: 'added' as const,
    segment_code: `c${from + at}`,
    segment_name: `Name ${from + at}`,
    ...more,
  }));

/** Results counted by what they say: an outcome, an error code, or a status. */
export function tally(results: readonly RowResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, outcome, error } of results) {
    const key = outcome ?? error?.code ?? status;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
}
