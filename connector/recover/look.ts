import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { difference } from '../imported/difference.ts';
import type { ReadFailure, Way } from '../imported/observing.ts';
import { spellingsOf } from '../imported/spellings.ts';
import { foldCode } from '../plan/segment-code.ts';
import { isOpen, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import { doubtIn } from './standing.ts';
import { observe as ask, type Step, wait } from './step.ts';

/**
 * Reads a group back; returns those whose state is known now. A new listing tells of the whole batch, so all that is open
 * learns from it. What could not be read cannot be known and is settled as `outcome_unknown` (T-2); `affected` are those
 * that cannot be known when nothing could be read.
 */
export function* look(
  batch: OpenBatch,
  group: readonly OpenChange[],
  way: Way = 'cheapest',
  affected: readonly OpenChange[] = group,
): Step<readonly OpenChange[]> {
  if (batch.stopped || group.length === 0) return [];
  const { observer } = batch.run;
  const codes = new Set(group.map(({ change }) => change.code));
  const observation = yield* ask([...codes], way);
  const { besides = NOTHING } = observation;
  const tellsOf = (code: string) =>
    codes.has(code) || besides.has(code) ? observation.of(code) : observation.listed ? observer.known(code) : undefined;
  const joined = joiner(observation.requests);
  const seen = (one: OpenChange, known: ReturnType<typeof observation.of>): boolean => {
    if (known === undefined) return false;
    batch.apply(one, { is: 'seen', known });
    if (besides.has(one.change.code)) batch.keep(one, known);
    one.requests = joined(one.requests);
    return true;
  };
  const observed = group.filter((one) => isOpen(one) && seen(one, observation.of(one.change.code)));
  const told = new Set(observed);
  for (const one of observation.listed || besides.size > 0 ? batch.open : []) {
    const known = tellsOf(one.change.code);
    // What was written without a doubt a read may not show yet.
    const byTheWay = observation.listed || doubtIn(one.standing) !== undefined;
    // That a listing does not show it is a guess, and never overrules what was read (T-4).
    if (!told.has(one) && byTheWay && known !== 'unlisted') seen(one, known);
  }
  for (const one of batch.revise(tellsOf)) one.requests = joined(one.requests);
  if (observation.failure !== undefined) {
    const unread = observed.length === 0 ? affected : group.filter((one) => !told.has(one));
    settleUnread(batch, unread, observation.failure);
  }
  return observed;
}

const NOTHING: ReadonlySet<string> = new Set();

/** What came of looking whether changes are in effect. */
export interface Looked {
  readonly inEffect: readonly OpenChange[];
  readonly not: readonly OpenChange[];
  /** Only guessed to be absent, and not to be read by code: nothing is known of these. */
  readonly unread: readonly OpenChange[];
}

/**
 * Looks whether changes are in effect, and where they are not seen to be, once more after the run's patience: reads may lag
 * behind writes, and a request that was given up may still be running (T-4).
 */
export function* lookTwice(
  batch: OpenBatch,
  group: readonly OpenChange[],
  way: Way = 'cheapest',
  affected: readonly OpenChange[] = group,
): Step<Looked> {
  const first = yield* lookOnce(batch, group, way, affected);
  const missing = [...first.not, ...first.unread];
  if (missing.length === 0 || batch.stopped) return first;
  yield* wait(batch.run.patienceMs);
  if (yield* sameAsBefore(batch, missing)) return { ...first, not: first.not.filter(isOpen) };
  // What the sample has shown needs no second word.
  const isSeen = (one: OpenChange) => isOpen(one) && batch.inEffect(one);
  const seen = missing.filter(isSeen);
  const rest = missing.filter((one) => isOpen(one) && !isSeen(one));
  const again = yield* lookOnce(batch, rest, way);
  const late = [...seen, ...again.inEffect];
  // A server that failed and yet did something may do it again, and show it late.
  if (missing.some(isFailedOnly)) batch.run.learned.failuresShow ||= late.length > 0 || first.inEffect.length > 0;
  return { ...again, inEffect: [...first.inEffect, ...late] };
}

/** Whether nothing but a 5xx speaks for its being in effect; what somebody else answered may hide anything. */
export const isFailedOnly = ({ standing }: OpenChange): boolean =>
  doubtIn(standing) === 'server_failed' && 'error' in standing && standing.error?.code === 'service_unavailable';

/** Codes that speak for a group: of one whose form of answer is believed (T-3), or that may still be running (T-4). */
export const SAMPLE = 20;

/**
 * Whether some codes of many that may still be running are not in effect: then the others are not asked again, for nothing read
 * of them would be the last word. What is to be told as not in effect is looked at itself.
 */
function* sameAsBefore(batch: OpenBatch, group: readonly OpenChange[]): Step<boolean> {
  if (group.length <= SAMPLE || !group.every(({ standing }) => doubtIn(standing) === 'still_running')) return false;
  const sample = pick(group, SAMPLE, batch.run.random);
  yield* look(batch, sample, 'by_code');
  return sample.every((one) => isOpen(one) && !batch.inEffect(one) && !batch.isOurs(one));
}

/**
 * Whether an effect that is not seen may still come, or may not be shown yet: reads may lag behind writes (T-4). What was only
 * refused in company may be in effect where the server was seen to carry out part of what it refuses; what a 5xx leaves, until
 * a second look has shown no more than the first (D-4: with everything failing an observation a batch).
 */
export function mayShowLater({ run: { learned } }: OpenBatch, one: OpenChange): boolean {
  const why = doubtIn(one.standing);
  switch (why) {
    case undefined:
      return false;
    case 'refused_in_company':
      return learned.carriesOutInPart;
    case 'server_failed':
      return !isFailedOnly(one) || (learned.failuresShow ?? true);
    case 'not_shown':
    case 'answer_lost':
    case 'still_running':
      return true;
  }
}

/** Looks once. What is only guessed to be absent is read by code where that would settle a deletion (T-4). */
export function* lookOnce(
  batch: OpenBatch,
  group: readonly OpenChange[],
  way: Way = 'cheapest',
  affected: readonly OpenChange[] = group,
): Step<Looked> {
  const known = yield* look(batch, group, way, affected);
  const unread = yield* lookAtGuesses(batch, known);
  const open = known.filter((one) => isOpen(one) && !unread.has(one));
  return {
    inEffect: open.filter((one) => batch.inEffect(one)),
    not: open.filter((one) => !batch.inEffect(one)),
    unread: [...unread].filter(isOpen),
  };
}

/** Reads by code what is only guessed to be absent; comes to those that could not be read. */
export function* lookAtGuesses(batch: OpenBatch, group: readonly OpenChange[]): Step<ReadonlySet<OpenChange>> {
  const guessed = group.filter((one) => isOpen(one) && knownTo(one) === 'unlisted');
  const read = new Set((yield* look(batch, guessed, 'by_code')).filter((one) => knownTo(one) !== 'unlisted'));
  return new Set(guessed.filter((one) => !read.has(one)));
}

/** Waits before a contradiction is read again, in milliseconds: 10 s in all (T-4). */
const SECOND_LOOKS_MS = [2_000, 8_000];

/**
 * Observes a group that was refused as a conflict, until something is seen that another operation follows from (T-4). What
 * contradicts the write path is read again within 10 s. Comes to those that are known, and whether they explain anything.
 */
export function* lookForConflict(
  batch: OpenBatch,
  group: readonly OpenChange[],
  patient: boolean,
): Step<{ readonly known: readonly OpenChange[]; readonly changed: boolean }> {
  const { mode } = batch.run;
  const changed = () => known.some((one) => difference(one.change, knownTo(one), mode) !== one.next);
  let known = yield* look(batch, group);
  if (known.length === 0 || changed()) return { known, changed: known.length > 0 };
  const guessed = known.filter((one) => knownTo(one) === 'unlisted');
  yield* look(batch, guessed, 'by_code');
  if (changed()) return { known, changed: true };
  for (const ms of patient ? SECOND_LOOKS_MS : []) {
    yield* wait(ms);
    if (batch.stopped) break;
    known = yield* look(batch, known);
    if (changed()) return { known, changed: true };
  }
  return { known, changed: false };
}

/** T-2: what could not be read cannot be known. */
function settleUnread(batch: OpenBatch, affected: readonly OpenChange[], failure: ReadFailure): void {
  if (failure.kind === 'denied') batch.run.fatal = failure.error;
  if (failure.kind === 'denied' || failure.kind === 'cancelled') return;
  const error = unknownBecause('reading it back failed.', failure.error);
  for (const one of affected) {
    batch.run.observer.forget(one.change.code);
    batch.apply(one, { is: 'not_readable', error });
  }
}

/** An outcome that cannot be known, and what stood in the way. */
export function unknownBecause(
  reason: string,
  { message, requestId, retryAfterMs, httpStatus }: ErrorDetail,
): ErrorDetail {
  return errorDetail('outcome_unknown', {
    message: `It could not be learned whether the operation took effect: ${reason} ${message}`,
    ...(requestId !== undefined && { requestId }),
    ...(httpStatus !== undefined && { httpStatus }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The exchanges of a group's sending with those of its reading: one array for all that shared one. */
function joiner(read: readonly number[]): (sent: readonly number[]) => readonly number[] {
  let [last, joined]: (readonly number[])[] = [];
  return (sent) => {
    if (sent !== last || joined === undefined) {
      last = sent;
      joined = [...sent, ...read];
    }
    return joined;
  };
}

/**
 * T-3: of what the run had brought about before Permutive was seen to fold codes only the codes are kept. Its values are read when another
 * spelling of one comes.
 */
export function* recallTwins(batch: OpenBatch, group: readonly OpenChange[]): Step<void> {
  const { observer, learned, results } = batch.run;
  const { folds } = observer;
  if (!folds) return;
  const twins = group.flatMap((one) => {
    const { code, state } = one.change;
    if (state === 'absent' || learned.broughtAbout.has(foldCode(code))) return [];
    const twin = spellingsOf(code, folds).find((spelling) => spelling !== code && results.isBroughtAbout(spelling));
    return twin === undefined ? [] : [{ one, twin }];
  });
  yield* look(
    batch,
    twins.map(({ one }) => one),
    'by_code',
  );
  for (const { one, twin } of twins) {
    const as = knownTo(one);
    // What was not there before this one was sent may be its own work, as Permutive keeps it.
    if (one.doubted?.before === 'absent' && batch.changedInDoubt(one)) continue;
    if (typeof as === 'object') learned.broughtAbout.set(foldCode(one.change.code), { code: twin, as });
  }
}

/** `count` of a group, picked at random. */
export function pick<T>(group: readonly T[], count: number, random: () => number): readonly T[] {
  if (group.length <= count) return group;
  const picked = new Set<T>();
  while (picked.size < count)
    for (const one of group.slice(Math.floor(random() * group.length)).slice(0, 1)) picked.add(one);
  return [...picked];
}
