import type { Observed, Ownership } from './decide.ts';
import { fieldsOf } from './fields.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** The entry under which an owned segment is carried on: with the id that is there now, and presumed where it is no more than that. */
export function entryOf(
  code: string,
  entry: SnapshotEntry | undefined,
  ownership: Extract<Ownership, { whose: 'ours' }>,
  observed: Observed | 'absent',
): SnapshotEntry {
  const { base, kept, proof } = ownership.owned;
  const id = observed === 'absent' ? entry?.owned?.id : observed.id;
  const origin = proof === 'presumed' ? 'presumed' : (entry?.owned?.origin ?? 'presumed');
  return {
    code,
    owned: {
      origin,
      ...(id !== undefined && { id }),
      base: fieldsOf(base),
      ...(kept && { kept: fieldsOf(kept) }),
      ...(entry?.owned?.keptAs !== undefined && { keptAs: entry.owned.keptAs }),
    },
  };
}

/** The code under which Permutive keeps the segment of an entry (T-3). */
export const keptCodeOf = ({ code, owned }: SnapshotEntry): string => owned?.keptAs ?? code;
