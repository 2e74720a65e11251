import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { BatchAnswer } from '../send/batch-answer.ts';
import { conclude, isAccepted, isDeletion, type LeftByAnswer, settleKeptOtherwise } from './accepted.ts';
import { lookTwice } from './look.ts';
import { isOpen, knownTo, type OpenBatch, type OpenChange } from './open-batch.ts';
import type { Step } from './step.ts';

/** Codes of a batch that are read back once its form of answer is believed (T-3). */
const SAMPLE = 20;

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
      for (const one of group) conclude(batch, one);
      return NOTHING_LEFT;
    }
    learned.forms.delete(form);
  }
  const { inEffect, not } = yield* lookTwice(batch, group.filter(isOpen));
  for (const one of inEffect) {
    const outcome = batch.whoDidIt(one);
    batch.accepted += 1;
    batch.succeed(one, outcome);
  }
  if (form !== undefined && whole && inEffect.length === group.length) learned.forms.add(form);
  const changed = not.filter((one) => batch.isOurs(one));
  const again = not.filter((one) => !batch.isOurs(one) && !settleAsTold(batch, one, group, answer));
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

/** Settles one that is not in effect after such an answer; false when it is to be sent once more first. */
function settleAsTold(batch: OpenBatch, one: OpenChange, group: readonly OpenChange[], answer: BatchAnswer): boolean {
  if (answer.status === 202) {
    const message = 'Permutive took the operation to carry it out later; it is not seen to be in effect yet.';
    batch.fail(one, errorDetail('outcome_unknown', { message }));
    return true;
  }
  const told = errorToldOf(one, group, answer);
  if (told !== undefined) {
    batch.fail(one, told);
    return true;
  }
  one.contradictions += 1;
  if (one.contradictions === 1) return false;
  const deletesAlone = group.every(({ change }) => isDeletion(change));
  const code = isAccepted(answer, deletesAlone) ? 'outcome_unknown' : 'unexpected_response';
  const message = 'Permutive accepted the operation twice, but it is not seen to be in effect.';
  batch.fail(one, errorDetail(code, { message, httpStatus: answer.status }));
  return true;
}

/** The error inside a 2xx that is about one operation, by its code or its place; or all of them where none names any. */
function errorToldOf(
  { change }: OpenChange,
  group: readonly OpenChange[],
  { errors, status, requestId }: BatchAnswer,
): ErrorDetail | undefined {
  if (errors.length === 0) return undefined;
  const codes = new Set(group.map((one) => one.change.code));
  const codeNamedBy = ({ code, index }: (typeof errors)[number]): string | undefined =>
    code !== undefined && codes.has(code) ? code : index === undefined ? undefined : group[index]?.change.code;
  const named = errors.filter((error) => codeNamedBy(error) !== undefined);
  const own = named.length === 0 ? errors : named.filter((error) => codeNamedBy(error) === change.code);
  if (own.length === 0) return undefined;
  const words = own.map(({ message }) => message).join(' ');
  return errorDetail('rejected_by_permutive', {
    message: `Permutive refused it: ${words}`,
    httpStatus: status,
    ...(requestId !== undefined && { requestId }),
  });
}

/** `count` of a group, picked at random. */
export function pick<T>(group: readonly T[], count: number, random: () => number): readonly T[] {
  if (group.length <= count) return group;
  const picked = new Set<T>();
  while (picked.size < count)
    for (const one of group.slice(Math.floor(random() * group.length)).slice(0, 1)) picked.add(one);
  return [...picked];
}
