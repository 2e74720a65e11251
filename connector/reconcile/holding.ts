import type { Census } from './census.ts';
import { type Observed, ownershipOf } from './decide.ts';
import type { SnapshotChange, SnapshotEntry } from './snapshot.ts';

/** Whose the segment under a code is: this owner's with proof, presumed to be, left in doubt by a crash, or not this owner's. */
type Holding = 'sure' | 'presumed' | 'uncertain' | 'none';

/** Codes of the snapshot by whose their segments are. */
export type Holdings = Readonly<Record<Exclude<Holding, 'none'>, number>>;

type Known = Pick<Census, 'entry' | 'observed'>;

function holdingOf(entry: SnapshotEntry | undefined, observed: Observed | 'absent'): Holding {
  if (observed === 'absent') return 'none';
  const ownership = ownershipOf(entry, observed);
  if (ownership.whose === 'ours') return ownership.owned.proof;
  return ownership.uncertain ? 'uncertain' : 'none';
}

/** What the import held of this owner when it was looked at. */
export function holdingsOf(census: Pick<Census, 'entries'>): Holdings {
  const count = { sure: 0, presumed: 0, uncertain: 0 };
  for (const { entry, observed } of census.entries()) {
    const holding = holdingOf(entry, observed);
    if (holding !== 'none') count[holding] += 1;
  }
  return count;
}

/** What became of them in a run. */
export class HoldingChanges {
  readonly #census: Known;
  readonly #count = { sure: 0, presumed: 0, uncertain: 0 };

  constructor(census: Known) {
    this.#census = census;
  }

  /** Takes what the snapshot takes of a code whose change is in effect; with nothing, an intent to create stays. */
  settle(code: string, facts: readonly SnapshotChange[], intended: boolean): void {
    const [fact] = facts;
    const before = holdingOf(this.#census.entry(code), this.#census.observed(code));
    const after = fact === undefined ? (intended ? 'presumed' : before) : heldBy(fact);
    if (before !== 'none') this.#count[before] -= 1;
    if (after !== 'none') this.#count[after] += 1;
  }

  /** The same after the run. */
  since({ sure, presumed, uncertain }: Holdings): Holdings {
    const changed = this.#count;
    return {
      sure: sure + changed.sure,
      presumed: presumed + changed.presumed,
      uncertain: uncertain + changed.uncertain,
    };
  }
}

function heldBy(fact: SnapshotChange): Holding {
  if (!('set' in fact) || fact.set.owned === undefined) return 'none';
  return fact.set.owned.origin === 'presumed' ? 'presumed' : 'sure';
}
