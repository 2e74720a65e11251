import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Outcome } from '../../spec/host/row-result.ts';
import { isBefore } from '../imported/changed.ts';
import { explainsRefusal } from '../imported/difference.ts';
import { matchesSegment, millisecondsOf } from '../imported/fingerprint.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import type { BatchAnswer } from '../send/batch-answer.ts';
import { updatedAtIn } from '../send/decode.ts';
import type { Sendable } from '../send/encode.ts';
import { Listed } from '../send/listed.ts';
import { firstOperationOf } from '../send/operation.ts';
import { STRETCH } from '../stretch.ts';
import { deletionsNotInEffect, deletionsToLookAt, isAccepted, isDeletion, settleOurs } from './accepted.ts';
import { isStopped, type Run, rememberBroughtAbout } from './learned.ts';
import { isFailedOnly, type Looked, lookOnce, lookTwice, mayShowLater, unknownBecause } from './look.ts';
import { narrow } from './narrow.ts';
import { isOpen, isRefused, OpenBatch, type OpenChange } from './open-batch.ts';
import { settleRefused } from './read-back.ts';
import { haste, heedAll, sendGroup } from './send-group.ts';
import type { Resolution, Standing } from './standing.ts';
import { type Step, send, tellAccepted } from './step.ts';

const AS_ASKED: Sendable<SegmentChange> = { changeOf: (change) => change, kindOf: firstOperationOf };

/**
 * Brings one batch of changes to facts, whatever the network and the API do. Every change is resolved exactly once, with
 * what is true of it: accepted, observed, refused by itself, or not to be known (T-2). `number`: of the batch in its run, from 1.
 */
export function* resolveBatch(run: Run, changes: readonly SegmentChange[], number: number): Step<void> {
  const { observer, size } = run;
  // T-5: once the import has been listed, a batch is compared before it is sent.
  const asAsked = !observer.listed && !observer.folds && !isStopped(run) && changes.length <= size.limit;
  if (!asAsked) {
    const batch = new OpenBatch(run, number, changes);
    return yield* finish(batch, yield* sendGroup(batch, batch.all));
  }
  // Nearly every batch ends with the first answer, so nothing is kept of a change but itself until one raises a question.
  const verdict = yield* send(changes, AS_ASKED, { batch: number, ...haste(run, changes.length) });
  if (verdict.kind === 'success' && vouchesForAll(changes, verdict.answer, verdict.sentAt)) {
    const still = yield* deletionsNotInEffect(run, deletionsToLookAt(run.learned, changes), verdict.answer);
    if (still.length === 0) {
      size.accepted();
      if (run.mode === 'add') run.learned.recent.note(changes, verdict.sentAt);
      return yield* tellAccepted(changes, { batch: number, requests: verdict.requests });
    }
  }
  const batch = new OpenBatch(run, number, changes);
  return yield* finish(batch, yield* heedAll(batch, verdict, batch.all));
}

/**
 * Whether an answer vouches for a whole batch that was sent as it was asked for: it lists every wanted segment, by code, with
 * the wanted values, changed since the request (T-3). Everything else is looked at one by one.
 */
export function vouchesForAll(changes: readonly SegmentChange[], answer: BatchAnswer, sentAt: number): boolean {
  if (!isAccepted(answer, changes.every(isDeletion))) return false;
  const listed = new Listed(answer.items ?? [], { asAsked: true });
  for (let from = 0; from < changes.length; from += STRETCH)
    if (!vouchesForStretch(changes, from, listed, sentAt)) return false;
  return !listed.contradictsItself;
}

function vouchesForStretch(changes: readonly SegmentChange[], from: number, listed: Listed, sentAt: number): boolean {
  for (const change of changes.slice(from, from + STRETCH)) {
    if (change.state === 'absent') continue;
    const seen = listed.find(change.code);
    if (seen === undefined || !matchesSegment(change, seen) || isBefore(millisecondsOf(updatedAtIn(seen)), sentAt))
      return false;
  }
  return true;
}

/** Settles what is left of a batch: what was refused, what is in doubt, and what a stop left open. */
function* finish(batch: OpenBatch, refused: readonly Parameters<typeof narrow>[1][]): Step<void> {
  for (const group of refused) yield* narrow(batch, group);
  yield* settleRefused(batch);
  yield* settleDoubtful(batch);
  settleAtStop(batch);
  batch.endUnknown();
  if (batch.run.observer.folds) rememberBroughtAbout(batch.run.learned, batch.all);
  if (batch.run.mode === 'add') noteRecent(batch);
  yield* batch.report();
}

function noteRecent({ all, run }: OpenBatch): void {
  const done = all.filter(({ standing }) => standing.is === 'fact' && standing.resolution.is === 'succeeded');
  const at = Math.max(0, ...done.slice(-1).map(({ sentAt }) => sentAt));
  run.learned.recent.note(
    done.map(({ change }) => change),
    at,
  );
}

/** What ran out of attempts, or was given up in company, is observed before it is settled (T-4). */
function* settleDoubtful(batch: OpenBatch, last = false): Step<void> {
  const left = batch.open.filter((one) => !isRefused(one) && one.standing.is !== 'unsent');
  for (const one of left) if (batch.inEffect(one)) batch.succeed(one, batch.whoDidIt(one));
  const doubtful = left.filter(isOpen);
  const twice = (one: OpenChange) => mayShowLater(batch, one) || !(isGivenUp(one) || isFailedOnly(one));
  const mayCome = doubtful.filter(twice);
  const over = doubtful.filter((one) => !twice(one));
  const looks: Looked[] = [yield* lookOnce(batch, over), yield* lookTwice(batch, mayCome)];
  const ours: OpenChange[] = [];
  for (const { inEffect, not } of looks) {
    for (const one of inEffect) batch.succeed(one, batch.whoDidIt(one));
    for (const one of not) {
      if (settleOurs(batch, one)) continue;
      if (batch.isOurs(one) && !last) ours.push(one);
      else settleNotSeen(batch, one);
    }
  }
  if (ours.length === 0 || batch.stopped) return;
  // In effect, but with other values: made sure of with one Update (T-3).
  for (const { group, refusal } of yield* sendGroup(batch, ours))
    for (const one of group) batch.fail(one, refusal.error);
  yield* settleDoubtful(batch, true);
}

/** T-7: what narrowing has given up is observed once. */
const isGivenUp = ({ standing }: OpenChange): boolean =>
  (standing.is === 'doubtful' || standing.is === 'read') && standing.error?.code === 'not_isolated';

/** T-4: what may still be running is never "not in effect". */
function settleNotSeen(batch: OpenBatch, one: OpenChange): void {
  if (batch.stopped || one.standing.is !== 'read') return;
  const { why, error = errorDetail('outcome_unknown') } = one.standing;
  batch.fail(
    one,
    why === 'still_running' || batch.changedInDoubt(one) ? unknownBecause('it may still be running.', error) : error,
  );
}

/** What a stop leaves is told as far as it is known (T-9, D-6). Without one, nothing is left to tell. */
function settleAtStop(batch: OpenBatch): void {
  const stop = batch.run.fatal ?? errorDetail(batch.stopped ? 'cancelled' : 'outcome_unknown');
  for (const one of batch.open) {
    const outcome = () => (batch.inEffect(one) ? batch.whoDidIt(one) : undefined);
    batch.apply(one, { is: 'resolved', resolution: toldAtStop(one.standing, stop, outcome) });
  }
}

/**
 * What is told of a change when a run has to stop, whatever stopped it (T-2, T-9, D-6). `inEffect`: whether what was read is as
 * wanted, and whose doing that is.
 */
export function toldAtStop(
  standing: Standing,
  stop: ErrorDetail,
  inEffect: (read: Extract<Standing, { is: 'read' }>) => Outcome | undefined,
): Resolution {
  switch (standing.is) {
    case 'unsent':
      return { is: 'failed', error: stop };
    case 'doubtful':
    case 'refused':
      return { is: 'failed', error: errorDetail('outcome_unknown') };
    case 'read': {
      const outcome = inEffect(standing);
      if (outcome !== undefined) return { is: 'succeeded', outcome };
      const { sent, why, known, refusal, error } = standing;
      if (sent === undefined) return { is: 'failed', error: stop };
      const explained = explainsRefusal(sent, known);
      const contradicted = refusal?.about === 'conflict' && !explained;
      // Read once, it may be too early to tell what an earlier sending did: reads may lag (T-4).
      if (why !== undefined || known === 'unlisted' || contradicted)
        return { is: 'failed', error: error ? unknownBecause(READ_ONCE, error) : errorDetail('outcome_unknown') };
      return { is: 'failed', error: (explained ? undefined : refusal?.error) ?? error ?? notInEffect(stop) };
    }
    case 'fact':
      return standing.resolution;
  }
}

const READ_ONCE = 'what was read once may not show it yet.';

/** "Cancelled before it was sent" would be false of what was sent. */
const notInEffect = (stop: ErrorDetail): ErrorDetail =>
  stop.code === 'cancelled'
    ? errorDetail('cancelled', { message: 'The run was cancelled; what was sent of the row is not in effect.' })
    : stop;
