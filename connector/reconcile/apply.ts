import type { ChangeSet } from '../../spec/host/change-set.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import { MAX_BATCH_OPERATIONS } from '../../spec/taxonomy/limits.ts';
import { type Clock, systemClock } from '../clock.ts';
import { fingerprintOf } from '../imported/fingerprint.ts';
import { SegmentIndex } from '../imported/segment-index.ts';
import { NAMES_OPTIONAL } from '../plan/desired.ts';
import { write } from '../write.ts';
import { decide, ownershipOf } from './decide.ts';
import { deleteAll } from './deletions.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { type Drift, takeDrift } from './drift.ts';
import { renewed } from './facts.ts';
import { otherwise } from './fields.ts';
import { holdingsOf } from './holding.ts';
import { ImportJournal } from './journal.ts';
import { entryOf } from './owned-entry.ts';
import type { Plan, PlannedChange } from './plan.ts';
import type { Machinery } from './reconcile.ts';
import { nothingDone, summaryOf } from './reconcile-summary.ts';
import { FACTS_A_RECORD } from './recorder.ts';
import { Removals } from './removals.ts';
import type { Owner, ReconcileContext, ReconcileSummary } from './request.ts';
import { inRoom, type Room } from './room.ts';
import { type Due, due, refuseStaleHeader } from './stale.ts';
import { Telling } from './telling.ts';

const ROWS_A_CHANGE_SET = MAX_BATCH_OPERATIONS;

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
  { clock = systemClock, factsARecord = FACTS_A_RECORD }: Machinery = {},
): Promise<ReconcileSummary> {
  const startedAt = clock.now();
  return inRoom(
    request,
    context,
    clock,
    (room) => run(room, plan, context, clock, factsARecord, startedAt),
    (why, requests) => nothingDone(why, requests, clock.now() - startedAt),
  );
}

async function run(
  room: Room,
  plan: Plan,
  context: ReconcileContext,
  clock: Clock,
  factsARecord: number,
  startedAt: number,
): Promise<ReconcileSummary> {
  refuseStaleHeader(room, plan, clock);
  const { others, deletions } = await due(room, plan);
  const { config, options, census } = room;
  const telling = new Telling((result) => context.onRowResult(result), room.patience);
  const journal = new ImportJournal(room, clock, factsARecord);
  const removals = new Removals(telling, context);
  const drift: Drift = { edited: 0, deleted: 0 };
  /** Segments that a create or an update turned out to stand for, in another spelling of their code (T-3). */
  const namedToo = new Set<string>();
  const deliveries = new Deliveries<PlannedChange>(telling, journal, ({ why, code }, result) => {
    const { segmentCode } = result;
    if (segmentCode !== null && segmentCode !== code) namedToo.add(census.remembered(segmentCode));
    takeDrift(drift, why.reason, result);
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
  if (stopped === undefined) await noteFacts(room, plan, journal);
  let removed: WriteSummary | undefined;
  if (stopped === undefined && context.signal?.aborted !== true) {
    for (const deletion of deletions) if (namedToo.has(deletion.code)) await removals.withhold(deletion, 'code_change');
    const wanted = deletions.filter(({ code }) => !namedToo.has(code));
    removed = await deleteAll(room, wanted, journal, removals, context, clock);
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
    held: journal.holdings.since(holdingsOf(census)),
    drift,
  });
}

/** Records what the list asks for and the import holds already; what is otherwise by now the next plan tells. */
async function noteFacts({ census }: Room, plan: Plan, journal: ImportJournal): Promise<void> {
  for await (const { code, asked } of plan.facts()) {
    const [entry, observed] = [census.entry(code), census.observed(code)];
    const ownership = ownershipOf(entry, observed);
    if (ownership.whose !== 'ours' || observed === 'absent') continue;
    if (decide(asked, ownership, observed).do !== 'nothing') continue;
    const { owned } = entryOf(code, entry, ownership, observed);
    if (owned !== undefined)
      journal.note({ set: { code, owned: renewed(owned, asked, otherwise(asked, observed.fields)) } });
    await journal.keepUp();
  }
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
    const rows = part.map(({ change, code, observed }) => {
      const { code: rowId, after } = change;
      const before = census.entry(code);
      const ownership = ownershipOf(before, observed);
      const entry = ownership.whose === 'ours' ? entryOf(code, before, ownership, observed) : undefined;
      // An intent that a crash left is judged now: it must not stand beside what is sent next.
      if (before?.pending !== undefined) journal.note(entry === undefined ? { forget: code } : { set: entry });
      const delivery: Delivery<PlannedChange> = {
        rowId,
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
