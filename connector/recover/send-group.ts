import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { difference, outcomeOf } from '../imported/difference.ts';
import { matches } from '../imported/fingerprint.ts';
import { foldCode } from '../plan/segment-code.ts';
import type { Sendable } from '../send/encode.ts';
import type { BatchVerdict, SendingOf } from '../send/import-api.ts';
import { positionsOf } from '../send/positions.ts';
import { type Trail, worse } from '../send/verdict.ts';
import { type KeptOtherwise, settleTaken, settleWaiting } from './accepted.ts';
import { type Run, rememberBroughtAbout } from './learned.ts';
import { recallTwins } from './look.ts';
import { isOpen, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import { heedFailure, heedRefusal, heedStranger, type Refused } from './refusal.ts';
import { doubtOf } from './standing.ts';
import { type Step, send } from './step.ts';
import { refusalInside, refusesAll, settleAccepted } from './unproved.ts';

const AS_OPEN: Sendable<OpenChange> = { changeOf: ({ change }) => change, kindOf: ({ next }) => next };

/** What sending a group serves: the batch itself, or narrowing it, with how many attempts, and at most so many at a time. */
export type Serving = Pick<SendingOf, 'purpose' | 'attempts'> & { readonly most?: number };

/** What a verdict leaves to be done with a group. */
interface Left {
  /** Parts that Permutive refused because of a row. */
  readonly refused?: readonly Refused[];
  /** To be compared with what is known now, and sent. */
  readonly again?: readonly OpenChange[];
  readonly waiting?: readonly KeptOtherwise[];
  /** How many of it may go out at a time. */
  readonly most?: number;
  /** Rounds of observing and resending after a conflict so far. */
  readonly round?: number;
}

/**
 * Does what is left to do for a group: settles what is known to be so already, sends the rest, and heeds the verdict.
 * Returns the parts that Permutive refused because of a row; everything else is settled, in doubt, or left open by a stop.
 */
export function* sendGroup(
  batch: OpenBatch,
  group: readonly OpenChange[],
  serving: Serving = {},
  round = 0,
): Step<Refused[]> {
  yield* recallTwins(batch, group);
  const { sending, later } = settleKnown(batch, group);
  const refused: Refused[] = [];
  let at = 0;
  if (serving.most === undefined) batch.unanswered = undefined;
  while (at < sending.length && !batch.stopped && batch.unanswered === undefined) {
    const { most = sending.length, ...of } = serving;
    const next = sending.slice(at, at + Math.min(most, batch.run.size.limit));
    // What the part before has taught is not sent in vain (T-5).
    const anew = at === 0 ? undefined : settleKnown(batch, next);
    const part = anew?.sending ?? next;
    later.push(...(anew?.later ?? []));
    at += next.length;
    if (part.length === 0) continue;
    const verdict = yield* sendPart(batch, part, {
      ...of,
      ...haste(batch.run, part.length),
      batch: batch.number,
      positions: () => positionsOf(batch.all, part),
    });
    const left = yield* heedAll(batch, verdict, part, serving, round);
    refused.push(...left);
    if (left.length === 0 && isUnanswered(verdict) && batch.accepted === 0) batch.unanswered = verdict.error;
  }
  if (batch.unanswered !== undefined)
    for (const one of [...sending.slice(at), ...later.splice(0)])
      batch.apply(one, { is: 'held', error: batch.unanswered });
  if (later.length > 0 && !batch.stopped) refused.push(...(yield* sendGroup(batch, later, serving, round)));
  yield* batch.report();
  return refused;
}

type Unanswered = Extract<BatchVerdict, { kind: 'exhausted' | 'failing' | 'foreign' | 'unexpected' }>;
const UNANSWERED: ReadonlySet<BatchVerdict['kind']> = new Set<Unanswered['kind']>([
  'exhausted',
  'failing',
  'foreign',
  'unexpected',
]);
const isUnanswered = (verdict: BatchVerdict): verdict is BatchVerdict & Unanswered => UNANSWERED.has(verdict.kind);

/** D-5: where a larger group has just taken too long, one 504 tells as much of a smaller one, and costs no retry. */
export const haste = ({ size }: Run, count: number): Pick<SendingOf, 'slowAfter'> =>
  size.fallsWith(count) ? { slowAfter: 1 } : {};

/**
 * One attempt is for a server that fails for a row, or somebody in between who dislikes it (T-6, D-9). A 429 or a deadline that
 * comes instead is another matter, and has the attempts of any request.
 */
function* sendPart(batch: OpenBatch, part: readonly OpenChange[], of: SendingOf): Step<BatchVerdict> {
  const verdict = yield* send(part, AS_OPEN, of);
  if (of.attempts !== 1 || verdict.kind !== 'exhausted' || batch.stopped) return verdict;
  const { attempts, ...patient } = of;
  const again = yield* send(part, AS_OPEN, patient);
  const requests = [...verdict.requests, ...again.requests];
  return { ...again, requests, trail: worse(verdict.trail, again.trail), sentAt: verdict.sentAt };
}

/** Heeds a verdict, and does what it leaves to be done, until only refused parts are left. */
export function* heedAll(
  batch: OpenBatch,
  verdict: BatchVerdict,
  group: readonly OpenChange[],
  serving: Serving = {},
  round = 0,
): Step<Refused[]> {
  batch.sent(group, verdict);
  const left = yield* heed(batch, verdict, group, round);
  const refused = [...(left.refused ?? [])];
  for (const again of [() => left.again ?? [], () => settleWaiting(batch, left.waiting ?? [])]) {
    const resend = again();
    const { most } = left;
    const how = most === undefined ? serving : { ...serving, most };
    if (resend.length > 0) refused.push(...(yield* sendGroup(batch, resend, how, left.round ?? round)));
  }
  return refused;
}

function* heed(batch: OpenBatch, verdict: BatchVerdict, group: readonly OpenChange[], round: number): Step<Left> {
  const { run } = batch;
  switch (verdict.kind) {
    case 'success': {
      const { answer } = verdict;
      if (!refusesAll(answer, group)) return yield* settleAccepted(batch, group, answer);
      const error = refusalInside(answer);
      const refused = { kind: 'refused', status: answer.status, error, body: error.message } as const;
      return yield* heedRefusal(batch, { ...verdict, ...refused, signature: error.message }, group, round);
    }
    case 'refused':
      return yield* heedRefusal(batch, verdict, group, round);
    case 'foreign':
      return yield* heedStranger(batch, verdict, group);
    case 'failing':
      return yield* heedFailure(batch, verdict, group);
    case 'too_large':
      if (group.length === 1) {
        leaveInDoubt(batch, verdict, group);
        return {};
      }
      run.size.tooLarge(group.length);
      leaveInDoubt(batch, { trail: verdict.trail }, group); // What an earlier attempt may have done.
      return smaller(batch, verdict, group);
    case 'too_slow':
      if (group.length > 1) run.size.tooSlow(group.length);
      leaveInDoubt(batch, verdict, group);
      return group.length > 1 ? smaller(batch, verdict, group) : {};
    case 'denied':
    case 'cancelled':
      if (verdict.kind === 'denied') run.fatal = verdict.error;
      leaveInDoubt(batch, { trail: verdict.trail }, group);
      return {};
    case 'unexpected':
    case 'exhausted':
    case 'not_found': // No answer to a batch.
      leaveInDoubt(batch, verdict, group);
      return {};
  }
}

/** D-5: a batch too large or too slow is sent in halves, and the smaller size is kept for the rest of the run. */
function smaller(
  { run }: OpenBatch,
  { error }: Extract<BatchVerdict, { kind: 'too_large' | 'too_slow' }>,
  group: readonly OpenChange[],
): Left {
  const fields = { operations: group.length, nextOperations: run.size.limit, reason: error.code };
  run.log.warn(fields, 'A batch was too much for Permutive; smaller ones are sent from now on.');
  return { again: group, most: Math.ceil(group.length / 2) };
}

/** What no answer settled: in doubt if any of it may have been let in (T-2), else not in effect, and held. */
function leaveInDoubt(
  batch: OpenBatch,
  { trail, error }: { readonly trail: Trail; readonly error?: ErrorDetail },
  group: readonly OpenChange[],
): void {
  const why = doubtOf(trail);
  for (const one of group) {
    if (why !== undefined) {
      batch.run.observer.forget(one.change.code);
      batch.apply(one, { is: 'unanswered', sent: one.next, why, error });
    } else if (error !== undefined) batch.apply(one, { is: 'held', error });
  }
}

/** Settles what needs no sending. `later`: what Permutive takes for a code that is being sent already (T-3). */
function settleKnown(batch: OpenBatch, group: readonly OpenChange[]) {
  const { mode, observer } = batch.run;
  const sending: OpenChange[] = [];
  const later: OpenChange[] = [];
  const keys = new Set<string>();
  if (observer.folds) rememberBroughtAbout(batch.run.learned, batch.all);
  for (const one of group) {
    if (!isOpen(one) || settleTwin(batch, one)) continue;
    const left = difference(one.change, knownTo(one), mode);
    switch (left) {
      case 'already':
        batch.reconciled += 1;
        batch.succeed(one, batch.whoDidIt(one));
        break;
      case 'duplicate':
        batch.reconciled += 1;
        settleTaken(batch, one);
        break;
      default: {
        if (left === 'Create' && isNameless(one)) {
          batch.fail(one, errorDetail('missing_segment_name', { field: 'segment_name' }));
          break;
        }
        // What an earlier sending has brought about is not undone by making sure of its values (T-3).
        if (batch.isOurs(one)) one.did ??= outcomeOf(one.next);
        one.next = left;
        const key = observer.folds ? foldCode(one.change.code, observer.folds) : one.change.code;
        if (keys.has(key)) later.push(one);
        else sending.push(one);
        keys.add(key);
      }
    }
  }
  return { sending, later };
}

/** T-3: what was brought about under another spelling of its code is this one's too, if the values are the same. */
export function settleTwin(batch: OpenBatch, one: OpenChange): boolean {
  const { change } = one;
  const { observer, learned } = batch.run;
  const { folds } = observer;
  if (change.state === 'absent' || !folds) return false;
  const twin = learned.broughtAbout.get(foldCode(change.code));
  if (twin === undefined || twin.code === change.code) return false;
  if (foldCode(twin.code, folds) !== foldCode(change.code, folds)) return false;
  if (matches(change, twin.as)) batch.succeed(one, 'unchanged');
  else {
    const message = `Permutive takes ${change.code} and ${twin.code} for one code, and the other has brought it about with other values.`;
    batch.fail(one, errorDetail('duplicate_segment_code', { field: 'segment_code', message }));
  }
  return true;
}

/** Whether nothing names a segment that is to be created: a full list need not name what is there already. */
const isNameless = ({ change }: OpenChange): boolean =>
  change.state === 'present' && (change.name ?? change.defaultName) === '';
