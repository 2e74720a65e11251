import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { explainsRefusal } from '../imported/difference.ts';
import { differingFields } from '../imported/fingerprint.ts';
import { givenBy } from '../plan/segment-change.ts';
import type { Sendable } from '../send/encode.ts';
import { positionsOf } from '../send/positions.ts';
import { settleOurs } from './accepted.ts';
import { look, lookAtGuesses, mayShowLater, unknownBecause } from './look.ts';
import { isOpen, isRefused, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import { noteParts } from './refusal.ts';
import { heedAll, sendGroup } from './send-group.ts';
import { doubtIn, type Refusal } from './standing.ts';
import { type Step, send, wait } from './step.ts';

/** The first of a kind of refusal is read back at once, for it may explain them all; the others at the end of the batch. */
export function* readBackFirst(batch: OpenBatch, one: OpenChange, { about, signature }: Refusal): Step<void> {
  const { conflicts, unexplained } = batch.run.learned;
  if (about === 'failing' || (unexplained.has(signature) && !conflicts.has(signature))) return;
  yield* readBack(batch, [one]);
}

/** Reads back in one go what was refused by itself. */
export function* settleRefused(batch: OpenBatch): Step<void> {
  // Twice: what is sent once more may be refused once more.
  for (let round = 0; round < 2 && !batch.stopped; round += 1) {
    const refused = batch.open.filter(isRefused);
    if (refused.length > 0) yield* readBack(batch, refused);
  }
  const doubted = batch.open.filter((one) => isRefused(one) && isTooEarly(batch, one));
  const asked = doubted.filter((one) => canBeAsked(batch, one));
  const untold = asked.length > MOST_ASKED ? asked : yield* askByUpdate(batch, asked);
  const early = doubted.filter((one) => isOpen(one) && (untold.includes(one) || !asked.includes(one)));
  yield* readBack(
    batch,
    batch.open.filter((one) => isRefused(one) && !early.includes(one)),
    true,
  );
  if (early.length === 0 || batch.stopped) return;
  yield* wait(batch.run.patienceMs);
  yield* look(batch, early);
  if (batch.stopped) return; // What was read once, it may be too early to tell.
  yield* readBack(batch, early, true);
  // What was sent once more, and refused once more.
  if (!batch.stopped) yield* readBack(batch, batch.open.filter(isRefused), true);
}

/**
 * Whether a read right after the refusal is no proof against an earlier sending (T-4): where nothing of the batch passed, where
 * words like these meant conflict before, and of a Delete always, for which a row can hardly be at fault. Something passed if it was refused in
 * company and accepted later as it was: then it had not been carried out there. An Update that was carried out passes again.
 */
function isTooEarly(batch: OpenBatch, one: OpenChange): boolean {
  const { standing } = one;
  if (mayShowLater(batch, one)) return true;
  if (standing.is !== 'read' || doubtIn(standing) === undefined) return false;
  const { sent, refusal } = standing;
  return (
    (!batch.refusesWhole && sent !== 'Update') ||
    sent === 'Delete' ||
    refusal?.about === 'conflict' ||
    batch.run.learned.meantConflict.has(refusal?.signature ?? '')
  );
}

/** Whether an Update may ask after it: among others that were accepted, where nothing else is known of how the server takes a refused batch. */
function canBeAsked(batch: OpenBatch, { standing }: OpenChange): boolean {
  const { mode, learned } = batch.run;
  return (
    mode !== 'add' &&
    batch.accepted > 0 &&
    !learned.carriesOutInPart &&
    standing.is === 'read' &&
    standing.sent === 'Create' &&
    standing.why === 'refused_in_company' &&
    standing.refusal?.about === 'row' &&
    !learned.meantConflict.has(standing.refusal.signature)
  );
}

const AS_UPDATE: Sendable<OpenChange> = { changeOf: ({ change }) => change, kindOf: () => 'Update' };

/** So many of a batch are asked after; of more, waiting for what reads may show late takes less time. */
const MOST_ASKED = 8;

/**
 * T-4: whether segments are there that Permutive may have created in company, and has refused to create alone. An Update says so at once, where a
 * read may lag: it passes only where the segment is there, and is what would be sent then. Comes to those of which it said nothing.
 */
export function* askByUpdate(batch: OpenBatch, group: readonly OpenChange[]): Step<readonly OpenChange[]> {
  const untold: OpenChange[] = [];
  for (const one of group) {
    if (batch.stopped || !isOpen(one)) continue;
    const positions = () => positionsOf(batch.all, [one]);
    const verdict = yield* send([one], AS_UPDATE, { purpose: 'narrow', batch: batch.number, positions });
    if (verdict.kind === 'refused') {
      one.requests = [...one.requests, ...verdict.requests];
      continue;
    }
    one.next = 'Update';
    yield* heedAll(batch, verdict, [one], { purpose: 'narrow' });
    if (isOpen(one)) untold.push(one);
    else batch.run.learned.carriesOutInPart = true;
  }
  return untold;
}

/**
 * Refused operations whose segment explains the refusal were in conflict, and what follows from that is sent; the others fail
 * (T-6). What is neither explained nor believed is sent once more (T-4). What an earlier sending may have
 * done is left open until the `last` look.
 */
function* readBack(batch: OpenBatch, group: readonly OpenChange[], last = false): Step<void> {
  const { learned } = batch.run;
  yield* look(
    batch,
    group.filter(({ standing }) => standing.is === 'refused'),
  );
  const unread = yield* lookAtGuesses(batch, group);
  noteParts(batch, group);
  for (const one of group) {
    const { standing } = one;
    if (unread.has(one) || standing.is !== 'read' || standing.sent === undefined || standing.refusal === undefined)
      continue;
    const { sent, known, refusal } = standing;
    const explained = explainsRefusal(sent, known);
    // A refusal may come after the fact: what is in effect has succeeded, whatever was said of it (T-2).
    const inEffect = batch.inEffect(one);
    if (!inEffect && settleOurs(batch, one)) continue;
    // This run's own work, with other values, is made sure of too (T-3).
    const follows = explained || batch.isOurs(one);
    if (inEffect || (follows && one.followed < MOST_FOLLOWED)) {
      batch.reconciled += 1;
      if (!inEffect) one.followed += 1;
      const still = inEffect ? [] : yield* sendGroup(batch, [one]);
      if (inEffect) batch.succeed(one, batch.whoDidIt(one));
      if (explained && still.length === 0 && !isOpen(one)) {
        learned.conflicts.add(refusal.signature);
        learned.meantConflict.add(refusal.signature);
      }
      continue;
    }
    learned.unexplained.add(refusal.signature);
    learned.conflicts.delete(refusal.signature);
    const doubted = doubtIn(standing) !== undefined;
    // A stop may have cut the last look short.
    if (!doubted || (last && !batch.stopped)) yield* settleUnexplained(batch, one, refusal);
  }
  yield* batch.report();
}

/** How often what follows from a read is sent: a rival may have changed it once more (T-4). */
const MOST_FOLLOWED = 2;

/** How often a read may contradict the write path before nobody can tell (T-4). */
const MOST_CONTRADICTIONS = 2;

/** T-3: a Create that is refused as existing, of a code that is listed in another spelling only, shows that codes are folded. */
function learnsFolding(batch: OpenBatch, one: OpenChange): boolean {
  const { observer } = batch.run;
  if (observer.folds === 'case' || one.next !== 'Create' || observer.beside(one.change.code) === undefined)
    return false;
  observer.learnFolding(one.change.code);
  const known = observer.known(one.change.code);
  if (known !== undefined) batch.apply(one, { is: 'seen', known });
  return true;
}

function* settleUnexplained(batch: OpenBatch, one: OpenChange, refusal: Refusal): Step<void> {
  switch (refusal.about) {
    case 'row':
    case 'blocked':
    case 'perhaps_conflict':
      batch.fail(one, mayBeKeptOtherwise(batch, one) ? unknownBecause(KEPT_OTHERWISE, refusal.error) : refusal.error);
      return;
    case 'failing':
      batch.fail(one, serves(batch) ? unprocessable(refusal.error) : refusal.error);
      return;
    case 'conflict':
      one.contradictions += 1;
      if (one.contradictions < MOST_CONTRADICTIONS || learnsFolding(batch, one)) yield* sendGroup(batch, [one]);
      else batch.fail(one, unknownBecause('the segment as it can be read contradicts that.', refusal.error));
  }
}

const KEPT_OTHERWISE = 'the segment has changed since it was sent, and Permutive keeps such values otherwise.';

/** Whether an earlier sending may be in effect as Permutive keeps it: it changed since, and differs only where values are kept otherwise (T-3). */
function mayBeKeptOtherwise(batch: OpenBatch, one: OpenChange): boolean {
  const seen = knownTo(one);
  if (typeof seen !== 'object' || !batch.changedInDoubt(one)) return false;
  return differingFields(givenBy(one.change), seen).every((field) => batch.run.learned.keptOtherwise.has(field));
}

/** Whether the server that fails for a row has carried out others: then it is the row (T-6). */
const serves = ({ run, all }: OpenBatch): boolean =>
  run.learned.failingPays ||
  all.some(
    ({ standing: { is, ...of } }) =>
      is === 'fact' && 'resolution' in of && of.resolution.is === 'succeeded' && of.resolution.outcome !== 'unchanged',
  );

const unprocessable = ({ message, requestId, httpStatus }: ErrorDetail): ErrorDetail =>
  errorDetail('unprocessable', {
    message: `Permutive fails whenever this row is in a request, and on no other. ${message}`,
    ...(requestId !== undefined && { requestId }),
    ...(httpStatus !== undefined && { httpStatus }),
  });
