import type { ChangeSet } from '../../spec/host/change-set.ts';
import { ConnectorError, type FieldError } from '../../spec/host/errors.ts';
import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';
import { type Clock, systemClock } from '../clock.ts';
import { fingerprintOf } from '../imported/fingerprint.ts';
import { SegmentIndex } from '../imported/segment-index.ts';
import { NAMES_OPTIONAL } from '../plan/desired.ts';
import { write } from '../write.ts';
import { type Observed, ownershipOf } from './decide.ts';
import { deleteAll, isAsItWas } from './deletions.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { ImportJournal } from './journal.ts';
import { entryOf } from './owned-entry.ts';
import { PLAN_LIFETIME_MS, type Plan, type PlannedChange } from './plan.ts';
import type { Machinery } from './reconcile.ts';
import { nothingDone, summaryOf } from './reconcile-summary.ts';
import { type Candidate, Removals } from './removals.ts';
import type { Owner, ReconcileContext, ReconcileSummary } from './request.ts';
import { inRoom, type Room } from './room.ts';
import { Telling } from './telling.ts';

/** Codes that a refusal names. */
const MOST_NAMED = 20;
const ROWS_A_CHANGE_SET = 5_000;

/**
 * Does what the plan says and nothing else, deletions last. Each planned create and update is a row whose id is its code; each deletion
 * is told by `onRemoval`.
 *
 * @throws {ConnectorError} `plan_stale`, with the codes at fault, when import, snapshot or a planned segment are not as the plan says; nothing was sent.
 */
export async function apply(
  plan: Plan,
  request: Owner,
  context: ReconcileContext,
  { clock = systemClock }: Machinery = {},
): Promise<ReconcileSummary> {
  const startedAt = clock.now();
  return inRoom(
    request,
    context,
    clock,
    (room) => run(room, plan, context, clock, startedAt),
    (why, requests) => nothingDone(why, requests, clock.now() - startedAt),
  );
}

interface Due {
  readonly change: PlannedChange;
  readonly observed: Observed | 'absent';
}

async function run(
  room: Room,
  plan: Plan,
  context: ReconcileContext,
  clock: Clock,
  startedAt: number,
): Promise<ReconcileSummary> {
  refuseStale(staleHeader(room, plan, clock));
  const { others, deletions } = await due(room, plan);
  const { config, options, census } = room;
  const telling = new Telling((result) => context.onRowResult(result), room.patience);
  const journal = new ImportJournal(room);
  const removals = new Removals(telling, context);
  const drift = { edited: 0, deleted: 0 };
  const made = { owned: 0 };
  /** Segments that a create or an update turned out to stand for, in another spelling of their code (T-3). */
  const namedToo = new Set<string>();
  const deliveries = new Deliveries<PlannedChange>(telling, journal, ({ why, code }, result) => {
    const { segmentCode } = result;
    if (segmentCode !== null && segmentCode !== code) namedToo.add(census.remembered(segmentCode));
    settled(why, result, drift, made);
  });
  const index = new SegmentIndex();
  index.complete = census.complete;

  const { onProgress, ...courtesies } = context;
  const part = room.course.part();
  let written: WriteSummary;
  try {
    written = await write(
      {
        config,
        mode: 'upsert',
        changeSets: changeSets(room, others, telling, deliveries, journal, index),
        delivery: options,
      },
      {
        ...courtesies,
        onRequest: part.onRequest,
        onRowResult: (result) => deliveries.take(part.placed(result)),
        onProgress: (progress) => onProgress?.({ ...progress, rows: { ...telling.counts.rows } }),
      },
      { clock, known: index, through: journal.through, target: NAMES_OPTIONAL },
    );
  } finally {
    await deliveries.settleRest();
    await journal.flush();
  }
  telling.throwFault();
  const stopped = written.fatal ?? journal.failure;
  let removed: WriteSummary | undefined;
  if (stopped === undefined && context.signal?.aborted !== true) {
    for (const deletion of deletions) if (namedToo.has(deletion.code)) await removals.withhold(deletion, 'code_change');
    const wanted = deletions.filter(({ code }) => !namedToo.has(code));
    removed = await deleteAll(room, wanted, journal, removals, context, clock);
    await journal.flush();
    telling.throwFault();
  }
  const owned = countOwned(room);
  return summaryOf({
    room,
    telling,
    removals,
    parts: [written, removed],
    fatal: stopped ?? removed?.fatal ?? journal.failure,
    cancelled: context.signal?.aborted ?? false,
    durationMs: clock.now() - startedAt,
    owned: owned.sure + made.owned - removals.counts.deleted,
    uncertain: owned.presumed,
    drift,
  });
}

function settled(
  { reason }: PlannedChange,
  { status, outcome }: RowResult,
  drift: { edited: number; deleted: number },
  made: { owned: number },
): void {
  if (status !== 'succeeded') return;
  if (outcome === 'created') made.owned += 1;
  if (reason === 'edited_elsewhere') drift.edited += 1;
  if (reason === 'deleted_elsewhere' && outcome === 'created') drift.deleted += 1;
}

function countOwned({ census }: Room): { sure: number; presumed: number } {
  const count = { sure: 0, presumed: 0 };
  for (const { entry, observed } of census.entries()) {
    const ownership = ownershipOf(entry, observed);
    if (observed !== 'absent' && ownership.whose === 'ours') count[ownership.owned.proof] += 1;
  }
  return count;
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
async function due(room: Room, plan: Plan): Promise<{ others: Due[]; deletions: Candidate[] }> {
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
    } else if (change.operation !== 'Delete') others.push({ change, observed });
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

function candidateOf({ census }: Room, { code: told }: PlannedChange, observed: Observed): Candidate {
  const code = census.remembered(told); // An undo knows the spelling that Permutive keeps.
  const entry = census.entry(code);
  const ownership = ownershipOf(entry, observed);
  return { code, observed, entry: ownership.whose === 'ours' ? entryOf(code, entry, ownership, observed) : { code } };
}

function* changeSets(
  { census }: Room,
  others: readonly Due[],
  telling: Telling,
  deliveries: Deliveries<PlannedChange>,
  journal: ImportJournal,
  index: SegmentIndex,
): Generator<ChangeSet> {
  for (let at = 0; at < others.length; at += ROWS_A_CHANGE_SET) {
    const part = others.slice(at, at + ROWS_A_CHANGE_SET);
    telling.receive(part.length);
    const rows = part.map(({ change, observed }) => {
      const { code, after } = change;
      const before = census.entry(code);
      const ownership = ownershipOf(before, observed);
      const entry = ownership.whose === 'ours' ? entryOf(code, before, ownership, observed) : undefined;
      // An intent that a crash left is judged now: it must not stand beside what is sent next.
      if (before?.pending !== undefined) journal.note(entry === undefined ? { forget: code } : { set: entry });
      const delivery: Delivery<PlannedChange> = {
        rowId: code,
        code,
        wanted: after ?? {},
        entry,
        observed,
        why: change,
      };
      if (observed !== 'absent') index.set(code, fingerprintOf(observed.fields));
      deliveries.expect(delivery);
      return deliveries.rowOf(delivery);
    });
    yield { rows };
  }
}
