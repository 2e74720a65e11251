import type { Segment } from '../../spec/host/segment.ts';
import { ownershipOf } from './decide.ts';
import { type Field, given, sameValue } from './fields.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** Whose a listed segment is. `uncertain`: a crash left the proof out. */
export interface Whose {
  readonly whose: 'ours' | 'uncertain' | 'not_ours';
  /** Fields that somebody changed since this owner's last word, with what stood there. */
  readonly edited: readonly { readonly field: Field; readonly was: unknown }[];
}

const NOT_OURS: Whose = { whose: 'not_ours', edited: [] };

/** What a snapshot's entry says of a segment that the import holds under its code. */
export function whoseIs(entry: SnapshotEntry | undefined, { id, ...fields }: Segment): Whose {
  const ownership = ownershipOf(entry, { id, fields });
  if (ownership.whose === 'nobody_of_ours') return ownership.uncertain ? { whose: 'uncertain', edited: [] } : NOT_OURS;
  const { base, kept, proof } = ownership.owned;
  // What Permutive keeps of our own word is no edit (T-3).
  const left = { ...base, ...kept };
  const edited = given(left).filter((field) => !sameValue(field, left, fields));
  return {
    whose: proof === 'sure' ? 'ours' : 'uncertain',
    edited: edited.map((field) => ({ field, was: left[field] })),
  };
}
