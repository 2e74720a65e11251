import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { deletionsNotInEffect, deletionsToLookAt, vouchesForAll } from '../../connector/recover/accepted.ts';
import { nothingLearned } from '../../connector/recover/learned.ts';
import { sendGroup } from '../../connector/recover/send-group.ts';
import { aBatch, accepted, aRun, ends, play, SENT_AT, STALE, shown, unwanted, wanted } from '../support/step-play.ts';

const answerOf = (verdict: ReturnType<typeof accepted>) => {
  if (verdict.kind !== 'success') throw new Error('It is a success.');
  return verdict.answer;
};

describe('an answer that vouches for a whole batch', () => {
  const changes = [wanted('a'), wanted('b'), unwanted('c')];
  const vouches = (...of: Parameters<typeof accepted>) => vouchesForAll(changes, answerOf(accepted(...of)), SENT_AT);

  it('T-3: lists every wanted segment as wanted, in any order', () => {
    expect(vouches([{ code: 'b' }, { code: 'a' }])).toBe(true);
    expect(vouches([{ code: 'a' }, { code: 'b' }], { status: 201 })).toBe(true);
    expect(vouches([{ code: 'a' }, { code: 'b' }, { code: 'a' }])).toBe(true);
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

describe('what an accepted answer lists', () => {
  const sent = (mode: 'add' | 'upsert', items: Parameters<typeof accepted>[0], later = items) => {
    const run = aRun({ mode });
    const batch = aBatch(run, wanted('a', 'Wanted', { cpm: 1.234 }));
    const { asked } = play(sendGroup(batch, batch.all), { send: (_, nth) => accepted(nth === 1 ? items : later) });
    return { run, asked, told: ends(batch.all) };
  };
  const rounded = [{ code: 'a', cpm: 1.23 }];

  it('T-3: kept otherwise is made sure of with one Update, and is a success', () => {
    const { asked, told, run } = sent('upsert', rounded);
    expect(asked).toEqual(['send Create a', 'send Update a']);
    expect(told).toEqual({ a: 'created' });
    expect(run.warnings).toEqual(['Permutive keeps other values of cpm than it is sent.']);
  });

  it('T-3: what is listed in two ways contradicts itself, and is read back', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'), wanted('b'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: (group, nth) =>
        accepted(nth === 1 ? [{ code: 'a' }, { code: 'a', name: 'Old', updated_at: STALE }, { code: 'b' }] : group),
      look: (codes) => shown(Object.fromEntries(codes.map((code) => [code, fingerprintOf({ name: 'Wanted' })]))),
    });
    expect(asked).toEqual(['send Create a, Create b', 'look a']);
    expect(ends(batch.all)).toEqual({ a: 'created', b: 'created' });
  });

  it('T-3: add takes it as it is', () => {
    expect(sent('add', rounded)).toMatchObject({ asked: ['send Create a'], told: { a: 'created' } });
  });

  it('T-3: an operation that was not carried out is sent once more, as an Update', () => {
    const { asked, told } = sent('upsert', [{ code: 'a', cpm: 9, updated_at: STALE }], [{ code: 'a', cpm: 1.234 }]);
    expect(asked).toEqual(['send Create a', 'send Update a']);
    expect(told).toEqual({ a: 'updated' });
  });

  it('T-3: what is still listed as before is unknown; in add mode the code is taken', () => {
    const stale = [{ code: 'a', cpm: 9, updated_at: STALE }];
    expect(sent('upsert', stale).told).toEqual({ a: 'outcome_unknown' });
    expect(sent('add', stale).told).toEqual({ a: 'duplicate_segment_code' });
  });

  it('T-3: without a time nobody can tell whether other values are kept otherwise', () => {
    const untold = [{ code: 'a', cpm: 9, updated_at: '' }];
    expect(sent('upsert', untold)).toMatchObject({
      asked: ['send Create a', 'send Update a'],
      told: { a: 'outcome_unknown' },
    });
    expect(sent('add', untold).told).toEqual({ a: 'outcome_unknown' });
  });

  it('T-3: another spelling of the code is the same segment, told once', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('News'), wanted('Sport'));
    const { asked } = play(sendGroup(batch, batch.all), {
      send: () => accepted([{ code: 'news' }, { code: 'sport' }]),
    });
    expect(asked).toHaveLength(1);
    expect(ends(batch.all)).toEqual({ News: 'created', Sport: 'created' });
    expect(run.observer.spellingOf('News')).toBe('news');
    expect(run.warnings).toHaveLength(1);
  });

  it('T-3: a second spelling of what was brought about with other values is a duplicate', () => {
    const run = aRun();
    const [first, second] = [aBatch(run, wanted('News', 'One')), aBatch(run, wanted('NEWS', 'Two'))];
    play(sendGroup(first, first.all), { send: () => accepted([{ code: 'news', name: 'One' }]) });
    play(sendGroup(first, first.all)); // A batch that is taken up again remembers what it brought about.
    const { asked } = play(sendGroup(second, second.all));
    expect({ asked, told: ends(second.all) }).toEqual({ asked: [], told: { NEWS: 'duplicate_segment_code' } });
  });
});

describe('accepted deletions', () => {
  it('T-3: the first of a run and one in a thousand are looked at; every one once one was not in effect', () => {
    const learned = nothingLearned();
    const changes = Array.from({ length: 2_500 }, (_, at) => unwanted(`c${at}`));
    expect(deletionsToLookAt(learned, changes)).toEqual(['c0', 'c1000', 'c2000']);
    learned.doubtsDeletions = true;
    expect(deletionsToLookAt(learned, changes.slice(0, 3))).toEqual(['c0', 'c1', 'c2']);
  });

  it('T-3: one that is still there is looked at once more before it is believed', () => {
    const there = { a: fingerprintOf({ name: 'A' }) };
    const lagging = play(deletionsNotInEffect(aRun(), ['a']), {
      look: (_codes, _way, nth) => shown(nth === 1 ? there : { a: 'absent' }),
    });
    expect(lagging).toMatchObject({ came: [], asked: ['look by code a', 'wait 10000', 'look by code a'] });
    const run = aRun();
    expect(play(deletionsNotInEffect(run, ['a']), { look: () => shown(there) }).came).toEqual(['a']);
    expect(run.learned.doubtsDeletions).toBe(true);
  });

  it('T-3: a look that tells nothing does not overrule the write path', () => {
    expect(play(deletionsNotInEffect(aRun(), ['a']), { look: () => shown({}) }).came).toEqual([]);
  });
});
