import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Judged } from './judged.ts';
import { keyOf, removes } from './keeping.ts';

/** Who decides on a segment: the row whose values are wanted, and the results of all rows that share its operation. */
export interface LastWord {
  readonly key: string;
  readonly row: ChangeRow;
  readonly rows: readonly RowResult[];
  /** Those of earlier change-sets that name it. */
  readonly before: readonly RowResult[];
}

/** The last change-set that names a segment decides on it (P-4); in it a wanted segment beats a removal, and the last row's values count (P-3). */
export function lastWord(judged: Judged): LastWord[] {
  const byRow = new Map(judged.results.map((result) => [result.rowId, result]));
  const byKey = new Map<string, { row: ChangeRow; result: RowResult }[]>();
  const before = new Map<string, RowResult[]>();
  for (const { rows } of judged.changeSets) {
    const here = new Map<string, { row: ChangeRow; result: RowResult }[]>();
    for (const row of rows) {
      const result = byRow.get(row.rowId);
      if (result === undefined || result.status === 'skipped' || result.segmentCode === null) continue;
      const key = keyOf(judged, result.segmentCode);
      here.set(key, [...(here.get(key) ?? []), { row, result }]);
    }
    for (const [key, named] of here) {
      before.set(key, [...(before.get(key) ?? []), ...(byKey.get(key) ?? []).map(({ result }) => result)]);
      byKey.set(key, named);
    }
  }
  return [...byKey].flatMap(([key, named]) => {
    const last = named.at(-1);
    if (last === undefined) return [];
    const sharing = named.filter(({ row }) => removes(judged.mode, row) === removes(judged.mode, last.row));
    return [{ key, row: last.row, rows: sharing.map(({ result }) => result), before: before.get(key) ?? [] }];
  });
}
