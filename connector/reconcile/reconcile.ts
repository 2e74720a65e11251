import { ConnectorError, type FieldError } from '../../spec/host/errors.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import { type Clock, systemClock } from '../clock.ts';
import { NAMES_OPTIONAL } from '../plan/desired.ts';
import { write } from '../write.ts';
import { deleteAll } from './deletions.ts';
import { dropGone } from './gone.ts';
import { protects, withholdsAll } from './guard.ts';
import { holdingsOf } from './holding.ts';
import { ImportJournal } from './journal.ts';
import { ListRun } from './list-run.ts';
import { nothingDone, summaryOf } from './reconcile-summary.ts';
import { FACTS_A_RECORD } from './recorder.ts';
import { Removals } from './removals.ts';
import type { ReconcileContext, ReconcileRequest, ReconcileSummary } from './request.ts';
import { inRoom, type Room } from './room.ts';
import { Telling } from './telling.ts';
import { judged, unlistedOf } from './unlisted.ts';

/** What stands in for the world in tests. */
export interface Machinery {
  readonly clock?: Clock;
  readonly guard?: typeof withholdsAll;
  /** Facts that are recorded at the latest when there are so many. */
  readonly factsARecord?: number;
}

/**
 * Makes the import equal the list, this owner's segments only: plan and apply in one, the guards deciding about deletions.
 *
 * @throws {ConnectorError} before a row is read, when the request is not valid, or the snapshot is locked, foreign or corrupt.
 * @throws whatever the host's callbacks or the list threw, once the rows already read are settled (T-10); then nothing was deleted.
 */
export async function reconcile(
  request: ReconcileRequest,
  context: ReconcileContext,
  { clock = systemClock, guard = withholdsAll, factsARecord = FACTS_A_RECORD }: Machinery = {},
): Promise<ReconcileSummary> {
  checkRequest(request, context);
  const startedAt = clock.now();
  return inRoom(
    request,
    context,
    clock,
    (room) => run(room, request, context, { clock, guard, factsARecord }, startedAt),
    (why, requests) => nothingDone(why, requests, clock.now() - startedAt),
    request.list,
  );
}

async function run(
  room: Room,
  request: ReconcileRequest,
  context: ReconcileContext,
  { clock, guard, factsARecord }: Required<Machinery>,
  startedAt: number,
): Promise<ReconcileSummary> {
  const { session, config, options, census } = room;
  const telling = new Telling((result) => context.onRowResult(result), room.patience);
  const journal = new ImportJournal(room, clock, factsARecord);
  const removals = new Removals(telling, context);
  const list = new ListRun(room, request, telling, journal);
  const protect = [...new Set([...session.header.protect, ...(request.protect ?? [])])];
  if (protect.length > session.header.protect.length) journal.note({ protect });

  const { onProgress, ...courtesies } = context;
  const part = room.course.part();
  let written: WriteSummary;
  try {
    written = await write(
      { config, mode: 'upsert', changeSets: list.changeSets(), delivery: options },
      {
        ...courtesies,
        onRequest: part.onRequest,
        onRowResult: (result) => list.deliveries.take(part.placed(result)),
        onProgress: ({ requests, ...progress }) =>
          onProgress?.({ ...progress, rows: { ...telling.counts.rows }, requests }),
      },
      { clock, known: list.index, through: journal.through, target: NAMES_OPTIONAL },
    );
  } finally {
    await list.deliveries.settleRest();
    await journal.flush();
  }
  telling.throwFault();

  const stopped = written.fatal ?? journal.failure;
  let removed: WriteSummary | undefined;
  const { candidates, withheld, missing } = unlistedOf(room, list.changedCodes, protect, journal);
  const held = holdingsOf(census);
  if (stopped === undefined && context.signal?.aborted !== true) {
    const there = await dropGone(room, missing, journal, removals, clock);
    const isProtected = protects(protect);
    const later = there.filter(({ code }) => !isProtected(code)).length;
    const all = judged({ candidates, withheld, census, wanted: list.wanted, held, later }, guard, request.guard);
    for (const { candidate, reason } of withheld)
      await removals.withhold(candidate, reason === 'protected' ? reason : (all ?? reason));
    if (all === undefined) removed = await deleteAll(room, candidates, journal, removals, context, clock);
    else for (const candidate of candidates) await removals.withhold(candidate, all);
    await journal.flush();
    telling.throwFault();
  }
  return summaryOf({
    room,
    telling,
    removals,
    parts: [written, removed],
    fatal: stopped ?? removed?.fatal ?? journal.failure,
    cancelled: context.signal?.aborted ?? false,
    durationMs: clock.now() - startedAt,
    held: journal.holdings.since(held),
    drift: list.drift,
  });
}

/** @throws {ConnectorError} `invalid_config` with the fields at fault. */
export function checkRequest(
  { list, guard = {}, drift, protect = [] }: ReconcileRequest,
  { onRowResult }: ReconcileContext,
): void {
  const faults: FieldError[] = [];
  const refuse = (field: string, message: string) => void faults.push({ field, message });
  const source: unknown = list;
  if (typeof source !== 'object' || source === null || !(Symbol.asyncIterator in source || Symbol.iterator in source))
    refuse('list', 'must be iterable.');
  if (typeof onRowResult !== 'function') refuse('onRowResult', 'must be a function.');
  if (drift !== undefined && drift !== 'restore' && drift !== 'keep') refuse('drift', 'must be restore or keep.');
  if (!Array.isArray(protect) || protect.some((code) => typeof code !== 'string' || code === ''))
    refuse('protect', 'must be a list of codes; a trailing * is a prefix.');
  for (const field of ['maxDeletions', 'approveDeletions'] as const) {
    const value = guard[field];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      refuse(field, 'must be a whole number of at least 0.');
  }
  const share = guard.maxDeletionShare;
  if (share !== undefined && !(share >= 0 && share <= 1)) refuse('maxDeletionShare', 'must be a number from 0 to 1.');
  if (faults.length > 0) throw new ConnectorError('invalid_config', faults);
}
