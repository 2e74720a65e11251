import type { AudienceMode, ChangeRow, ChangeSet } from '../../../spec/host/change-set.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { WireSegment } from '../../../spec/taxonomy/segment.ts';

/** Who decides on a code: the row whose values are wanted, and the results of all rows that share its operation. */
export interface LastWord {
  readonly code: string;
  readonly row: ChangeRow;
  readonly rows: readonly RowResult[];
}

const removes = (mode: AudienceMode, row: ChangeRow): boolean =>
  row.change === 'removed' || (mode === 'remove' && row.change === undefined);

/** The last change-set that names a code decides on it (P-4); in it a wanted segment beats a removal, and the last row's values count (P-3). */
export function lastWord(
  mode: AudienceMode,
  changeSets: readonly ChangeSet[],
  results: readonly RowResult[],
): LastWord[] {
  const byRow = new Map(results.map((result) => [result.rowId, result]));
  const byCode = new Map<string, { row: ChangeRow; result: RowResult }[]>();
  for (const { rows } of changeSets) {
    const here = new Map<string, { row: ChangeRow; result: RowResult }[]>();
    for (const row of rows) {
      const result = byRow.get(row.rowId);
      if (result === undefined || result.status === 'skipped' || result.segmentCode === null) continue;
      here.set(result.segmentCode, [...(here.get(result.segmentCode) ?? []), { row, result }]);
    }
    for (const [code, named] of here) byCode.set(code, named);
  }
  return [...byCode].flatMap(([code, named]) => {
    const last = named.at(-1);
    if (last === undefined) return [];
    const sharing = named.filter(({ row }) => removes(mode, row) === removes(mode, last.row));
    return [{ code, row: last.row, rows: sharing.map(({ result }) => result) }];
  });
}

/** Whether what a row wants of its segment is so. */
export function inEffect(mode: AudienceMode, row: ChangeRow, segment: WireSegment | undefined): boolean {
  if (removes(mode, row)) return segment === undefined;
  if (segment === undefined) return false;
  const same = (wanted: unknown, held: unknown) =>
    wanted === undefined || JSON.stringify(wanted) === JSON.stringify(held);
  return (
    same(row.segment_name, segment.name) &&
    same(row.description, segment.description) &&
    same(row.cpm, segment.cpm) &&
    same(row.categories, segment.categories)
  );
}
