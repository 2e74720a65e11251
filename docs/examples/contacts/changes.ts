/** Rows to changes: one a contact, whatever many rows say of it. Pure. */
import type { DestinationRow } from 'destination-permutive/spec';
import { type ContactsError, errorOf } from './manifest.ts';

export interface ContactRow extends DestinationRow {
  email?: unknown;
  name?: unknown;
  score?: unknown;
}
/** A row that a result is owed to. */
export type Received = { row: ContactRow; rowId: string; changeSetId: string | undefined };
/** What one contact is to become, for the rows that ask for it; without `put` it is to be deleted. */
export type Change = { email: string; put?: { email: string; name?: string; score?: number }; rows: Received[] };
type Refused = { row: Received; error: ContactsError };

/** Rows of a set have no order: what is wanted beats a removal, and of what is wanted the last row counts (P-3). */
export function changesOf(rows: readonly Received[], mode: string): { changes: Change[]; refused: Refused[] } {
  const changes = new Map<string, Change>();
  const refused: Refused[] = [];
  for (const row of rows) {
    const asked = askedBy(row.row, mode);
    const former = 'code' in asked ? undefined : changes.get(asked.email);
    if ('code' in asked) refused.push({ row, error: asked });
    else if (former === undefined) changes.set(asked.email, { ...asked, rows: [row] });
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
function askedBy(row: ContactRow, mode: string): Omit<Change, 'rows'> | ContactsError {
  try {
    const { rowId, change, email, name, score } = row;
    const known = ['added', 'changed', 'removed', undefined].includes(change);
    if (typeof rowId !== 'string' || !known) return errorOf('invalid_row');
    if (mode === 'mirror' && change === undefined) return errorOf('missing_change');
    const removed = change === 'removed' || (mode === 'remove' && change === undefined);
    if (removed ? mode === 'upsert' : mode === 'remove') return errorOf('not_in_mode');
    const key = typeof email === 'string' && email.length < 300 ? email.trim().toLowerCase() : '';
    if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(key)) return errorOf('invalid_field', { field: 'email' });
    if (removed) return { email: key };
    const put: Change['put'] = { email: key };
    if (typeof name === 'string' && name.length < 256) put.name = name.trim().normalize();
    else if (!isAbsent(name)) return errorOf('invalid_field', { field: 'name' });
    if (typeof score === 'number' && Number.isFinite(score)) put.score = score;
    else if (!isAbsent(score)) return errorOf('invalid_field', { field: 'score' });
    return { email: key, put };
  } catch {
    return errorOf('invalid_row'); // A row may throw when it is read.
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';
