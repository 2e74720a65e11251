/** What a row wants of a contact. Pure. */
import type { DestinationRow } from 'destination-permutive/spec';
import type { Wanted } from '../any-destination/changes.ts';

export interface ContactRow extends DestinationRow {
  email?: unknown;
  name?: unknown;
  score?: unknown;
}
/** What it does not carry stays as it is. */
export type Put = { email: string; name?: string; score?: number };

export function wantedBy({ email, name, score }: ContactRow, removed: boolean): Wanted<Put> | { field: string } {
  const key = typeof email === 'string' && email.length < 300 ? email.trim().toLowerCase() : '';
  if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(key)) return { field: 'email' };
  if (removed) return { key };
  const put: Put = { email: key };
  if (typeof name === 'string' && name.length < 256) put.name = name.trim().normalize();
  else if (!isAbsent(name)) return { field: 'name' };
  if (typeof score === 'number' && Number.isFinite(score)) put.score = score;
  else if (!isAbsent(score)) return { field: 'score' };
  return { key, put };
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';
