import { errorDetail } from '../../spec/host/errors.ts';
import { isBefore } from '../imported/changed.ts';
import { outcomeOf } from '../imported/difference.ts';
import {
  type ComparedField,
  differingFields,
  type Fingerprint,
  fingerprintOf,
  matchesSegment,
  merged,
  millisecondsOf,
} from '../imported/fingerprint.ts';
import type { ReadFailure } from '../imported/observing.ts';
import { givenBy, type SegmentChange } from '../plan/segment-change.ts';
import { foldCode } from '../plan/segment-code.ts';
import type { BatchAnswer } from '../send/batch-answer.ts';
import { readSegment, updatedAtIn } from '../send/decode.ts';
import { Listed } from '../send/listed.ts';
import { operationFor } from '../send/operation.ts';
import type { Learned, Run } from './learned.ts';
import { knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import { observe, type Step, wait } from './step.ts';

/** Whether an answer is of the form that settles what it lists; Deletes alone need not be listed (T-3). */
export const isAccepted = ({ status, body, items, errors }: BatchAnswer, deletesAlone: boolean): boolean =>
  (status === 200 || status === 201) &&
  body === 'read' &&
  errors.length === 0 &&
  (deletesAlone || (items !== undefined && items.length > 0));

export const isDeletion = ({ state }: SegmentChange): boolean => state === 'absent';

/** Settles what an accepted answer lists (T-3). `unlisted`: what it does not; to be read back before it is settled. */
export function settleListed(
  batch: OpenBatch,
  group: readonly OpenChange[],
  answer: BatchAnswer,
): LeftByAnswer & { readonly unlisted: readonly OpenChange[] } {
  const listed = new Listed(answer.items ?? []);
  const unlisted: OpenChange[] = [];
  const otherwise: KeptOtherwise[] = [];
  const take = (one: OpenChange, seen: Exclude<ReturnType<typeof listed.find>, undefined>) => {
    const stale = isBefore(millisecondsOf(updatedAtIn(seen)), one.sentAt);
    if (!matchesSegment(givenBy(one.change), seen)) otherwise.push({ one, seen: fingerprintOf(readSegment(seen)) });
    // A Create that was ignored, for the segment is as wanted already.
    else conclude(batch, one, stale && one.next === 'Create' ? 'unchanged' : undefined);
  };
  for (const one of group) {
    if (isDeletion(one.change)) continue;
    const seen = listed.find(one.change.code);
    if (seen === undefined) unlisted.push(one);
    else take(one, seen);
  }
  const asked = new Set(group.map(({ change }) => change.code));
  const besides = new Map(unlisted.length > 0 ? listed.besides(asked).map((seen) => [foldCode(seen.code), seen]) : []);
  const found = new Set<OpenChange>();
  for (const one of unlisted) {
    const key = foldCode(one.change.code);
    const seen = besides.get(key);
    if (seen === undefined) continue;
    besides.delete(key); // The next of the same fold is another matter.
    learnSpelling(batch.run, one.change.code, seen.code);
    found.add(one);
    take(one, seen);
  }
  return { ...settleKeptOtherwise(batch, otherwise), unlisted: unlisted.filter((one) => !found.has(one)) };
}

function learnSpelling({ observer, log }: Run, code: string, keptAs: string): void {
  if (!observer.folds)
    log.warn({ segmentCode: code, keptAs }, 'Permutive keeps segment codes in another spelling than they are sent in.');
  observer.learnSpelling(code, keptAs);
}

/** The operation sent last is in effect: what is known of the import is kept true to it (T-5). */
export function conclude(batch: OpenBatch, one: OpenChange, outcome = outcomeOf(one.next)): void {
  const { change, next } = one;
  const { observer } = batch.run;
  if (observer.listed) {
    const known = knownTo(one);
    const operation = operationFor(change, next);
    const base = typeof known === 'object' ? known : fingerprintOf();
    observer.note(change.code, operation.operation === 'Delete' ? 'absent' : merged(base, operation.data));
  }
  batch.countAccepted(one);
  batch.apply(one, { is: 'accepted', sent: next, outcome: one.did ?? outcome });
}

/** A segment that Permutive shows with other values than were sent. */
export interface KeptOtherwise {
  readonly one: OpenChange;
  readonly seen: Fingerprint;
}

/** What an answer leaves to be sent once more, and what waits until that has told whether fields are kept otherwise. */
export interface LeftByAnswer {
  readonly again: readonly OpenChange[];
  readonly waiting: readonly KeptOtherwise[];
}

/**
 * T-3: shown with other values. Changed since the request: Permutive keeps such a field otherwise, which one Update makes sure
 * of the first time a run meets it. Not changed: the operation was not carried out.
 */
export function settleKeptOtherwise(batch: OpenBatch, otherwise: readonly KeptOtherwise[]): LeftByAnswer {
  const { run } = batch;
  const again: OpenChange[] = [];
  const waiting: KeptOtherwise[] = [];
  const beingAsked = new Set<string>();
  for (const { one, seen } of otherwise) {
    const { next: sent } = one;
    const stale = isBefore(seen.updatedAt, one.sentAt);
    batch.apply(one, { is: 'seen', known: seen });
    batch.apply(one, { is: 'unanswered', sent, why: 'not_shown', error: undefined });
    if (stale) {
      if (run.mode === 'add') batch.fail(one, errorDetail('duplicate_segment_code', { field: 'segment_code' }));
      else if (one.contradictions > 0) batch.fail(one, errorDetail('outcome_unknown', { message: AS_BEFORE }));
      else again.push(one);
      one.contradictions += 1;
      continue;
    }
    const isRecent = run.mode === 'add' && run.learned.recent.has(one.change.code, one.sentAt);
    if (isRecent || (seen.updatedAt === 0 && (run.mode === 'add' || sent === 'Update'))) {
      // Kept otherwise, or not carried out: without a time, or right after an earlier batch of the same code, nobody can tell.
      batch.fail(
        one,
        errorDetail('outcome_unknown', { message: 'Permutive accepted the operation, but shows other values.' }),
      );
      continue;
    }
    const fields = differingFields(givenBy(one.change), seen);
    if (run.mode === 'add' || sent === 'Update') for (const field of fields) learnKept(run, field, one.change);
    const unsure = fields.filter((field) => !run.learned.keptOtherwise.has(field));
    if (unsure.length === 0) {
      conclude(batch, one);
      continue;
    }
    one.did ??= outcomeOf(sent);
    if (unsure.every((field) => beingAsked.has(field))) waiting.push({ one, seen });
    else again.push(one);
    for (const field of unsure) beingAsked.add(field);
  }
  return { again, waiting };
}

const AS_BEFORE = 'Permutive accepted the operation, but shows the segment as it was before.';

/** Takes up what waited: settled if its fields are kept otherwise, else to be sent once more. */
export function settleWaiting(batch: OpenBatch, waiting: readonly KeptOtherwise[]): readonly OpenChange[] {
  const again: OpenChange[] = [];
  for (const { one, seen } of waiting) {
    const { keptOtherwise } = batch.run.learned;
    if (differingFields(givenBy(one.change), seen).every((field) => keptOtherwise.has(field))) conclude(batch, one);
    else again.push(one);
  }
  return again;
}

/** One accepted deletion in so many is looked at (T-3). */
const LOOK_AT_ONE_IN = 1_000;

/** The deletions of a group that are to be looked at: the first of a run, one in a thousand, or all once one was not in effect. */
export function deletionsToLookAt(learned: Learned, group: readonly SegmentChange[]): readonly string[] {
  const codes: string[] = [];
  for (const change of group) {
    if (!isDeletion(change)) continue;
    if (learned.doubtsDeletions || learned.deletions % LOOK_AT_ONE_IN === 0) codes.push(change.code);
    learned.deletions += 1;
  }
  return codes;
}

/** Why a look may end that says nothing of what it looked at. */
const STOPS: ReadonlySet<ReadFailure['kind']> = new Set(['denied', 'cancelled']);

/**
 * Which of these accepted deletions are still there, also after the time that reads may lag behind. A look that fails says nothing against
 * Permutive's word; an answer that lists nothing at all is hardly its word, and is not believed on a look that fails. Then the next is looked at.
 */
export function* deletionsNotInEffect(
  run: Run,
  codes: readonly string[],
  { items }: Pick<BatchAnswer, 'items'>,
): Step<readonly string[]> {
  let still = codes;
  let unread: readonly string[] = [];
  for (const last of [false, true]) {
    if (still.length === 0) break;
    const seen = yield* observe(still, 'by_code');
    if (items === undefined && seen.failure !== undefined && !STOPS.has(seen.failure.kind))
      unread = [...unread, ...still.filter((code) => seen.of(code) === undefined)];
    still = still.filter((code) => typeof seen.of(code) === 'object');
    if (!last && still.length > 0) yield* wait(run.patienceMs);
  }
  if (still.length > 0) run.learned.doubtsDeletions = true;
  if (unread.length > 0) run.learned.deletions = 0;
  return [...still, ...unread];
}

/** Warns once a field (T-3): a server may round prices or escape names, and that is not a failure. */
function learnKept({ learned, log }: Run, field: ComparedField, { code }: SegmentChange): void {
  if (learned.keptOtherwise.has(field)) return;
  learned.keptOtherwise.add(field);
  log.warn({ field, segmentCode: code }, `Permutive keeps other values of ${field} than it is sent.`);
}

/**
 * T-4, T-3: what is read with other values, and changed since it was sent without a word of it, is this run's own work. It has
 * succeeded where its fields are known to be kept otherwise, or once the Update that makes sure of them has changed it too.
 */
export function settleOurs(batch: OpenBatch, one: OpenChange): boolean {
  const { change, standing, next } = one;
  if (standing.is !== 'read' || typeof standing.known !== 'object' || !batch.isOurs(one)) return false;
  const { keptOtherwise } = batch.run.learned;
  const unsure = differingFields(givenBy(change), standing.known).filter((field) => !keptOtherwise.has(field));
  const madeSure = one.did !== undefined && next === 'Update' && batch.changedSinceSent(one);
  if (unsure.length > 0 && !madeSure) return false;
  for (const field of unsure) learnKept(batch.run, field, change);
  batch.succeed(one, one.did ?? outcomeOf(next));
  return true;
}

/** Add mode found a segment with other values: a taken code (P-1), or this run's own work, kept otherwise (T-4). */
export function settleTaken(batch: OpenBatch, one: OpenChange): void {
  const seen = knownTo(one);
  if (batch.isOurs(one) && typeof seen === 'object') {
    for (const field of differingFields(givenBy(one.change), seen)) learnKept(batch.run, field, one.change);
    batch.succeed(one, one.did ?? outcomeOf(one.next));
  } else batch.fail(one, errorDetail('duplicate_segment_code', { field: 'segment_code' }));
}
