import { type Field, given, sameValue, type Values } from './fields.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** A segment as Permutive holds it. */
export interface Observed {
  readonly id?: string | undefined;
  readonly fields: Values;
}

/** What is owned of a code, once the import was looked at. */
interface Owned {
  readonly base: Values;
  readonly kept: Values | undefined;
  /** `sure`: made or adopted by this owner, code and id. `presumed`: a crash left the proof out, or Permutive told no id. */
  readonly proof: 'sure' | 'presumed';
}

/** Whose a code is. `uncertain`: an intent was left by a crash, and what is there is not what was intended. */
export type Ownership =
  | { readonly whose: 'ours'; readonly owned: Owned }
  | { readonly whose: 'nobody_of_ours'; readonly uncertain: boolean };

const NOT_OURS: Ownership = { whose: 'nobody_of_ours', uncertain: false };

/** Whether the segment under an entry's code is still this owner's. */
export function ownershipOf(entry: SnapshotEntry | undefined, observed: Observed | 'absent'): Ownership {
  if (entry === undefined) return NOT_OURS;
  const { owned, pending } = entry;
  if (observed === 'absent') {
    // An intent to create that came to nothing leaves no segment to own.
    return owned === undefined
      ? NOT_OURS
      : { whose: 'ours', owned: { base: owned.base, kept: owned.kept, proof: proofOf(owned.origin, true) } };
  }
  const provable = owned?.id !== undefined && observed.id !== undefined;
  if (owned !== undefined && (!provable || owned.id === observed.id)) {
    return {
      whose: 'ours',
      owned: { base: owned.base, kept: owned.kept, proof: proofOf(owned.origin, provable) },
    };
  }
  if (pending?.operation === 'Create') {
    return holds(observed, pending.fields)
      ? { whose: 'ours', owned: { base: pending.fields, kept: undefined, proof: 'presumed' } }
      : { whose: 'nobody_of_ours', uncertain: true };
  }
  return NOT_OURS; // The same code under another id: somebody else made it.
}

const proofOf = (origin: 'created' | 'adopted' | 'presumed', provable: boolean): Owned['proof'] =>
  provable && origin !== 'presumed' ? 'sure' : 'presumed';

const holds = ({ fields }: Observed, intended: Values): boolean =>
  given(intended).every((field) => sameValue(field, intended, fields));

/** What is to become of a code. */
export type Decision =
  /** `drift`: it was this owner's, and somebody deleted it. */
  | { readonly do: 'create'; readonly drift: boolean }
  /** `drift`: somebody changed it since this owner's last word. */
  | { readonly do: 'update'; readonly drift: boolean }
  | { readonly do: 'nothing' }
  /** The owner no longer has it, for it is no longer there. */
  | { readonly do: 'drop' }
  /** `edited`: somebody changed it since this owner's last word. */
  | { readonly do: 'delete'; readonly edited: boolean }
  | { readonly do: 'leave_foreign' };

/** How a listed code stands at Permutive. `as_base` is told apart from `otherwise` only where there is a base. */
type Listed = 'absent' | 'as_wanted' | 'as_base' | 'otherwise';
type Unlisted = 'absent' | 'as_base' | 'otherwise';

const LISTED: Record<Ownership['whose'], Record<Listed, Decision>> = {
  ours: {
    absent: { do: 'create', drift: true },
    as_wanted: { do: 'nothing' },
    as_base: { do: 'update', drift: false },
    otherwise: { do: 'update', drift: true },
  },
  nobody_of_ours: {
    absent: { do: 'create', drift: false },
    as_wanted: { do: 'nothing' },
    as_base: { do: 'update', drift: false },
    otherwise: { do: 'update', drift: false },
  },
};

const UNLISTED: Record<Ownership['whose'], Record<Unlisted, Decision>> = {
  ours: {
    absent: { do: 'drop' },
    as_base: { do: 'delete', edited: false },
    otherwise: { do: 'delete', edited: true },
  },
  nobody_of_ours: {
    absent: { do: 'nothing' },
    as_base: { do: 'leave_foreign' },
    otherwise: { do: 'leave_foreign' },
  },
};

/** Decides about one code: `wanted` is what the list's row gives, or nothing when no row names it. */
export function decide(wanted: Values | undefined, ownership: Ownership, observed: Observed | 'absent'): Decision {
  const owned = ownership.whose === 'ours' ? ownership.owned : undefined;
  return wanted === undefined
    ? UNLISTED[ownership.whose][unlisted(owned, observed)]
    : LISTED[ownership.whose][listed(wanted, owned, observed)];
}

function listed(wanted: Values, owned: Owned | undefined, observed: Observed | 'absent'): Listed {
  if (observed === 'absent') return 'absent';
  const fields = given(wanted);
  if (fields.every((field) => isAsWanted(field, wanted, owned, observed))) return 'as_wanted';
  return owned !== undefined && fields.every((field) => isAsBase(field, owned, observed)) ? 'as_base' : 'otherwise';
}

function unlisted(owned: Owned | undefined, observed: Observed | 'absent'): Unlisted {
  if (observed === 'absent') return 'absent';
  return owned !== undefined && given(owned.base).every((field) => isAsBase(field, owned, observed))
    ? 'as_base'
    : 'otherwise';
}

/** What Permutive keeps of this very value counts as the value (T-3). */
const isAsWanted = (field: Field, wanted: Values, owned: Owned | undefined, { fields }: Observed): boolean =>
  sameValue(field, wanted, fields) ||
  (owned?.kept?.[field] !== undefined && sameValue(field, wanted, owned.base) && sameValue(field, owned.kept, fields));

const isAsBase = (field: Field, { base, kept }: Owned, { fields }: Observed): boolean =>
  sameValue(field, kept?.[field] === undefined ? base : kept, fields);
