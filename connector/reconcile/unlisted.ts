import type { ErrorCode } from '../../spec/host/errors.ts';
import { decide, ownershipOf } from './decide.ts';
import { protects } from './guard.ts';
import type { ImportJournal } from './journal.ts';
import { entryOf } from './owned-entry.ts';
import type { Candidate } from './removals.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';

/** Why one candidate is kept, whatever becomes of the others. */
export type Doubt = Extract<ErrorCode, 'protected' | 'edited_elsewhere' | 'ownership_uncertain' | 'code_change'>;

/** The owned codes that the list does not name. */
export interface Unlisted {
  readonly candidates: readonly Candidate[];
  /** Candidates that a run by itself keeps; a plan may list all but the protected ones. */
  readonly withheld: readonly { readonly candidate: Candidate; readonly reason: Doubt }[];
  /** Entries whose segment the listing did not show: somebody deleted it, or reads lag behind. */
  readonly missing: readonly SnapshotEntry[];
  /** Of these, segments that are there: owned for sure, owned or presumed to be, and doubtful. */
  readonly sure: number;
  readonly owned: number;
  readonly uncertain: number;
}

/** Decides about every code that the snapshot has and the list does not name (R-6, the lower half). */
export function unlistedOf(
  { census }: Room,
  changedCodes: ReadonlySet<string>,
  protect: readonly string[],
  journal: ImportJournal | undefined,
): Unlisted {
  const isProtected = protects(protect);
  const candidates: Candidate[] = [];
  const withheld: { candidate: Candidate; reason: Doubt }[] = [];
  const missing: SnapshotEntry[] = [];
  let sure = 0;
  let uncertain = 0;
  for (const { code, entry, observed } of census.unlisted()) {
    const ownership = ownershipOf(entry, observed);
    const decision = decide(undefined, ownership, observed);
    if (observed === 'absent') {
      if (!census.complete) continue; // It may be there all the same (T-4).
      if (decision.do === 'drop') missing.push(entry);
      else journal?.note({ forget: code });
      continue;
    }
    if (ownership.whose !== 'ours' || decision.do !== 'delete') {
      if (ownership.whose !== 'ours' && ownership.uncertain) uncertain += 1;
      journal?.note({ forget: code }); // It stopped being ours.
      continue;
    }
    const { proof } = ownership.owned;
    if (proof === 'sure') sure += 1;
    else uncertain += 1;
    const candidate: Candidate = { code, entry: entryOf(code, entry, ownership, observed), observed };
    if (entry.pending !== undefined) journal?.note({ set: candidate.entry });
    const reason = doubtOf({
      isProtected: isProtected(code),
      edited: decision.edited,
      proof,
      renamed: changedCodes.has(code),
    });
    if (reason === undefined) candidates.push(candidate);
    else withheld.push({ candidate, reason });
  }
  return { candidates, withheld, missing, sure, owned: candidates.length + withheld.length, uncertain };
}

function doubtOf(of: {
  isProtected: boolean;
  edited: boolean;
  proof: 'sure' | 'presumed';
  renamed: boolean;
}): Doubt | undefined {
  if (of.isProtected) return 'protected';
  if (of.proof === 'presumed') return 'ownership_uncertain';
  if (of.edited) return 'edited_elsewhere';
  return of.renamed ? 'code_change' : undefined;
}
