import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';
import { MAX_BATCH_OPERATIONS } from '../../spec/taxonomy/limits.ts';
import type { Clock } from '../clock.ts';
import type { SeenSegment } from '../send/decode.ts';
import { write } from '../write.ts';
import type { Observed } from './decide.ts';
import { FIELDS, fieldsOf, sameValue } from './fields.ts';
import { dropGone } from './gone.ts';
import type { ImportJournal } from './journal.ts';
import { keptCodeOf } from './owned-entry.ts';
import type { Candidate, Removals } from './removals.ts';
import type { ReconcileContext, RemovalResult } from './request.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';

const CODES_A_CHANGE_SET = MAX_BATCH_OPERATIONS;

/** Reads candidates once more and deletes those that are as they were. Everything else has settled before (N-5). */
export async function deleteAll(
  room: Room,
  candidates: readonly Candidate[],
  journal: ImportJournal,
  removals: Removals,
  context: ReconcileContext,
  clock: Clock,
): Promise<WriteSummary | undefined> {
  if (candidates.length === 0) return undefined;
  const { seen, failure } = await room.observer.observe(candidates.map(({ entry }) => keptCodeOf(entry)));
  if (failure?.kind === 'cancelled') {
    for (const candidate of candidates) await removals.end(failedAs(candidate, errorDetail('cancelled')));
    return undefined;
  }
  const due: Candidate[] = [];
  const missing: SnapshotEntry[] = [];
  for (const candidate of candidates) {
    const now = seen.get(keptCodeOf(candidate.entry));
    if (now === 'absent') missing.push(candidate.entry);
    else if (now === undefined)
      await removals.end(failedAs(candidate, failure?.error ?? errorDetail('outcome_unknown')));
    else if (isAsItWas(candidate.observed, observedIn(now))) due.push(candidate);
    else await removals.withhold(candidate, 'edited_elsewhere');
  }
  await dropGone(room, missing, journal, removals, clock);
  if (due.length === 0) return undefined;
  const unseen: Candidate[] = [];
  const removed = await send(room, due, { journal, removals, unseen }, context, clock);
  const there = await dropGone(
    room,
    unseen.map(({ entry }) => entry),
    journal,
    removals,
    clock,
  );
  for (const candidate of unseen)
    if (there.includes(candidate.entry)) await removals.end(failedAs(candidate, errorDetail('outcome_unknown')));
  return removed;
}

const observedIn = (seen: SeenSegment): Observed => ({ id: seen.id, fields: fieldsOf(seen) });

/** The same segment, with every field as it was seen when it was decided about. */
export const isAsItWas = (before: Observed, now: Observed): boolean =>
  before.id === now.id && FIELDS.every((field) => sameValue(field, before.fields, now.fields));

const failedAs = ({ code, observed }: Candidate, error: ErrorDetail, trace: Trace = {}): RemovalResult => ({
  segmentCode: code,
  status: 'failed',
  error,
  before: fieldsOf(observed.fields),
  ...trace,
});

type Trace = Pick<RemovalResult, 'batch' | 'requests'>;

/** Which exchanges a result was settled by; nothing when none carried its operation. */
const traceOf = ({ operation, batch, requests }: RowResult): Trace =>
  operation === null ? {} : { ...(batch !== undefined && { batch }), ...(requests !== undefined && { requests }) };

interface Sending {
  readonly journal: ImportJournal;
  readonly removals: Removals;
  /** Takes those that were not there to be deleted. */
  readonly unseen: Candidate[];
}

function send(
  { config, options, course }: Room,
  due: readonly Candidate[],
  { journal, removals, unseen }: Sending,
  context: ReconcileContext,
  clock: Clock,
): Promise<WriteSummary> {
  const byCode = new Map(due.map((candidate) => [candidate.code, candidate]));
  function* changeSets() {
    for (let at = 0; at < due.length; at += CODES_A_CHANGE_SET) {
      const part = due.slice(at, at + CODES_A_CHANGE_SET);
      for (const { code, entry } of part) journal.expect(code, entry, undefined);
      yield { rows: part.map(({ code }) => ({ rowId: code, segment_code: code })) };
    }
  }
  const part = course.part();
  const onRowResult = (told: RowResult) => {
    const result = part.placed(told);
    const candidate = byCode.get(result.rowId);
    if (candidate === undefined) return undefined;
    // Gone without having been deleted: reads may lag, so it is looked for again before it is forgotten (N-7).
    if (result.outcome === 'unchanged') {
      journal.settle(candidate.code, { ...result, status: 'failed', error: errorDetail('outcome_unknown') });
      unseen.push(candidate);
      return undefined;
    }
    journal.settle(candidate.code, result);
    if (result.status !== 'succeeded')
      return removals.end(failedAs(candidate, result.error ?? errorDetail('outcome_unknown'), traceOf(result)));
    const before = fieldsOf(candidate.observed.fields);
    return removals.end({ segmentCode: candidate.code, status: 'deleted', before, ...traceOf(result) });
  };
  const { onProgress: _progress, ...rest } = context;
  return write(
    { config, mode: 'remove', changeSets: changeSets(), delivery: options, afterFatal: 'read' },
    { ...rest, onRequest: part.onRequest, onRowResult },
    { clock, through: journal.through },
  );
}
