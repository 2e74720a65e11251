import { ConnectorError, type FieldError } from '../../spec/host/errors.ts';
import type { Clock } from '../clock.ts';
import { foldCode } from '../plan/segment-code.ts';
import { type Observed, ownershipOf } from './decide.ts';
import { isAsItWas } from './deletions.ts';
import { entryOf } from './owned-entry.ts';
import { PLAN_LIFETIME_MS, type Plan, type PlannedChange } from './plan.ts';
import type { Candidate } from './removals.ts';
import type { Room } from './room.ts';

/** Codes that a refusal names. */
const MOST_NAMED = 20;

/** A planned change beside what the import holds. */
export interface Due {
  readonly change: PlannedChange;
  /** As this owner, and write(), spell it: an undo knows the spelling that Permutive keeps (T-3). */
  readonly code: string;
  readonly observed: Observed | 'absent';
}

/** @throws {ConnectorError} `plan_stale` when the plan is for another import, another snapshot or another time. */
export function refuseStaleHeader(room: Room, plan: Plan, clock: Clock): void {
  refuseStale(staleHeader(room, plan, clock));
}

function refuseStale(faults: readonly FieldError[]): void {
  if (faults.length > 0) throw new ConnectorError('plan_stale', faults);
}

/** Why a plan is for another import or another time. */
function staleHeader({ key, session }: Room, { header }: Plan, clock: Clock): FieldError[] {
  const faults: FieldError[] = [];
  for (const field of ['importId', 'baseUrl', 'owner'] as const) {
    if (header[field] !== key[field])
      faults.push({ field, message: `is ${header[field]} in the plan, and ${key[field]} here.` });
  }
  const age = clock.now() - Date.parse(header.createdAt);
  if (!(age <= PLAN_LIFETIME_MS))
    faults.push({ field: 'createdAt', message: `is ${header.createdAt}: a plan is good for 24 hours.` });
  const { serial } = session.header;
  if (header.serial !== serial) {
    const message = `is ${header.serial} in the plan, and ${serial} now: it was applied already, or another run has changed the snapshot.`;
    faults.push({ field: 'serial', message });
  }
  return faults;
}

/** The planned changes beside what the import holds. @throws {ConnectorError} `plan_stale` where they do not fit. */
export async function due(room: Room, plan: Plan): Promise<{ others: Due[]; deletions: Candidate[] }> {
  const others: Due[] = [];
  const deletions: Candidate[] = [];
  const faults: FieldError[] = [];
  let stale = 0;
  for await (const change of plan.changes()) {
    const observed = room.census.observed(change.code);
    const fault = staleChange(room, change, observed);
    if (fault !== undefined) {
      stale += 1;
      if (faults.length < MOST_NAMED) faults.push({ field: change.code, message: fault });
    } else if (change.operation !== 'Delete') others.push({ change, code: ownCode(room, change.code), observed });
    else if (observed !== 'absent') deletions.push(candidateOf(room, change, observed));
  }
  if (stale > faults.length) faults.push({ field: 'and', message: `${stale - faults.length} more.` });
  refuseStale(faults);
  return { others, deletions };
}

/** Why a change does not fit what the import holds now; nothing when it does. */
function staleChange(
  { census }: Room,
  { code, id, before, operation, reason }: PlannedChange,
  observed: Observed | 'absent',
): string | undefined {
  if (observed === 'absent') return before === null ? undefined : 'is not there any more.';
  if (before === null) return 'is there by now.';
  if (!isAsItWas({ id, fields: before }, observed)) return 'was changed since the plan was made.';
  // What a run created and its undo deletes is its own by id and values; everything else must be this owner's (N-1).
  if (operation !== 'Delete' || (reason === 'undone' && id !== undefined)) return undefined;
  return ownershipOf(census.entry(census.remembered(code)), observed).whose === 'ours'
    ? undefined
    : 'is not this owner’s.';
}

const ownCode = ({ census }: Pick<Room, 'census'>, told: string): string => foldCode(census.remembered(told), 'form');

function candidateOf({ census }: Room, { code: told }: PlannedChange, observed: Observed): Candidate {
  const code = ownCode({ census }, told);
  const entry = census.entry(code);
  const ownership = ownershipOf(entry, observed);
  return { code, observed, entry: ownership.whose === 'ours' ? entryOf(code, entry, ownership, observed) : { code } };
}
