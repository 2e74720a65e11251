import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { resolveBatch, toldAtStop, vouchesForAll } from '../../connector/recover/batch.ts';
import type { Run } from '../../connector/recover/learned.ts';
import type { Refusal, Standing } from '../../connector/recover/standing.ts';
import { BatchSize } from '../../connector/send/batch-size.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import {
  type Answers,
  accepted,
  answerOf,
  aRun,
  endOf,
  ends,
  exhausted,
  failing,
  play,
  refused,
  resolved,
  SENT_AT,
  STALE,
  shown,
  unwanted,
  wanted,
} from '../support/step-play.ts';
import { refusal, STANDINGS } from './standings.ts';

const there = fingerprintOf({ name: 'Wanted' });
const seen = (name: string, ms: number) => ({ ...fingerprintOf({ name }), updatedAt: SENT_AT + ms });
const looks = (known: (code: string, nth: number) => Known): NonNullable<Answers['look']> => {
  return (codes, _way, nth) => shown(Object.fromEntries(codes.map((code) => [code, known(code, nth)])));
};

/** Resolves a batch of these changes. */
const played = (run: Run, changes: readonly SegmentChange[], answers: Answers = {}) => {
  const { facts, ...rest } = play(resolveBatch(run, changes, 7), answers);
  return { ...rest, facts, told: ends(facts) };
};

const at = (ms: number) => new Date(SENT_AT + ms).toISOString();

describe('an answer that vouches for a whole batch', () => {
  const changes = [wanted('a'), wanted('b'), unwanted('c')];
  const vouches = (...of: Parameters<typeof accepted>) => vouchesForAll(changes, answerOf(accepted(...of)), SENT_AT);

  it('T-3: lists every wanted segment as wanted, in any order', () => {
    expect(vouches([{ code: 'b' }, { code: 'a' }])).toBe(true);
    expect(vouches([{ code: 'a' }, { code: 'b' }], { status: 201 })).toBe(true);
    expect(vouches([{ code: 'a' }, { code: 'b' }, { code: 'a' }])).toBe(true);
  });

  it('T-3: may list what changed up to two seconds before the request, and what it tells no time of', () => {
    expect(
      vouches([
        { code: 'a', updated_at: at(-2_000) },
        { code: 'b', updated_at: '' },
      ]),
    ).toBe(true);
    expect(vouches([{ code: 'a', updated_at: at(-2_001) }, { code: 'b' }])).toBe(false);
  });

  it('T-3: to Deletes alone need not list them; beside others it must list something', () => {
    const silent = answerOf(accepted([], { items: 'absent' }));
    expect(vouchesForAll([unwanted('a'), unwanted('b')], silent, SENT_AT)).toBe(true);
    expect(vouchesForAll([unwanted('a'), wanted('b')], silent, SENT_AT)).toBe(false);
  });

  it.each([
    ['lacks one', [{ code: 'a' }], {}],
    ['shows another value', [{ code: 'a', name: 'Other' }, { code: 'b' }], {}],
    ['shows one that did not change', [{ code: 'a', updated_at: STALE }, { code: 'b' }], {}],
    ['shows one in two ways', [{ code: 'a' }, { code: 'b' }, { code: 'a', name: 'Old', updated_at: STALE }], {}],
    ['shows one in two ways, out of order', [{ code: 'b' }, { code: 'a', name: 'Old' }, { code: 'a' }], {}],
    ['is 202', [{ code: 'a' }, { code: 'b' }], { status: 202 }],
    ['holds an error', [{ code: 'a' }, { code: 'b' }], { errors: [{ message: 'No' }] }],
    ['lists nothing', [], { items: 'absent' as const }],
  ])('T-3: one that %s does not', (_how, items, more) => {
    expect(vouches(items, more)).toBe(false);
  });
});

describe('a batch that its first answer vouches for', () => {
  it('T-3: is told at once, as it was asked for, with its number', () => {
    const { asked, sendings, facts } = played(aRun(), [wanted('a'), wanted('b')]);
    expect([asked, facts]).toEqual([['send Create a, Create b', 'tell all 2'], []]);
    expect(sendings).toEqual([{ batch: 7 }]);
  });

  it('D-5: lets a size that was too slow grow again', () => {
    const size = new BatchSize(1_000);
    size.tooSlow(400);
    for (let at = 0; at < 5; at += 1) played(aRun({ size }), [wanted('a')]);
    expect(size.limit).toBe(400);
  });

  it('T-4: is remembered in add mode for two seconds, and in no other', () => {
    for (const mode of ['add', 'upsert'] as const) {
      const run = aRun({ mode });
      played(run, [wanted('a')]);
      expect(run.learned.recent.has('a', SENT_AT + 2_000)).toBe(mode === 'add');
    }
  });

  it('T-3: is looked at where a deletion in it is to be, and opened where that is not in effect', () => {
    const gone = played(aRun(), [wanted('a'), unwanted('b')], { look: looks(() => 'absent') });
    expect(gone.asked).toEqual(['send Create a, Delete b', 'look by code b', 'tell all 2']);
    const still = played(aRun(), [wanted('a'), unwanted('b')], {
      look: looks((code) => (code === 'b' ? there : 'absent')),
    });
    expect(still.asked).not.toContain('tell all 2');
    expect(still.told).toEqual({ a: 'created', b: 'outcome_unknown' });
  });
});

describe('a batch that is compared before it is sent', () => {
  it('T-3: is one in a run that has seen codes folded', () => {
    const run = aRun();
    run.observer.learnFolding('News');
    const { asked, told } = played(run, [wanted('News'), wanted('NEWS')]);
    expect([asked, told]).toEqual([['send Create News'], { News: 'created', NEWS: 'unchanged' }]);
    expect([...run.learned.broughtAbout.keys()]).toEqual(['news']);
    played(run, [wanted('sport')]);
    expect([...run.learned.broughtAbout.keys()]).toEqual(['news', 'sport']);
  });

  it('D-5: is one that is larger than may be sent at a time', () => {
    const { asked } = played(aRun({ size: new BatchSize(2) }), [wanted('a'), wanted('b'), wanted('c')]);
    expect(asked).toEqual(['send Create a, Create b', 'send Create c']);
    expect(played(aRun({ size: new BatchSize(3) }), [wanted('a'), wanted('b'), wanted('c')]).asked).toHaveLength(2);
  });

  it('T-9: is one in a run that is stopped, and is not sent', () => {
    expect(played(aRun({ cancel: AbortSignal.abort() }), [wanted('a')])).toMatchObject({
      asked: [],
      told: { a: 'cancelled' },
    });
    const fatal = errorDetail('authentication_failed');
    expect(played(aRun({ fatal }), [wanted('a')])).toMatchObject({ asked: [], told: { a: 'authentication_failed' } });
  });
});

describe('what a batch leaves in doubt', () => {
  const lost = (_: unknown, nth: number) => (nth === 1 ? exhausted('lost') : accepted([{ code: 'a' }]));

  it('T-4: is looked for twice, and has succeeded when it is there', () => {
    const late = played(aRun(), [wanted('a')], {
      send: lost,
      look: looks((_code, nth) => (nth === 1 ? 'absent' : seen('Wanted', 100))),
    });
    expect([late.asked.slice(1), late.told]).toEqual([['look a', 'wait 10000', 'look a'], { a: 'created' }]);
    const before = played(aRun(), [wanted('a')], { send: lost, look: looks(() => seen('Wanted', -60_000)) });
    expect([before.asked.slice(1), before.told]).toEqual([['look a'], { a: 'unchanged' }]);
  });

  it('T-7: is looked for once where narrowing has given it up, and where a 5xx was seen to mean no', () => {
    const run = aRun();
    run.learned.narrowingSpent = 600;
    const many = Array.from({ length: 32 }, (_, at) => wanted(`c${at}`));
    const givenUp = played(run, many, {
      send: (group) => (group.some(({ code }) => code === 'c1') ? refused() : accepted(group)),
      look: looks(() => 'absent'),
    });
    expect(givenUp.asked.filter((ask) => !ask.startsWith('send'))).toEqual(['look c0 c1']);
    expect([givenUp.told['c0'], givenUp.told['c1'], givenUp.told['c2']]).toEqual([
      'not_isolated',
      'not_isolated',
      'created',
    ]);
    const inConflict = aRun();
    inConflict.learned.narrowingSpent = 600;
    const read = played(inConflict, many, {
      send: (group) => {
        if (group.length === many.length) return refused();
        return group.some(({ code }) => code === 'c1') ? refused('already exists', 409) : accepted(group);
      },
      look: looks(() => 'absent'),
    });
    expect([read.asked.includes('wait 10000'), read.told['c1']]).toEqual([false, 'not_isolated']);
    const failed = aRun();
    failed.learned.failuresShow = false;
    const once = played(failed, [wanted('a')], { send: failing, look: looks(() => 'absent') });
    expect([once.asked.slice(1), once.told]).toEqual([['look a'], { a: 'service_unavailable' }]);
  });

  it('T-2: and is read to be absent at last, after an answer that says nothing, is unknown', () => {
    const { told } = played(aRun(), [wanted('a')], {
      send: () => accepted([], { items: 'absent' }),
      look: looks((_code, nth) => (nth <= 4 ? 'unlisted' : 'absent')),
    });
    expect(told).toEqual({ a: 'outcome_unknown' });
  });

  it('T-4: is looked for twice where it was refused in company and a 429 came instead of narrowing', () => {
    const { asked } = played(aRun(), [wanted('a'), wanted('b')], {
      send: (_group, nth) => (nth === 1 ? refused() : exhausted('none')),
      look: looks(() => 'absent'),
    });
    expect(asked.slice(-3)).toEqual(['look a b', 'wait 10000', 'look a b']);
  });

  it('T-4: is not looked for where it was seen as wanted already', () => {
    const run = aRun();
    const { asked, told } = played(run, [wanted('a'), wanted('b')], {
      send: (group) => (group.every(({ code }) => code === 'b') ? exhausted('lost') : refused()),
      look: (_codes, _way, nth) => {
        // The second look, at what was refused, is a listing.
        Object.assign(run.observer, { listed: nth === 2 });
        run.observer.note('b', there);
        return shown({ a: 'absent' }, nth === 2);
      },
    });
    expect(asked.slice(3)).toEqual(['send Create b', 'wait 10000', 'look a']);
    expect(told).toEqual({ a: 'rejected_by_permutive', b: 'created' });
  });

  it('T-4: has nothing more read of it than it takes to know that it may still be running', () => {
    const running = (_: unknown, nth: number) => (nth === 1 ? exhausted('running') : accepted([{ code: 'a' }]));
    const unseen = played(aRun(), [wanted('a')], { send: running, look: looks(() => 'absent') });
    expect(unseen.facts[0]?.standing).toMatchObject({
      resolution: { error: { code: 'outcome_unknown', message: expect.stringContaining('it may still be running.') } },
    });
    const otherwise = played(aRun({ mode: 'upsert' }), [wanted('a')], {
      send: running,
      look: looks(() => seen('Other', -60_000)),
    });
    expect(otherwise.told).toEqual({ a: 'outcome_unknown' });
  });

  it('T-3: with other values and changed since is this run’s work: made sure of with one Update', () => {
    const { asked, told } = played(aRun(), [wanted('a')], {
      send: lost,
      look: looks(() => seen('Kept', 100)),
    });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Create a', 'send Update a']);
    expect(told).toEqual({ a: 'created' });
  });

  it('T-3: and where that Update is refused, is not told as failed, for it is in effect', () => {
    const { told, facts } = played(aRun(), [wanted('a')], {
      send: (_group, nth) => (nth === 1 ? exhausted('lost') : refused('Too dear', 422)),
      look: looks(() => seen('Kept', 100)),
    });
    expect(told).toEqual({ a: 'outcome_unknown' });
    expect(JSON.stringify(facts[0]?.standing)).toContain('making sure of them failed. Too dear');
  });

  it('T-3: is made sure of once, whatever becomes of that', () => {
    const { asked } = played(aRun(), [wanted('a')], {
      send: () => exhausted('lost'),
      look: looks((_code, nth) => seen('Kept', 100 * nth)),
    });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Create a', 'send Update a']);
  });

  it('T-3: is unknown where nobody can tell what became of that Update', () => {
    const { asked, told } = played(aRun(), [wanted('a')], {
      send: (_group, nth) => ({ ...exhausted('lost'), sentAt: SENT_AT + (nth - 1) * 60_000 }),
      look: looks(() => seen('Kept', 100)),
    });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Create a', 'send Update a']);
    expect(told).toEqual({ a: 'outcome_unknown' });
  });

  it('T-9: is told as far as it is known when the run is stopped while it is looked for', () => {
    const run = aRun();
    const { told, asked } = played(run, [wanted('a'), wanted('b')], {
      send: () => exhausted('lost'),
      look: (codes) => {
        run.fatal = errorDetail('authentication_failed');
        return shown(Object.fromEntries(codes.map((code) => [code, code === 'a' ? seen('Wanted', 100) : 'absent'])));
      },
    });
    expect([told, asked.length]).toEqual([{ a: 'created', b: 'outcome_unknown' }, 2]);
  });

  it('T-4: in add mode, what was brought about is remembered by when it was sent', () => {
    const run = aRun({ mode: 'add' });
    played(run, [wanted('a'), wanted('b')], {
      send: () => exhausted('lost'),
      look: looks((code) => (code === 'a' ? seen('Wanted', 100) : 'absent')),
    });
    expect([run.learned.recent.has('a', SENT_AT + 2_000), run.learned.recent.has('b', SENT_AT + 2_000)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('a row that was refused after a lost answer', () => {
  it('T-2, D-6: has succeeded where the last that was read before the run was stopped shows it in effect', () => {
    const error = errorDetail('authentication_failed');
    const denied = { ...exhausted(), kind: 'denied', error } as never; // A verdict without an answer.
    const { told } = played(aRun(), [wanted('a')], {
      send: () => ({ ...refused('No', 422), trail: 'lost' }),
      look: (_codes, _way, nth) =>
        nth === 1 ? shown({ a: 'absent' }) : { ...shown({ a: seen('Wanted', 100) }), failure: denied },
    });
    expect(told).toEqual({ a: 'created' });
  });
});

describe('a batch that is in conflict', () => {
  it('T-4: goes out twice more as what is read asks for, before it is narrowed', () => {
    const { asked, told } = played(aRun(), [wanted('a'), wanted('b')], {
      send: (group, nth) => (nth < 3 ? refused('exists', 409) : accepted(group)),
      look: looks((_code, nth) => (nth === 1 ? seen('Old', -60_000) : 'absent')),
    });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual([
      'send Create a, Create b',
      'send Update a, Update b',
      'send Create a, Create b',
    ]);
    expect(told).toEqual({ a: 'created', b: 'created' });
  });
});

describe('what was refused and contradicts what can be read', () => {
  it('T-4: is sent once more, and is then unknown', () => {
    const { told, sent } = resolved(aRun(), 1, () => refused('already exists', 409));
    expect({ told, sent }).toEqual({ told: { c0: 'outcome_unknown' }, sent: 2 });
  });
});

describe('a batch without an answer', () => {
  it('T-2: what is unknown is not taken from an older listing by a later batch', () => {
    const run = aRun();
    Object.assign(run.observer, { listed: true });
    run.observer.note('c0', 'absent');
    expect(resolved(run, 1, () => exhausted('running')).told).toEqual({ c0: 'outcome_unknown' });
    expect(run.observer.known('c0')).toBeUndefined();
  });

  it('T-4: a lost answer is looked for twice, and is then not in effect', () => {
    expect(resolved(aRun(), 2, () => exhausted('lost')).told).toEqual({ c0: 'network_error', c1: 'network_error' });
  });

  it('T-4: what may still be running is unknown', () => {
    expect(resolved(aRun(), 1, () => exhausted('running')).told).toEqual({ c0: 'outcome_unknown' });
  });

  it('T-5: a batch is compared before it is sent, once the import was listed', () => {
    const run = aRun();
    const { observer } = run;
    Object.assign(observer, { listed: true });
    observer.note('c0', fingerprintOf({ name: 'Wanted' }));
    expect(resolved(run, 1, (group) => accepted(group))).toEqual({ sent: 0, told: { c0: 'unchanged' } });
  });
});

describe('what is told at a stop', () => {
  it('D-6: what a denied batch held is not in effect, and fails with the denial', () => {
    const denied = { ...exhausted('none'), kind: 'denied', error: errorDetail('authentication_failed') } as const;
    expect(resolved(aRun(), 2, () => denied).told).toEqual({
      c0: 'authentication_failed',
      c1: 'authentication_failed',
    });
  });

  const stop = errorDetail('cancelled');
  const told = (standing: Standing, inEffect = false) => {
    return endOf(toldAtStop(standing, stop, () => (inEffect ? 'created' : undefined)));
  };

  it('T-9: each standing has its own word', () => {
    expect(told(STANDINGS.unsent)).toBe('cancelled');
    expect(told(STANDINGS.doubtful)).toBe('outcome_unknown');
    expect(told(STANDINGS.refused)).toBe('outcome_unknown');
    expect(told({ ...STANDINGS.read, why: undefined })).toBe('cancelled');
    expect(told({ ...STANDINGS.read, why: undefined, known: 'absent', refusal })).toBe('rejected_by_permutive');
    expect(told(STANDINGS.read, true)).toBe('created');
    expect(told(STANDINGS.fact)).toBe('created');
  });

  it('T-4: what may come yet, or may not be shown yet, is unknown, although it was read once', () => {
    for (const why of ['still_running', 'answer_lost', 'not_shown', 'server_failed', 'refused_in_company'] as const)
      expect(told({ ...STANDINGS.read, why })).toBe('outcome_unknown');
    expect(told({ ...STANDINGS.read, known: 'unlisted' })).toBe('outcome_unknown');
  });

  it('T-4: a conflict that the read contradicts is unknown; one that it explains is not in effect', () => {
    const conflict: Refusal = { ...refusal, about: 'conflict' };
    const read = { ...STANDINGS.read, why: undefined, refusal: conflict };
    expect(told({ ...read, known: 'absent' })).toBe('outcome_unknown');
    expect(told(read)).toBe('cancelled');
  });

  it('T-9: nothing that was sent is told to have been cancelled before it was sent', () => {
    const resolution = toldAtStop({ ...STANDINGS.read, why: undefined }, stop, () => undefined);
    expect(resolution).toMatchObject({ error: { message: expect.not.stringContaining('before the row was sent') } });
  });

  it('T-9: what was read and never sent was stopped before it was sent, whatever was read', () => {
    for (const known of ['absent', 'unlisted', there] as const) {
      const standing = { ...STANDINGS.read, sent: undefined, why: undefined, known };
      expect(toldAtStop(standing, stop, () => undefined)).toEqual({ is: 'failed', error: stop });
    }
  });

  it('D-6: what was sent and is not in effect fails with what has stopped the run', () => {
    const denied = errorDetail('authentication_failed');
    const resolution = toldAtStop({ ...STANDINGS.read, why: undefined }, denied, () => undefined);
    expect(resolution).toEqual({ is: 'failed', error: denied });
  });
});
