import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../../spec/host/errors.ts';
import { manifest } from '../../spec/host/manifest.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import { type Clock, systemClock } from '../clock.ts';
import { write } from '../write.ts';
import type { Delivery } from './deliveries.ts';
import { fieldsOf } from './fields.ts';
import { lookAgain } from './gone.ts';
import { protects, withholdsAll } from './guard.ts';
import { holdingsOf } from './holding.ts';
import { ListRun, type Why } from './list-run.ts';
import type { Unread } from './observer.ts';
import type { Plan, PlanHeader, PlannedChange, WithheldChange } from './plan.ts';
import { PlannedChanges } from './plan-file.ts';
import { checkRequest, type Machinery } from './reconcile.ts';
import type { Candidate } from './removals.ts';
import type { ReconcileContext, ReconcileRequest } from './request.ts';
import { inRoom, type Room } from './room.ts';
import { Telling } from './telling.ts';
import { type Doubt, judged, unlistedOf } from './unlisted.ts';

/** Withheld changes that a plan's header names; the others are in its counts. */
const MOST_NAMED = 1_000;

/**
 * What a run on this list would do, from the same decisions and the same planner (P-7); nothing is written anywhere. Rows are told as they would
 * end, removals that are kept back likewise.
 *
 * @throws {ConnectorError} before a row is read, when the request is not valid, or the snapshot is locked, foreign or corrupt.
 * @throws {ConnectorError} when the import cannot be read, so that nothing can be planned; the signal's reason when it aborts.
 */
export async function plan(
  request: ReconcileRequest,
  context: ReconcileContext,
  { clock = systemClock, guard = withholdsAll }: Machinery = {},
): Promise<Plan> {
  checkRequest(request, context);
  return inRoom(
    request,
    context,
    clock,
    (room) => make(room, request, context, clock, guard),
    (why: Unread) => {
      throw why.kind === 'cancelled' ? context.signal?.reason : ConnectorError.of(why.error);
    },
    request.list,
  );
}

async function make(
  room: Room,
  request: ReconcileRequest,
  context: ReconcileContext,
  clock: Clock,
  guard: typeof withholdsAll,
): Promise<Plan> {
  const { config, options, census, session } = room;
  const telling = new Telling((result) => context.onRowResult(result), room.patience);
  const changes = new PlannedChanges();
  const counts = { create: 0, update: 0, delete: 0 };
  const add = (change: PlannedChange) => {
    changes.add(change);
    counts[COUNTED[change.operation]] += 1;
  };
  const list = new ListRun(room, request, telling, undefined, {
    settled(delivery, result) {
      const change = changeOf(delivery, result);
      if (change !== undefined) add(change);
    },
    asked: (fact) => changes.note(fact),
  });
  const { onProgress: _progress, ...courtesies } = context;
  const part = room.course.part();
  try {
    await write(
      { config, mode: 'upsert', changeSets: list.changeSets(), delivery: options, dryRun: true },
      { ...courtesies, onRequest: part.onRequest, onRowResult: (result) => list.deliveries.take(part.placed(result)) },
      { clock, known: list.index },
    );
  } finally {
    await list.deliveries.settleRest();
  }
  telling.throwFault();
  context.signal?.throwIfAborted();

  const protect = [...session.header.protect, ...(request.protect ?? [])];
  const unlisted = unlistedOf(room, list.changedCodes, protect, undefined);
  const held = holdingsOf(census);
  const isProtected = protects(protect);
  const unseen = unlisted.missing.filter(({ code }) => !isProtected(code));
  const judge = (later: number) =>
    judged({ ...unlisted, census, wanted: list.wanted, held, later }, guard, request.guard);
  let all = judge(0);
  const deletes = unlisted.candidates.length + unlisted.withheld.length > 0;
  // Looked for only where it decides: a plan drops no entry, so one whose segment is gone is missing each time.
  if (deletes && all === undefined && judge(unseen.length) !== undefined)
    all = judge((await lookAgain(room, unseen, clock)).there.length);
  context.signal?.throwIfAborted();
  const kept: WithheldChange[] = [];
  const keep = async ({ code, observed }: Candidate, reason: WithheldChange['reason']) => {
    const { name } = observed.fields;
    kept.push({ code, ...(name !== undefined && { name }), reason });
    const before = fieldsOf(observed.fields);
    await telling.attempt(() => context.onRemoval?.({ segmentCode: code, status: 'withheld', reason, before }));
  };
  for (const { candidate, reason } of unlisted.withheld) {
    if (reason === 'protected' || all !== undefined)
      await keep(candidate, reason === 'protected' ? reason : (all ?? reason));
    else add(deletionOf(candidate, reason));
  }
  for (const candidate of unlisted.candidates) {
    if (all === undefined) add(deletionOf(candidate, undefined));
    else await keep(candidate, all);
  }
  telling.throwFault();
  const { rows, segments } = telling.counts;
  return changes.under({
    ...headerOf(room, clock),
    listSha256: list.wanted.sha256(),
    counts: {
      ...counts,
      unchanged: segments.unchanged,
      failed: rows.failed,
      skipped: rows.skipped,
      withheld: kept.length,
      owned: held.sure + held.presumed,
      foreign: census.foreign(),
      drift: list.drift.edited + list.drift.deleted,
    },
    withheld: kept.slice(0, MOST_NAMED),
  });
}

const COUNTED = { Create: 'create', Update: 'update', Delete: 'delete' } as const;

/** What every plan's header says of where and when it was made. */
export function headerOf(
  { key, importName, session }: Room,
  clock: Clock,
): Omit<PlanHeader, 'listSha256' | 'counts' | 'withheld'> {
  return {
    planId: randomUUID().slice(0, 13).replace(/^.{4}/, ''),
    connector: `${manifest.id} ${manifest.version}`,
    ...key,
    importName,
    serial: session.header.serial,
    createdAt: new Date(clock.now()).toISOString(),
  };
}

function changeOf(
  { code, observed, wanted, why }: Delivery<Why>,
  { status, outcome }: RowResult,
): PlannedChange | undefined {
  if (status !== 'succeeded' || outcome === 'unchanged') return undefined;
  const there = observed !== 'absent';
  return {
    operation: there ? 'Update' : 'Create',
    code,
    ...(there && observed.id !== undefined && { id: observed.id }),
    before: there ? fieldsOf(observed.fields) : null,
    after: fieldsOf(wanted),
    reason: why.reason,
    warnings: why.twin === undefined ? [] : ['code_change'],
  };
}

const deletionOf = ({ code, observed }: Candidate, doubt: Doubt | undefined): PlannedChange => ({
  operation: 'Delete',
  code,
  ...(observed.id !== undefined && { id: observed.id }),
  before: fieldsOf(observed.fields),
  after: null,
  reason: 'unlisted',
  warnings: doubt === undefined ? [] : [doubt],
});
