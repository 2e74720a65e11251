import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { explainsRefusal } from '../imported/difference.ts';
import type { BatchAnswer } from '../send/batch-answer.ts';
import {
  conclude,
  deletionsNotInEffect,
  deletionsToLookAt,
  isAccepted,
  isDeletion,
  type LeftByAnswer,
  settleKeptOtherwise,
  settleListed,
} from './accepted.ts';
import { lookTwice, pick, SAMPLE } from './look.ts';
import { isOpen, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import type { Step } from './step.ts';

/** Settles a group that was answered with a 2xx: by code, never by position or count (T-3). */
export function* settleAccepted(
  batch: OpenBatch,
  group: readonly OpenChange[],
  answer: BatchAnswer,
): Step<LeftByAnswer> {
  const { run } = batch;
  const whole = group.length === batch.all.length;
  if (answer.body === 'too_long' && group.length > 1) run.size.tooLarge(group.length);
  if (
    !isAccepted(
      answer,
      group.every(({ change }) => isDeletion(change)),
    )
  )
    return yield* settleUnproved(batch, group, answer, whole);
  run.size.accepted();
  const listed = settleListed(batch, group, answer);
  const deletions = group.filter((one) => isDeletion(one.change) && isOpen(one));
  const codes = deletionsToLookAt(
    run.learned,
    deletions.map(({ change }) => change),
  );
  let still = new Set(yield* deletionsNotInEffect(run, codes, answer));
  if (still.size > 0 && still.size < deletions.length) {
    const others = deletions.map(({ change }) => change.code).filter((code) => !still.has(code));
    still = new Set([...still, ...(yield* deletionsNotInEffect(run, others, answer))]);
  }
  const undone: OpenChange[] = [];
  for (const one of deletions) {
    if (!still.has(one.change.code)) conclude(batch, one);
    else undone.push(one);
  }
  const unproved = yield* settleUnproved(batch, [...listed.unlisted, ...undone], answer, whole);
  return {
    again: [...listed.again, ...unproved.again],
    waiting: [...listed.waiting, ...unproved.waiting],
  };
}

/**
 * Settles a group that a 2xx says nothing of: 202, 204, 207, errors inside, nothing listed, or these not listed (T-3). It proves
 * nothing, so the group is observed; a sample of it where the form of the answer has earned belief.
 */
export function* settleUnproved(
  batch: OpenBatch,
  group: readonly OpenChange[],
  answer: BatchAnswer,
  whole: boolean,
): Step<LeftByAnswer> {
  const { learned } = batch.run;
  const running = answer.status === 202;
  for (const one of group) {
    const why = running ? 'still_running' : 'not_shown';
    batch.apply(one, { is: 'unanswered', sent: one.next, why, error: undefined });
  }
  const form = answer.errors.length === 0 ? formOf(answer) : undefined;
  if (form !== undefined && learned.forms.has(form)) {
    const sample = pick(group, SAMPLE, batch.run.random);
    const { inEffect } = yield* lookTwice(batch, sample, 'by_code', group);
    if (inEffect.length === sample.length) {
      // What was read tells whose doing it is.
      const read = new Set(sample);
      for (const one of group) conclude(batch, one, read.has(one) ? batch.whoDidIt(one) : undefined);
      return NOTHING_LEFT;
    }
    learned.forms.delete(form);
  }
  const { inEffect, not } = yield* lookTwice(batch, group.filter(isOpen));
  for (const one of inEffect) {
    const outcome = batch.whoDidIt(one);
    batch.countAccepted(one);
    batch.succeed(one, outcome);
  }
  if (form !== undefined && whole && inEffect.length === group.length) learned.forms.add(form);
  // A stop cut the looking short: what was not seen is not told to be absent (T-2).
  if (batch.stopped) return NOTHING_LEFT;
  const changed = not.filter((one) => batch.isOurs(one));
  const named = namedErrors(group, answer);
  const deletesAlone = group.every(({ change }) => isDeletion(change));
  const again = not.filter((one) => {
    const errors = named.get(one.change.code);
    return !batch.isOurs(one) && !settleAsTold(batch, one, { ...answer, errors: errors ?? [] }, deletesAlone);
  });
  const kept = settleKeptOtherwise(
    batch,
    changed.flatMap((one) => {
      const seen = knownTo(one);
      return typeof seen === 'object' ? [{ one, seen }] : [];
    }),
  );
  return { again: [...again, ...kept.again], waiting: kept.waiting };
}

const NOTHING_LEFT: LeftByAnswer = { again: [], waiting: [] };

/** A form of answer: its status, and what became of its list. */
const formOf = ({ status, body, items }: BatchAnswer): string =>
  `${status} ${body} ${items === undefined ? 'absent' : items.length === 0 ? 'empty' : 'short'}`;

/** Settles one that is not in effect after an answer, whose errors are its own; false when it is to be sent once more first. */
function settleAsTold(batch: OpenBatch, one: OpenChange, answer: BatchAnswer, deletesAlone: boolean): boolean {
  if (answer.status === 202) {
    const message = 'Permutive took the operation to carry it out later; it is not seen to be in effect yet.';
    batch.fail(one, errorDetail('outcome_unknown', { message }));
    return true;
  }
  const told = answer.errors.length > 0 ? refusalInside(answer) : undefined;
  const known = knownTo(one);
  // T-4: an error that the segment's presence or absence explains is a conflict, to be brought in line once.
  if (told !== undefined && explainsRefusal(one.next, known) && one.contradictions === 0) {
    one.contradictions += 1;
    return false;
  }
  if (told !== undefined) {
    batch.fail(one, told);
    return true;
  }
  one.contradictions += 1;
  if (one.contradictions === 1) return false;
  const code = isAccepted(answer, deletesAlone) ? 'outcome_unknown' : 'unexpected_response';
  const message = 'Permutive accepted the operation twice, but it is not seen to be in effect.';
  batch.fail(one, errorDetail(code, { message, httpStatus: answer.status }));
  return true;
}

/** The errors inside a 2xx by the code that they name, or whose place in the group. */
function namedErrors(
  group: readonly OpenChange[],
  { errors }: BatchAnswer,
): ReadonlyMap<string, readonly BatchAnswer['errors'][number][]> {
  const named = new Map<string, BatchAnswer['errors'][number][]>();
  if (errors.length === 0) return named;
  const codes = new Set(group.map(({ change }) => change.code));
  for (const error of errors) {
    const { code = '', index = -1 } = error;
    const about = codes.has(code) ? code : group[index]?.change.code;
    if (about !== undefined) named.set(about, [...(named.get(about) ?? []), error]);
  }
  return named;
}

/** Whether a 2xx holds errors and none of them says which operation it is about: then it refuses the group. */
export const refusesAll = (answer: BatchAnswer, group: readonly OpenChange[]): boolean =>
  answer.errors.length > 0 && namedErrors(group, answer).size === 0;

/** The words of the errors inside a 2xx. */
export const refusalInside = ({ errors, status, requestId }: BatchAnswer): ErrorDetail =>
  errorDetail('rejected_by_permutive', {
    message: `Permutive refused it: ${errors.map(({ message }) => message).join(' ')}`,
    httpStatus: status,
    ...(requestId !== undefined && { requestId }),
  });
