import type { DestinationRowResult } from '../destination/result.ts';
import { demand } from './demand.ts';
import type { Reading } from './source.ts';

type Told = Pick<DestinationRowResult, 'rowId' | 'status' | 'error'>;

/** Results counted by what they say: `succeeded`, or else an error code, or else the status. */
export function told(results: readonly Told[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, error } of results) {
    const word = status === 'succeeded' ? status : (error?.code ?? status);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

/** One result for each row that was read, no other, and the whole source where that is wanted (T-1). */
export function demandResults(results: readonly Told[], { rowIds, ended }: Reading, whole: boolean): void {
  demand(!whole || ended, `The source: wanted to be read to its end, saw ${rowIds.length} rows read and no end.`);
  const open = new Map<string, number>();
  for (const id of rowIds) open.set(id, (open.get(id) ?? 0) + 1);
  for (const { rowId } of results) open.set(rowId, (open.get(rowId) ?? 0) - 1);
  const named = (ids: [string, number][]) =>
    `${ids
      .slice(0, 5)
      .map(([id]) => id)
      .join(', ')}${ids.length > 5 ? ', …' : ''} (${ids.length} of ${rowIds.length})`;
  const lost = [...open].filter(([, left]) => left > 0);
  demand(lost.length === 0, `The results: wanted one a row, saw none for ${named(lost)}.`);
  const surplus = [...open].filter(([, left]) => left < 0);
  demand(surplus.length === 0, `The results: wanted one a row, saw too many for ${named(surplus)}.`);
}
