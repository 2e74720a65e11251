import type { ErrorCode } from '../../spec/host/errors.ts';
import { decide, ownershipOf } from './decide.ts';
import { type Guard, protects, type WithheldAll, type withholdsAll } from './guard.ts';
import type { Holdings } from './holding.ts';
import type { ImportJournal } from './journal.ts';
import { entryOf } from './owned-entry.ts';
import type { Candidate } from './removals.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';
import type { WantedList } from './wanted-list.ts';

/** Why one candidate is kept, whatever becomes of the others. */
export type Doubt = Extract<ErrorCode, 'protected' | 'edited_elsewhere' | 'ownership_uncertain' | 'code_change'>;

/** The owned codes that the list does not name. */
export interface Unlisted {
  readonly candidates: readonly Candidate[];
  /** Candidates that a run by itself keeps; a plan may list all but the protected ones. */
  readonly withheld: readonly { readonly candidate: Candidate; readonly reason: Doubt }[];
  /** Entries whose segment the listing did not show: somebody deleted it, or reads lag behind. */
  readonly missing: readonly SnapshotEntry[];
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
      journal?.note({ forget: code }); // It stopped being ours.
      continue;
    }
    const { proof } = ownership.owned;
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
  return { candidates, withheld, missing };
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

/** What a guard is asked about: the owned codes that the list does not name, beside the whole. */
interface Judged extends Pick<Unlisted, 'candidates' | 'withheld'> {
  readonly census: Room['census'];
  readonly wanted: WantedList;
  /** What the import was seen to hold of this owner. */
  readonly held: Holdings;
  /** Owned segments that it turned out to hold, though the listing had not shown them: they would be deleted next (N-4). */
  readonly later: number;
}

/** Asks a guard about all that a run would delete, now or, once it is shown, with the next run. */
export function judged(
  { candidates, withheld, census, wanted, held, later }: Judged,
  guard: typeof withholdsAll,
  limits: Guard = {},
): WithheldAll | undefined {
  const doubtful = withheld.filter(({ reason }) => reason !== 'protected').length;
  return guard(
    {
      candidates: candidates.length + doubtful + later,
      owned: held.sure + held.presumed + later,
      listed: census.listed,
      incomplete: wanted.incomplete !== undefined,
    },
    limits,
  );
}
