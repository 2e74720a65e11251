import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { type Run, rememberBroughtAbout } from '../../connector/recover/learned.ts';
import { sendGroup, settleTwin } from '../../connector/recover/send-group.ts';
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

  it('T-3: what waits to learn whether its values are kept otherwise is settled by the Update of the first', () => {
    const batch = aBatch(aRun(), wanted('a', 'Wanted', { cpm: 1.234 }), wanted('b', 'Wanted', { cpm: 5.678 }));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => accepted(group.map(({ code }) => ({ code, cpm: code === 'a' ? 1.23 : 5.68 }))),
    });
    expect(asked).toEqual(['send Create a, Create b', 'send Update a']);
    expect(ends(batch.all)).toEqual({ a: 'created', b: 'created' });
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

  const halves = () => aBatch(aRun({ size: new BatchSize(2) }), ...['a', 'b', 'c', 'd'].map((code) => wanted(code)));

  it('D-4: of a batch that nobody answers no further part is sent, and what was not sent is not in effect', () => {
    const batch = halves();
    const { asked } = play(sendGroup(batch, batch.all), {
      send: () => verdict({ kind: 'exhausted', error, trail: 'running' }),
    });
    expect(asked).toEqual(['send Create a, Create b']);
    expect(batch.all.map(({ standing }) => doubtIn(standing))).toEqual([
      'still_running',
      'still_running',
      undefined,
      undefined,
    ]);
    expect(ends(batch.all)).toMatchObject({ c: 'timeout', d: 'timeout' });
    // What is sent of it later is another matter.
    play(sendGroup(batch, batch.all), { send: (group) => accepted(group) });
    expect(ends(batch.all)).toMatchObject({ a: 'created', b: 'created' });
  });

  it('D-4, T-6: where no more is spent on a server that fails, the part it fails for is the last one', () => {
    const batch = halves();
    batch.run.learned.failingSpent = 1_000;
    const { asked } = play(sendGroup(batch, batch.all), { send: failing });
    expect(asked.filter((ask) => ask.startsWith('send '))).toEqual(['send Create a, Create b']);
  });

  it('D-4: once a part was accepted the others are sent, whatever comes of one', () => {
    const batch = halves();
    const { asked } = play(sendGroup(batch, batch.all.toReversed()), {
      send: (group, nth) => (nth === 1 ? accepted(group) : verdict({ kind: 'exhausted', error })),
    });
    expect(asked).toEqual(['send Create d, Create c', 'send Create b, Create a']);
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
        ...(!permutiveAnswers && { import: { kind: 'exhausted', error } }),
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
    expect(gone?.standing).toMatchObject({ resolution: { error: { field: 'segment_name' } } });
  });
});

describe('a group that goes out in parts', () => {
  const codes = ['a', 'b', 'c', 'd', 'e'];
  const sent = (played: { readonly asked: readonly string[] }) => played.asked.filter((ask) => ask.startsWith('send'));

  it('D-5: goes out as many at a time as may, all the same', () => {
    const batch = aBatch(aRun({ size: new BatchSize(2) }), ...codes.map((code) => wanted(code)));
    expect(sent(play(sendGroup(batch, batch.all)))).toEqual([
      'send Create a, Create b',
      'send Create c, Create d',
      'send Create e',
    ]);
  });

  it('O-1: says of each part which batch it is of, where it stands in it, and what it is for', () => {
    const batch = aBatch(aRun({ size: new BatchSize(2) }), ...codes.map((code) => wanted(code)));
    const { sendings } = play(sendGroup(batch, batch.all.slice(1), { purpose: 'narrow', attempts: 1 }));
    expect(sendings.map(({ positions, ...of }) => [of, positions?.()])).toEqual([
      [{ purpose: 'narrow', attempts: 1, batch: 1 }, [[1, 3]]],
      [{ purpose: 'narrow', attempts: 1, batch: 1 }, [[3, 5]]],
    ]);
  });

  it('D-5: that is too slow is halved for good too, and is in doubt meanwhile', () => {
    const run = aRun({ size: new BatchSize(1_000) });
    const batch = aBatch(run, ...Array.from({ length: 400 }, (_, at) => wanted(`c${at}`)));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group, nth) => (nth === 1 ? verdict({ kind: 'too_slow', error, trail: 'running' }) : accepted(group)),
    });
    expect([asked.map((ask) => ask.split(',').length), run.size.limit]).toEqual([[400, 200, 200], 200]);
    expect(run.warnings).toEqual(['A batch was too much for Permutive; smaller ones are sent from now on.']);
    expect(batch.all[0]?.doubted).toMatchObject({ since: SENT_AT });
  });

  it('D-5: of two that are too slow makes the next smaller, but not under a hundred', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'), wanted('b'));
    play(sendGroup(batch, batch.all), {
      send: (group) => (group.length > 1 ? verdict({ kind: 'too_slow', error }) : accepted(group)),
    });
    expect(run.size.limit).toBe(100);
  });

  it('D-5: that is too slow and smaller than any size that is kept is halved all the same', () => {
    const batch = aBatch(aRun(), ...codes.map((code) => wanted(code)));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => (group.length > 2 ? verdict({ kind: 'too_slow', error, trail: 'running' }) : accepted(group)),
    });
    expect(asked.map((ask) => ask.split(',').length)).toEqual([5, 3, 2, 1, 2]);
  });

  it.each(['too_large', 'too_slow'] as const)('D-5: of two that is %s goes out one by one', (kind) => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => (group.length > 1 ? verdict({ kind, error, trail: 'running' }) : accepted(group)),
    });
    expect(asked).toEqual(['send Create a, Create b', 'send Create a', 'send Create b']);
  });

  it.each(['too_large', 'too_slow'] as const)('D-5: of one that is %s is left, and makes no other smaller', (kind) => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'));
    const { asked } = play(sendGroup(batch, batch.all), { send: () => verdict({ kind, error, trail: 'maybe' }) });
    expect([asked.length, run.size.limit, run.warnings]).toEqual([1, 5_000, []]);
    expect(batch.all[0]?.standing).toMatchObject({ is: 'doubtful', why: 'server_failed', error });
  });

  it('T-9: goes no further once the run is stopped', () => {
    const run = aRun({ size: new BatchSize(2) });
    const batch = aBatch(run, ...codes.map((code) => wanted(code)));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => {
        run.fatal = error;
        return accepted(group);
      },
    });
    expect(asked).toHaveLength(1);
  });

  it('T-5: what a part has taught of the next is not sent in vain', () => {
    const run = aRun({ mode: 'add', size: new BatchSize(1) });
    const batch = aBatch(run, wanted('a'), wanted('b'), wanted('c'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => {
        for (const one of batch.open.filter(({ change }) => change.code === 'b'))
          batch.apply(one, { is: 'seen', known: old });
        return accepted(group);
      },
    });
    expect(asked).toEqual(['send Create a', 'send Create c']);
    expect(ends(batch.all)).toEqual({ a: 'created', b: 'duplicate_segment_code', c: 'created' });
  });

  it('T-6: a part that is refused is told with the others that were', () => {
    const batch = aBatch(aRun({ size: new BatchSize(2) }), ...codes.map((code) => wanted(code)));
    const { came } = play(sendGroup(batch, batch.all), {
      send: (group) => (group.some(({ code }) => 'ae'.includes(code)) ? refused() : accepted(group)),
    });
    expect(came.map(({ group }) => group.map(({ change }) => change.code))).toEqual([['a', 'b'], ['e']]);
  });
});

describe('one attempt', () => {
  const once = { attempts: 1 } as const;
  const tried = (first: BatchVerdict, serving = once as { attempts?: number }) => {
    const batch = aBatch(aRun(), wanted('a'));
    const played = play(sendGroup(batch, batch.all, serving), {
      send: (group, nth) => (nth === 1 ? first : { ...accepted(group), requests: [7], sentAt: SENT_AT + 5 }),
    });
    return { ...played, first: batch.all[0] };
  };

  it('T-6, D-9: that meets a 429 or a deadline has the attempts of any request, and counts as one with them', () => {
    const { sendings, first } = tried({ ...exhausted('running'), requests: [3] });
    expect(sendings.map(({ attempts }) => attempts)).toEqual([1, undefined]);
    expect([first?.requests, first?.sentAt]).toEqual([[3, 7], SENT_AT]);
  });

  it('T-6: is all there is for anything else, and enough where more were allowed', () => {
    expect(tried(refused()).sendings).toHaveLength(1);
    expect(tried(exhausted('none'), {}).sendings).toHaveLength(1);
    expect(tried(exhausted('none'), { attempts: 2 }).sendings).toHaveLength(1);
  });

  it('T-2: the graver doubt of the two stays', () => {
    const batch = aBatch(aRun(), wanted('a'));
    play(sendGroup(batch, batch.all, once), {
      send: (_group, nth) => (nth === 1 ? exhausted('running') : exhausted('none')),
    });
    expect(batch.all[0]?.standing).toMatchObject({ is: 'doubtful', why: 'still_running' });
  });
});

describe('what an answer leaves', () => {
  const left = (of: Parameters<typeof verdict>[0], run = aRun()) => {
    Object.assign(run.observer, { listed: true });
    run.observer.note('a', 'absent');
    const batch = aBatch(run, wanted('a'));
    play(sendGroup(batch, batch.all), { send: () => verdict(of) });
    return { run, standing: batch.all[0]?.standing };
  };

  it.each(['exhausted', 'unexpected', 'not_found'] as const)(
    'T-2: by %s in doubt, with its error, and not known',
    (kind) => {
      const { run, standing } = left({ kind, error, trail: 'lost' });
      expect(standing).toMatchObject({ is: 'doubtful', why: 'answer_lost', error, sent: 'Create' });
      expect(run.observer.known('a')).toBeUndefined();
    },
  );

  it('T-2: that certainly was not let in is a fact, and what is known stays', () => {
    const { run, standing } = left({ kind: 'exhausted', error, trail: 'none' });
    expect(standing).toMatchObject({ is: 'fact', resolution: { is: 'failed', error } });
    expect(run.observer.known('a')).toBe('absent');
  });

  it('D-6, T-9: by a denial or a cancelled run in doubt only if an earlier attempt is', () => {
    expect(left({ kind: 'denied', error })).toMatchObject({ standing: { is: 'unsent' }, run: { fatal: error } });
    expect(left({ kind: 'denied', error, trail: 'maybe' }).standing).toMatchObject({
      is: 'doubtful',
      error: undefined,
    });
    expect(left({ kind: 'cancelled' })).toMatchObject({ standing: { is: 'unsent' }, run: { fatal: undefined } });
    expect(left({ kind: 'cancelled', trail: 'lost' }).standing).toMatchObject({ is: 'doubtful', why: 'answer_lost' });
  });

  it('T-3: errors inside a 2xx that name nobody are a refusal, its kind the words', () => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'));
    const { came } = play(sendGroup(batch, batch.all), {
      send: () => accepted([], { items: 'absent', errors: [{ message: 'Row 7 is bad.' }] }),
    });
    expect(came.map(({ refusal }) => [refusal.about, refusal.body, refusal.signature])).toEqual([
      ['row', 'Permutive refused it: Row 7 is bad.', 'Permutive refused it: Row 7 is bad.'],
    ]);
  });

  it('T-3: a 2xx that lists nothing proves nothing of a group that is not of Deletes alone', () => {
    const batch = aBatch(aRun(), wanted('a'), unwanted('b'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: () => accepted([], { items: 'absent' }),
      look: () => shown({ a: fingerprintOf({ name: 'Wanted' }), b: 'absent' }),
    });
    expect(asked).toEqual(['send Create a, Delete b', 'look a b']);
    expect(ends(batch.all)).toEqual({ a: 'created', b: 'deleted' });
  });

  it('T-4: what follows from a conflict is sent twice at most before it is narrowed', () => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'));
    const { asked, came } = play(sendGroup(batch, batch.all), {
      send: () => refused('exists', 409),
      look: (_codes, _way, nth) => shown(nth % 2 === 1 ? { a: old, b: old } : { a: 'absent', b: 'absent' }),
    });
    expect(asked).toEqual([
      'send Create a, Create b',
      'look a b',
      'send Update a, Update b',
      'look a b',
      'send Create a, Create b',
    ]);
    expect(came).toHaveLength(1);
  });

  it('D-5: an accepted group lets a size that was too slow grow again', () => {
    const size = new BatchSize(1_000);
    size.tooSlow(400);
    for (let at = 0; at < 5; at += 1) {
      const batch = aBatch(aRun({ size }), wanted('a'));
      play(sendGroup(batch, batch.all));
    }
    expect(size.limit).toBe(400);
  });
});

describe('deletions that were accepted', () => {
  const gone = (run: Run, still: (code: string, nth: number) => boolean) => {
    const batch = aBatch(run, ...['a', 'b', 'c'].map((code) => unwanted(code)));
    const { asked } = play(sendGroup(batch, batch.all), {
      look: (codes, _way, nth) =>
        shown(Object.fromEntries(codes.map((code) => [code, still(code, nth) ? old : 'absent']))),
    });
    return { asked, told: ends(batch.all) };
  };
  const done = { a: 'deleted', b: 'deleted', c: 'deleted' };

  it('T-3: are in effect when the one that is looked at is', () => {
    expect(gone(aRun(), () => false)).toEqual({
      asked: ['send Delete a, Delete b, Delete c', 'look by code a'],
      told: done,
    });
    const run = aRun();
    run.learned.deletions = 1;
    expect(gone(run, () => true).asked).toEqual(['send Delete a, Delete b, Delete c']);
  });

  it('T-3: need not be listed by an answer to nothing but Deletes', () => {
    const batch = aBatch(aRun(), unwanted('a'), unwanted('b'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: () => accepted([], { items: 'absent' }),
      look: () => shown({ a: 'absent' }),
    });
    expect(asked).toEqual(['send Delete a, Delete b', 'look by code a']);
    expect(ends(batch.all)).toEqual({ a: 'deleted', b: 'deleted' });
  });

  it('T-3: are all looked at when the one is not in effect, and those that are not are sent once more', () => {
    const { asked, told } = gone(aRun(), (code, nth) => code !== 'b' && nth < 7);
    expect(asked.slice(0, 6)).toEqual([
      'send Delete a, Delete b, Delete c',
      'look by code a',
      'wait 10000',
      'look by code a',
      'look by code b c',
      'wait 10000',
    ]);
    expect(asked.filter((ask) => ask.startsWith('send')).at(-1)).toBe('send Delete a, Delete c');
    expect(told).toEqual(done);
  });
});

describe('what needs no sending', () => {
  const knowing = (mode: Run['mode'], known: ReturnType<typeof fingerprintOf> | 'absent', change = wanted('a')) => {
    const run = aRun({ mode });
    Object.assign(run.observer, { listed: true });
    run.observer.note('a', known);
    const batch = aBatch(run, change);
    const { asked } = play(sendGroup(batch, batch.all));
    return { asked, told: ends(batch.all)['a'], reconciled: batch.reconciled };
  };

  it('T-5: is what is known to be as wanted', () => {
    const none = { asked: [], told: 'unchanged', reconciled: 1 };
    expect(knowing('upsert', fingerprintOf({ name: 'Wanted' }))).toEqual(none);
    expect(knowing('mirror', 'absent', unwanted('a'))).toEqual(none);
    expect(knowing('upsert', old)).toMatchObject({ asked: ['send Update a'], told: 'updated', reconciled: 0 });
  });

  it('P-1: in add mode is a code that is taken', () => {
    expect(knowing('add', old)).toEqual({ asked: [], told: 'duplicate_segment_code', reconciled: 1 });
  });

  it('S-4, S-5: a default name is a name too', () => {
    expect(knowing('upsert', 'absent', { ...wanted('a'), name: undefined } as ReturnType<typeof wanted>).asked).toEqual(
      ['send Create a'],
    );
  });

  it('T-1: a fact is not sent', () => {
    const batch = aBatch(aRun(), wanted('a'));
    for (const one of batch.all) batch.succeed(one, 'created');
    expect(play(sendGroup(batch, batch.all)).asked).toEqual([]);
  });

  it('T-3: what an earlier sending has brought about is kept as its outcome while its values are made sure of', () => {
    const batch = aBatch(aRun(), wanted('a'));
    const [first] = batch.all;
    if (first === undefined) throw new Error('It has one.');
    first.sentAt = SENT_AT;
    batch.apply(first, { is: 'unanswered', sent: 'Create', why: 'answer_lost', error: undefined });
    batch.apply(first, { is: 'seen', known: { ...old, updatedAt: SENT_AT + 100 } });
    const { asked } = play(sendGroup(batch, batch.all));
    expect([asked, first.did, ends(batch.all)]).toEqual([['send Update a'], 'created', { a: 'created' }]);
  });
});

describe('codes that Permutive takes for one', () => {
  it('T-3: are sent one after the other, and the second is settled by what the first brought about', () => {
    const run = aRun();
    run.observer.learnFolding('News');
    const batch = aBatch(run, wanted('News'), wanted('NEWS'), wanted('news', 'Other'), wanted('sport'));
    const { asked } = play(sendGroup(batch, batch.all));
    expect(asked).toEqual(['send Create News, Create sport']);
    expect(ends(batch.all)).toEqual({
      News: 'created',
      NEWS: 'unchanged',
      news: 'duplicate_segment_code',
      sport: 'created',
    });
  });

  it('T-3: and one that is to be deleted goes out after the other', () => {
    const run = aRun();
    run.observer.learnFolding('News');
    const batch = aBatch(run, wanted('News'), unwanted('NEWS'));
    expect(play(sendGroup(batch, batch.all), { look: () => shown({ NEWS: 'absent' }) }).asked.slice(0, 2)).toEqual([
      'send Create News',
      'send Delete NEWS',
    ]);
  });

  it('T-3: and are learned to be so by the part before are sent one after the other too', () => {
    const run = aRun({ size: new BatchSize(2) });
    const batch = aBatch(run, wanted('a'), wanted('b'), wanted('News'), wanted('NEWS', 'Other'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group) => {
        run.observer.learnFolding('a');
        return accepted(group);
      },
    });
    expect(asked).toEqual(['send Create a, Create b', 'send Create News']);
    expect(ends(batch.all)).toMatchObject({ News: 'created', NEWS: 'duplicate_segment_code' });
  });

  it('T-3: are two where it does not', () => {
    const batch = aBatch(aRun(), wanted('News'), wanted('NEWS'));
    expect(play(sendGroup(batch, batch.all)).asked).toEqual(['send Create News, Create NEWS']);
  });
});

describe('two spellings of a code that Permutive folds', () => {
  const following = (done: ReturnType<typeof wanted>, change: ReturnType<typeof wanted>) => {
    const run = aRun();
    const earlier = aBatch(run, done);
    for (const each of earlier.all) earlier.succeed(each, 'created');
    rememberBroughtAbout(run.learned, earlier.all);
    run.observer.learnFolding('News');
    const batch = aBatch(run, change);
    const settled = batch.all.map((one) => settleTwin(batch, one));
    return { settled, told: ends(batch.all)[change.code], standing: batch.all[0]?.standing };
  };

  it('T-3: one is settled by what the other brought about', () => {
    expect(following(wanted('News'), wanted('NEWS'))).toMatchObject({ settled: [true], told: 'unchanged' });
    const other = following(wanted('News', 'One'), wanted('NEWS', 'Two'));
    expect(other).toMatchObject({ settled: [true], told: 'duplicate_segment_code' });
    expect(other.standing).toMatchObject({
      resolution: { error: { field: 'segment_code', message: expect.stringContaining('takes NEWS and News for one') } },
    });
  });

  it('T-3: a deletion, the same spelling and another code are not', () => {
    expect(following(wanted('News'), wanted('News'))).toMatchObject({ settled: [false], told: 'unsent' });
    expect(following(wanted('News'), wanted('Sport'))).toMatchObject({ settled: [false] });
    expect(following(wanted('News'), unwanted('NEWS'))).toMatchObject({ settled: [false] });
  });

  it('T-3: two that differ in case are two where Permutive takes forms alone for one', () => {
    const run = aRun();
    run.learned.broughtAbout.set('news', { code: 'News', as: fingerprintOf({ name: 'Wanted' }) });
    Object.assign(run.observer, { folds: 'form' });
    const batch = aBatch(run, wanted('NEWS'));
    expect(batch.all.map((one) => settleTwin(batch, one))).toEqual([false]);
  });
});
