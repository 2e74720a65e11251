/** Rows to changes: one a thing of the service, whatever many rows say of it. Pure. */
import type { DestinationRow } from 'destination-permutive/spec';
import type { ErrorOf, Problem } from './errors.ts';

/** A row that a result is owed to. */
export type Received<Row> = { row: Row; rowId: string; changeSetId: string | undefined };
/** What a thing is to become; without `put` it is to be deleted. */
export type Wanted<Put> = { key: string; put?: Put };
export type Change<Put> = Wanted<Put> & { rows: Received<DestinationRow>[] };
/** What a row wants, or the field that cannot be used. */
export type WantedBy<Row, Put> = (row: Row, removed: boolean) => Wanted<Put> | { field: string };
type Refused = { row: Received<DestinationRow>; error: Problem };

/** Rows of a set have no order: what is wanted beats a removal, and of what is wanted the last row counts (P-3). */
export function changesOf<Row extends DestinationRow, Put>(
  rows: readonly Received<Row>[],
  mode: string,
  errorOf: ErrorOf,
  wantedBy: WantedBy<Row, Put>,
): { changes: Change<Put>[]; refused: Refused[] } {
  const changes = new Map<string, Change<Put>>();
  const refused: Refused[] = [];
  for (const row of rows) {
    const asked = askedBy(row.row, mode, errorOf, wantedBy);
    const former = 'code' in asked ? undefined : changes.get(asked.key);
    if ('code' in asked) refused.push({ row, error: asked });
    else if (former === undefined) changes.set(asked.key, { ...asked, rows: [row] });
    else if (former.put !== undefined && asked.put === undefined) refused.push({ row, error: errorOf('superseded') });
    else {
      const beaten = former.put === undefined && asked.put !== undefined ? former.rows.splice(0) : [];
      refused.push(...beaten.map((loser) => ({ row: loser, error: errorOf('superseded') })));
      Object.assign(former, asked).rows.push(row);
    }
  }
  return { changes: [...changes.values()], refused };
}

/** What a row asks for; an error where that is nothing that can be done. */
function askedBy<Row extends DestinationRow, Put>(
  row: Row,
  mode: string,
  errorOf: ErrorOf,
  wantedBy: WantedBy<Row, Put>,
): Wanted<Put> | Problem {
  try {
    const { rowId, change } = row;
    const known = ['added', 'changed', 'removed', undefined].includes(change);
    if (typeof rowId !== 'string' || !known) return errorOf('invalid_row');
    if (mode === 'mirror' && change === undefined) return errorOf('missing_change');
    const removed = change === 'removed' || (mode === 'remove' && change === undefined);
    if (removed ? mode === 'upsert' : mode === 'remove') return errorOf('not_in_mode');
    const wanted = wantedBy(row, removed);
    return 'field' in wanted ? errorOf('invalid_field', wanted) : wanted;
  } catch {
    return errorOf('invalid_row'); // A row may throw when it is read.
  }
}
