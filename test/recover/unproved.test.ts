import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import type { Run } from '../../connector/recover/learned.ts';
import { pick } from '../../connector/recover/look.ts';
import { sendGroup } from '../../connector/recover/send-group.ts';
import { settleUnproved } from '../../connector/recover/unproved.ts';
import { aBatch, accepted, aRun, ends, play, shown, wanted } from '../support/step-play.ts';

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

describe('errors inside a 2xx', () => {
  it.each([
    ['by its code', { code: 'c1', message: 'Too dear' }],
    ['by its place', { index: 1, message: 'Too dear' }],
  ])('T-3: fail the row that one names %s, with its words', (_how, error) => {
    const answer = accepted([{ code: 'c0' }], { errors: [error] });
    const { told } = answered(aRun(), 2, answer, (code) => (code === 'c1' ? 'absent' : there));
    expect(told).toEqual({ c0: 'created', c1: 'rejected_by_permutive' });
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
  expect(new Set(pick([1, 2, 3, 4, 5], 3, stepping(0.21))).size).toBe(3);
});
