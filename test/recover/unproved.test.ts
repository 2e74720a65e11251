import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import type { Run } from '../../connector/recover/learned.ts';
import { pick } from '../../connector/recover/look.ts';
import { sendGroup } from '../../connector/recover/send-group.ts';
import { refusesAll, settleUnproved } from '../../connector/recover/unproved.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { aBatch, accepted, aRun, ends, play, SENT_AT, shown, unwanted, wanted } from '../support/step-play.ts';

const there = fingerprintOf({ name: 'Wanted' });
const codes = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`);
const looks = (known: (code: string) => Known) => (asked: readonly string[]) =>
  shown(Object.fromEntries(asked.map((code) => [code, known(code)])));

function answerOf(verdict: ReturnType<typeof accepted>) {
  if (verdict.kind !== 'success') throw new Error('It is an answer.');
  return verdict.answer;
}

/** Chance that goes round in steps. */
function stepping(by: number): () => number {
  let at = 0;
  return () => {
    at = (at + by) % 1;
    return at;
  };
}

function answered(run: Run, count: number, answer: ReturnType<typeof accepted>, known: (code: string) => Known) {
  const batch = aBatch(run, ...codes(count).map((code) => wanted(code)));
  const { asked, came } = play(sendGroup(batch, batch.all), { send: () => answer, look: looks(known) });
  return { asked, came, told: ends(batch.all) };
}

describe('a 2xx that says nothing', () => {
  it.each([
    ['204', accepted([], { status: 204, items: 'absent' })],
    ['207', accepted([{ code: 'c0' }], { status: 207 })],
    ['200 that lists nothing', accepted([], { items: 'absent' })],
  ])('T-3: %s: the whole group is observed; then the form is believed, and 20 codes are enough', (_form, answer) => {
    const run = aRun();
    const first = answered(run, 30, answer, () => there);
    expect(first.asked[1]).toBe(`look ${codes(30).join(' ')}`);
    expect(new Set(Object.values(first.told))).toEqual(new Set(['created']));
    run.learned.deletions = 0;
    const random = stepping(0.03);
    const second = answered({ ...run, random }, 30, answer, () => there);
    expect(second.asked[1]?.split(' ')).toHaveLength('look by code'.split(' ').length + 20);
    expect(new Set(Object.values(second.told))).toEqual(new Set(['created']));
  });

  it('T-3: a believed form that one sample belies is not believed any more', () => {
    const run = aRun();
    const silence = accepted([], { items: 'absent' });
    answered(run, 3, silence, () => there);
    const { told } = answered(run, 3, silence, (code) => (code === 'c1' ? 'absent' : there));
    expect(told).toEqual({ c0: 'created', c1: 'unexpected_response', c2: 'created' });
    expect(run.learned.forms.size).toBe(0);
  });

  it('T-3, T-4: after 202 an effect that is not seen is unknown, and never sent again', () => {
    const { asked, told } = answered(aRun(), 2, accepted([], { status: 202, items: 'absent' }), () => 'absent');
    expect(told).toEqual({ c0: 'outcome_unknown', c1: 'outcome_unknown' });
    expect(asked.filter((ask) => ask.startsWith('send'))).toHaveLength(1);
  });

  it.each([
    [202, 'still_running'],
    [204, 'not_shown'],
  ])('T-3, T-4: after %i a stop before the look leaves it in doubt, and why', (status, why) => {
    const run = aRun({ cancel: AbortSignal.abort() });
    const batch = aBatch(run, wanted('c0'));
    play(settleUnproved(batch, batch.all, answerOf(accepted([], { status, items: 'absent' })), true));
    expect(batch.all[0]?.standing).toMatchObject({ is: 'doubtful', why });
  });

  it('T-3: an operation that was accepted but is not in effect is sent once more', () => {
    const { asked } = answered(aRun(), 1, accepted([], { items: 'absent' }), () => 'absent');
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Create c0', 'send Create c0']);
  });
});

describe('a form of answer', () => {
  const silence = accepted([], { items: 'absent' });
  const all = () => there;

  it('T-3: is its status, what was read of it, and what became of its list', () => {
    const run = aRun();
    answered(run, 3, silence, all);
    answered(run, 3, accepted([]), all);
    answered(run, 3, accepted([{ code: 'x' }], { status: 207 }), all);
    answered(run, 3, accepted([], { status: 204, items: 'absent' }), all);
    expect([...run.learned.forms]).toEqual(['200 read absent', '200 read empty', '207 read short', '204 read absent']);
  });

  it('T-3: is not believed for a part of a batch, one that is not in effect, or errors inside', () => {
    const run = aRun();
    const batch = aBatch(run, ...codes(3).map((code) => wanted(code)));
    play(settleUnproved(batch, batch.all.slice(0, 2), answerOf(silence), false), { look: looks(all) });
    expect([...run.learned.forms]).toEqual([]);
    answered(run, 3, silence, (code) => (code === 'c1' ? 'absent' : there));
    answered(run, 3, accepted([], { errors: [{ code: 'c0', message: 'No' }] }), all);
    expect([...run.learned.forms]).toEqual([]);
  });

  it('T-3: that is believed tells of those not read what they were sent for, of the others what was seen', () => {
    const run = aRun({ random: () => 0.999 });
    answered(run, 3, silence, all);
    const before = { ...there, updatedAt: 1 }; // Not changed since: somebody else's doing.
    const batch = aBatch(run, ...codes(22).map((code) => wanted(code)));
    Object.assign(run, { random: stepping(1 / 22) });
    const { asked } = play(sendGroup(batch, batch.all), { send: () => silence, look: looks(() => before) });
    expect(asked[1]?.split(' ')).toHaveLength('look by code'.split(' ').length + 20);
    const tally = Object.values(ends(batch.all));
    expect([
      tally.filter((end) => end === 'unchanged').length,
      tally.filter((end) => end === 'created').length,
    ]).toEqual([20, 2]);
  });
});

describe('an operation that is not in effect after a 2xx', () => {
  const outcomeAfter = (answer: ReturnType<typeof accepted>, known: Known = 'absent', change = wanted('c0')) => {
    const batch = aBatch(aRun(), change);
    const { asked } = play(sendGroup(batch, batch.all), { send: () => answer, look: looks(() => known) });
    const [one] = batch.all;
    const standing = one?.standing;
    const error =
      standing?.is === 'fact' && standing.resolution.is === 'failed' ? standing.resolution.error : undefined;
    return { asked: asked.filter((ask) => ask.startsWith('send')), error };
  };

  it('T-3: twice, is unknown where its answer was of a form that settles, and unexpected where it was not', () => {
    const listsAnother = outcomeAfter(accepted([{ code: 'x' }]));
    expect(listsAnother.error).toMatchObject({
      code: 'outcome_unknown',
      httpStatus: 200,
      message: 'Permutive accepted the operation twice, but it is not seen to be in effect.',
    });
    expect(outcomeAfter(accepted([], { status: 204, items: 'absent' })).error).toMatchObject({
      code: 'unexpected_response',
      httpStatus: 204,
    });
    const stillThere = outcomeAfter(accepted([], { items: 'absent' }), fingerprintOf({ name: 'Old' }), unwanted('c0'));
    expect(stillThere.error).toMatchObject({ code: 'outcome_unknown', httpStatus: 200 }); // A deletion need not be listed.
  });

  it('T-4: after a 202 may be carried out later, and is unknown until then', () => {
    expect(outcomeAfter(accepted([], { status: 202, items: 'absent' })).error?.message).toContain('carry it out later');
  });

  it('T-3: and that an error inside is about fails with it: its words, its status, its request', () => {
    const told = accepted([], {
      status: 207,
      errors: [
        { code: 'c0', message: 'One.' },
        { index: 0, message: 'Two.' },
      ],
    });
    if (told.kind === 'success') Object.assign(told.answer, { requestId: 'r' });
    expect(outcomeAfter(told).error).toEqual(
      errorDetail('rejected_by_permutive', {
        message: 'Permutive refused it: One. Two.',
        httpStatus: 207,
        requestId: 'r',
      }),
    );
    const nameless = outcomeAfter(accepted([], { errors: [{ code: 'c0', message: 'One.' }] }));
    expect(nameless.error).not.toHaveProperty('requestId');
  });

  it('T-3: and that was settled by what an error inside says is not left to be sent again', () => {
    const batch = aBatch(aRun(), wanted('c0'));
    const told = answerOf(accepted([], { errors: [{ code: 'c0', message: 'No.' }] }));
    const { came } = play(settleUnproved(batch, batch.all, told, true), { look: () => shown({ c0: 'absent' }) });
    expect([came, ends(batch.all)]).toEqual([{ again: [], waiting: [] }, { c0: 'rejected_by_permutive' }]);
  });

  it('T-6: and is found in effect counts as accepted: the server serves others', () => {
    const batch = aBatch(aRun(), wanted('c0'), wanted('c1'));
    const silence = answerOf(accepted([], { items: 'absent' }));
    play(settleUnproved(batch, batch.all, silence, true), { look: () => shown({ c0: there, c1: 'absent' }) });
    expect(batch.accepted).toBe(1);
  });

  it('T-3: and that was said to be accepted twice is not left to be sent again', () => {
    const batch = aBatch(aRun(), wanted('c0'));
    for (const one of batch.all) one.contradictions = 1;
    const silence = answerOf(accepted([], { items: 'absent' }));
    const { came } = play(settleUnproved(batch, batch.all, silence, true), { look: () => shown({ c0: 'absent' }) });
    expect([came, ends(batch.all)]).toEqual([{ again: [], waiting: [] }, { c0: 'unexpected_response' }]);
  });

  it('T-4: an error inside that presence explains is a conflict once, and Permutive’s word the second time', () => {
    const old = fingerprintOf({ name: 'Old' });
    const told = accepted([], { errors: [{ code: 'c0', message: 'No.' }] });
    expect(outcomeAfter(told, old)).toMatchObject({
      asked: ['send Create c0', 'send Update c0'],
      error: { code: 'rejected_by_permutive' },
    });
    const batch = aBatch(aRun(), wanted('c0'));
    const { came } = play(settleUnproved(batch, batch.all, answerOf(told), true), { look: looks(() => old) });
    expect(came.again.map(({ contradictions }) => contradictions)).toEqual([1]);
  });

  it('T-3: is an answer of no known form where not only Deletes were sent', () => {
    const batch = aBatch(aRun(), wanted('c0'), unwanted('c1'));
    for (const one of batch.all) one.contradictions = 1;
    const silence = answerOf(accepted([], { items: 'absent' }));
    play(settleUnproved(batch, batch.all, silence, true), { look: () => shown({ c0: 'absent', c1: 'absent' }) });
    expect(ends(batch.all)).toEqual({ c0: 'unexpected_response', c1: 'deleted' });
  });

  it('T-9: is not told to be absent when a stop cut the looking short', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('c0'));
    const { came } = play(settleUnproved(batch, batch.all, answerOf(accepted([], { items: 'absent' })), true), {
      look: (asked) => {
        run.fatal = errorDetail('authentication_failed');
        return shown(Object.fromEntries(asked.map((code) => [code, 'absent' as const])));
      },
    });
    expect([came, ends(batch.all)]).toEqual([{ again: [], waiting: [] }, { c0: 'read' }]);
  });

  it('T-3: shown with other values and changed since is kept otherwise, not sent as if it were not there', () => {
    const batch = aBatch(aRun(), wanted('c0'));
    for (const one of batch.all) one.sentAt = SENT_AT;
    const rounded = { ...fingerprintOf({ name: 'Kept' }), updatedAt: SENT_AT + 100 };
    const { came } = play(settleUnproved(batch, batch.all, answerOf(accepted([], { items: 'absent' })), true), {
      look: looks(() => rounded),
    });
    expect(came.again).toHaveLength(1);
    expect(batch.all[0]).toMatchObject({ did: 'created', contradictions: 0 });
  });
});

describe('errors inside a 2xx', () => {
  it.each([
    ['by its code', { code: 'c1', message: 'Too dear' }],
    ['by its place', { index: 1, message: 'Too dear' }],
  ])('T-3: fail the row that one names %s, with its words', (_how, error) => {
    const answer = accepted([{ code: 'c0' }], { errors: [error] });
    const { told } = answered(aRun(), 2, answer, (code) => (code === 'c1' ? 'absent' : there));
    expect(told).toEqual({ c0: 'created', c1: 'rejected_by_permutive' });
  });

  it('T-3: that name somebody of a group refuse not all of it', () => {
    const batch = aBatch(aRun(), wanted('c0'), wanted('c1'));
    const refuses = (...errors: { code?: string; index?: number; message: string }[]) =>
      refusesAll(answerOf(accepted([], { errors })), batch.all);
    expect([
      refuses(),
      refuses({ message: 'No.' }),
      refuses({ code: 'c1', message: 'No.' }),
      refuses({ index: 1, message: 'No.' }),
      refuses({ code: 'x', index: 0, message: 'No.' }),
      refuses({ index: 2, message: 'No.' }),
      refuses({ index: -1, message: 'No.' }),
      refuses({ code: 'x', message: 'No.' }, { code: 'c0', message: 'No.' }),
    ]).toEqual([false, true, false, false, false, true, true, false]);
  });

  it('T-3: that name nobody refuse the group', () => {
    const { came } = answered(
      aRun(),
      2,
      accepted([], { items: 'absent', errors: [{ message: 'Suspended' }] }),
      () => 'absent',
    );
    expect(came.map(({ refusal }) => refusal.error.message)).toEqual(['Permutive refused it: Suspended']);
  });

  it('T-4: that the segment explains are a conflict, brought in line', () => {
    const batch = aBatch(aRun(), wanted('c0'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group, nth) => (nth === 1 ? accepted([], { errors: [{ code: 'c0', message: 'No' }] }) : accepted(group)),
      look: looks(() => fingerprintOf({ name: 'Old' })),
    });
    expect(asked.at(-1)).toBe('send Update c0');
    expect(ends(batch.all)).toEqual({ c0: 'updated' });
  });
});

it('T-3: a sample is of different ones, and all of few', () => {
  expect(pick([1, 2], 3, () => 0)).toEqual([1, 2]);
  const backwards = [0.9, 0.5, 0.1];
  expect(pick([1, 2, 3], 3, () => backwards.shift() ?? 0)).toEqual([1, 2, 3]);
  expect(new Set(pick([1, 2, 3, 4, 5], 3, stepping(0.21))).size).toBe(3);
  const places = [0.5, 0, 0.3];
  expect(pick([1, 2, 3, 4, 5], 3, () => places.shift() ?? 0)).toEqual([3, 1, 2]);
});
