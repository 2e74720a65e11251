import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { sendGroup } from '../../connector/recover/send-group.ts';
import { doubtIn } from '../../connector/recover/standing.ts';
import type { BatchAnswer } from '../../connector/send/batch-answer.ts';
import { BatchSize } from '../../connector/send/batch-size.ts';
import type { BatchVerdict } from '../../connector/send/import-api.ts';
import type { Finding, Trail } from '../../connector/send/verdict.ts';
import {
  aBatch,
  accepted,
  aRun,
  ends,
  exhausted,
  FRESH,
  failing,
  play,
  refused,
  SENT_AT,
  STALE,
  shown,
  unwanted,
  wanted,
} from '../support/step-play.ts';

const old = fingerprintOf({ name: 'Old' });
const verdict = (of: Finding<BatchAnswer> & { trail?: Trail }): BatchVerdict => ({
  requests: [1],
  trail: 'none',
  sentAt: SENT_AT,
  ...of,
});
const error = { code: 'timeout', message: '', remedy: '', retryable: true, reporter: 'connector' } as const;

describe('a group that is sent', () => {
  it('T-4: a conflict is compared, and only the difference goes out again', () => {
    const batch = aBatch(aRun({ mode: 'mirror' }), wanted('new'), wanted('old'), wanted('same'), unwanted('gone'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group, nth) => (nth === 1 ? refused('exists', 409) : accepted(group)),
      look: () => shown({ new: 'absent', old, same: fingerprintOf({ name: 'Wanted' }), gone: 'absent' }),
    });
    expect(asked).toEqual([
      'send Create new, Create old, Create same, Delete gone',
      'look new old same gone',
      'send Create new, Update old',
    ]);
    expect(ends(batch.all)).toEqual({ new: 'created', old: 'updated', same: 'unchanged', gone: 'unchanged' });
  });

  it('D-5: is halved when it is too large, and stays small', () => {
    const run = aRun({ size: new BatchSize(4) });
    const batch = aBatch(run, ...['a', 'b', 'c', 'd'].map((code) => wanted(code)));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => (group.length > 2 ? verdict({ kind: 'too_large', error }) : accepted(group)),
    });
    expect(asked.map((ask) => ask.split(',').length)).toEqual([4, 2, 2]);
    expect(run.size.limit).toBe(2);
  });

  it('X-4: an answer too long to read proves nothing, and halves what is sent from then on', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'), wanted('b'));
    const answer = { status: 200, body: 'too_long', items: undefined, errors: [], requestId: undefined } as const;
    play(sendGroup(batch, batch.all), {
      send: () => verdict({ kind: 'success', answer }),
      look: (codes) => shown(Object.fromEntries(codes.map((code) => [code, fingerprintOf({ name: 'Wanted' })]))),
    });
    expect(ends(batch.all)).toEqual({ a: 'created', b: 'created' });
    expect(run.size.limit).toBe(1);
  });

  it('T-2: what an earlier attempt of a group that was too large then may have done stays in doubt', () => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'));
    play(sendGroup(batch, batch.all), {
      send: (_group, nth) => (nth === 1 ? verdict({ kind: 'too_large', error, trail: 'lost' }) : refused()),
    });
    expect(batch.all.map(({ standing }) => doubtIn(standing))).toEqual(['answer_lost', 'answer_lost']);
  });

  it('T-4: that was refused and carried out in part is known to be so where its values are kept otherwise, too', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'), wanted('b'), wanted('late'));
    const kept = (updatedAt: string) => fingerprintOf({ name: 'Kept', updatedAt });
    play(sendGroup(batch, batch.all), {
      send: (group, nth) => (nth < 3 ? refused('exists', 409) : accepted(group)),
      look: (_codes, _way, nth) =>
        nth === 1
          ? shown({ a: kept(STALE), b: kept(STALE), late: 'absent' })
          : shown({ a: kept(FRESH), b: kept(FRESH), late: kept(STALE) }),
    });
    expect(run.learned.carriesOutInPart).toBe(true);
  });

  it.each([
    ['none', 'rate_limited'],
    ['maybe', 'doubtful'],
    ['lost', 'doubtful'],
    ['running', 'doubtful'],
  ] as const)('T-2: without an answer (%s) it is not in effect, or in doubt', (trail, end) => {
    const batch = aBatch(aRun(), wanted('a'));
    play(sendGroup(batch, batch.all), { send: () => exhausted(trail, { ...error, code: 'rate_limited' }) });
    expect(ends(batch.all)).toEqual({ a: end });
  });

  it('D-6: after a denial nothing more is asked', () => {
    const run = aRun({ size: new BatchSize(1) });
    const batch = aBatch(run, wanted('a'), wanted('b'));
    const { asked } = play(sendGroup(batch, batch.all), { send: () => verdict({ kind: 'denied', error }) });
    expect({ asked, fatal: run.fatal }).toEqual({ asked: ['send Create a'], fatal: error });
    expect(ends(batch.all)).toEqual({ a: 'unsent', b: 'unsent' });
  });

  it('D-9: somebody else’s 403 is narrowed while Permutive answers, and is in doubt otherwise', () => {
    for (const permutiveAnswers of [true, false]) {
      const batch = aBatch(aRun(), wanted('a'), wanted('b'));
      const { came } = play(sendGroup(batch, batch.all), {
        send: () => verdict({ kind: 'foreign', status: 403, error, trail: 'maybe' }),
        permutiveAnswers,
      });
      expect(came.map(({ refusal }) => refusal.error.code)).toEqual(permutiveAnswers ? ['blocked'] : []);
      expect(ends(batch.all)).toEqual({ a: 'doubtful', b: 'doubtful' });
    }
  });

  it('T-6: a server that fails is narrowed while the import can be read, within 16 requests a run', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'), wanted('b'));
    expect(play(sendGroup(batch, batch.all), { send: failing }).came).toHaveLength(1);
    run.learned.failingSpent = 16;
    expect(play(sendGroup(batch, batch.all), { send: failing }).came).toEqual([]);
  });
});

describe('whose doing it was', () => {
  const found = (updatedAt: string, mode: 'add' | 'upsert', seen = 'Wanted') => {
    const batch = aBatch(aRun({ mode }), wanted('a'));
    const answer = { ...refused('exists', 409), trail: 'lost' } as const;
    play(sendGroup(batch, batch.all), {
      send: (_group, nth) => (nth === 1 ? answer : accepted([{ code: 'a' }])),
      look: () => shown({ a: fingerprintOf({ name: seen, updatedAt }) }),
    });
    return ends(batch.all)['a'];
  };
  const [before, since] = [new Date(SENT_AT - 60_000).toISOString(), new Date(SENT_AT).toISOString()];

  it('T-4: after a lost answer the time of the last change tells', () => {
    expect(found(since, 'upsert')).toBe('created');
    expect(found(before, 'upsert')).toBe('unchanged');
  });

  it('T-4: in add mode too: what changed since is this run’s, kept otherwise; what did not is taken', () => {
    expect(found(since, 'add', 'WANTED')).toBe('created');
    expect(found(before, 'add', 'WANTED')).toBe('duplicate_segment_code');
  });
});

describe('an answer that is longer than is read', () => {
  it.each([
    ['a row alone costs no batch its size', ['a'], 10],
    ['a group is halved from then on', ['a', 'b', 'c', 'd'], 2],
  ])('X-4: to %s', (_what, codes, limit) => {
    const run = aRun({ size: new BatchSize(10) });
    const batch = aBatch(run, ...codes.map((code) => wanted(code)));
    const answer: BatchAnswer = { status: 200, body: 'too_long', items: undefined, errors: [], requestId: undefined };
    const there = fingerprintOf({ name: 'Wanted' });
    play(sendGroup(batch, batch.all), {
      send: () => verdict({ kind: 'success', answer }),
      look: (asked) => shown(Object.fromEntries(asked.map((code) => [code, there]))),
    });
    expect(run.size.limit).toBe(limit);
  });
});

describe('a segment that nothing names', () => {
  it('S-5: is updated where it is there, and fails where it would have to be created', () => {
    const nameless = (code: string) => ({ ...wanted(code, undefined, { cpm: 2 }), name: undefined, defaultName: '' });
    const batch = aBatch(aRun(), nameless('there'), nameless('gone'));
    const [there, gone] = batch.all;
    if (there) batch.apply(there, { is: 'seen', known: fingerprintOf({ name: 'Seen', cpm: 1 }) });
    if (gone) batch.apply(gone, { is: 'seen', known: 'absent' });
    const { asked } = play(sendGroup(batch, batch.all));
    expect(asked[0]).toBe('send Update there');
    expect(ends(batch.all)).toMatchObject({ gone: 'missing_segment_name' });
  });
});
