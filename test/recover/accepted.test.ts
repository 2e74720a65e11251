import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import {
  conclude,
  deletionsNotInEffect,
  deletionsToLookAt,
  isAccepted,
  settleKeptOtherwise,
  settleListed,
  settleOurs,
  settleTaken,
  settleWaiting,
} from '../../connector/recover/accepted.ts';
import { nothingLearned, type Run } from '../../connector/recover/learned.ts';
import type { OpenBatch, OpenChange } from '../../connector/recover/open-batch.ts';
import { sendGroup } from '../../connector/recover/send-group.ts';
import type { Doubt } from '../../connector/recover/standing.ts';
import {
  aBatch,
  accepted,
  answerOf,
  aRun,
  ends,
  exhausted,
  play,
  SENT_AT,
  STALE,
  shown,
  unwanted,
  wanted,
} from '../support/step-play.ts';

const seen = (name: string, ms?: number, more: { cpm?: number } = {}) => ({
  ...fingerprintOf({ name, ...more }),
  updatedAt: ms === undefined ? 0 : SENT_AT + ms,
});

/** A batch whose changes went out at the play's time. */
function sentOut(run: Run, ...changes: Parameters<typeof aBatch>[1][]): OpenBatch {
  const batch = aBatch(run, ...changes);
  for (const one of batch.all) one.sentAt = SENT_AT;
  return batch;
}

const firstOf = ({ all: [one] }: OpenBatch): OpenChange => {
  if (one === undefined) throw new Error('It has one.');
  return one;
};

describe('an answer', () => {
  const form = (of: { status?: number; body?: 'read' | 'empty' | 'too_long'; items?: unknown[] | undefined }) => ({
    status: 200,
    body: 'read' as const,
    items: [{}] as unknown[] | undefined,
    errors: [],
    requestId: undefined,
    ...of,
  });

  it('T-3: settles what it lists when it is a 200 or 201 that lists something, without an error', () => {
    expect([isAccepted(form({}), false), isAccepted(form({ status: 201 }), false)]).toEqual([true, true]);
    const others = [{ status: 202 }, { status: 204 }, { body: 'empty' as const }, { items: [] }, { items: undefined }];
    for (const other of others) expect(isAccepted(form(other), false)).toBe(false);
    expect(isAccepted({ ...form({}), errors: [{ code: undefined, index: undefined, message: '' }] }, false)).toBe(
      false,
    );
  });

  it('T-3: to Deletes alone need not list anything', () => {
    expect([isAccepted(form({ items: [] }), true), isAccepted(form({ items: undefined }), true)]).toEqual([true, true]);
    expect(isAccepted(form({ status: 204 }), true)).toBe(false);
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

describe('what an answer lists, code by code', () => {
  const listing = (run: Run, changes: Parameters<typeof aBatch>[1][], items: Parameters<typeof accepted>[0]) => {
    const batch = sentOut(run, ...changes);
    const left = settleListed(batch, batch.all, answerOf(accepted(items)));
    const codes = (all: readonly { readonly change: { readonly code: string } }[]) =>
      all.map(({ change }) => change.code);
    return {
      batch,
      told: ends(batch.all),
      unlisted: codes(left.unlisted),
      again: codes(left.again),
      waiting: codes(left.waiting.map(({ one }) => one)),
    };
  };

  it('T-3: settles wanted segments alone; what it lacks is left, deletions are not looked for in it', () => {
    const { told, unlisted, batch } = listing(aRun(), [wanted('a'), wanted('b'), unwanted('c')], [{ code: 'a' }]);
    expect([told, unlisted, batch.accepted]).toEqual([{ a: 'created', b: 'unsent', c: 'unsent' }, ['b'], 1]);
  });

  it('T-3: a Create of what is as wanted and did not change was ignored: unchanged; an Update is not', () => {
    expect(listing(aRun(), [wanted('a')], [{ code: 'a', updated_at: STALE }]).told).toEqual({ a: 'unchanged' });
    const batch = sentOut(aRun(), wanted('a'));
    firstOf(batch).next = 'Update';
    settleListed(batch, batch.all, answerOf(accepted([{ code: 'a', updated_at: STALE }])));
    expect(ends(batch.all)).toEqual({ a: 'updated' });
  });

  it('T-3: another spelling is taken for one code alone, and what was asked for is never another’s', () => {
    const run = aRun();
    const { told, unlisted } = listing(
      run,
      [wanted('News'), wanted('NEWS'), wanted('sport')],
      [{ code: 'news' }, { code: 'sport' }],
    );
    expect([told, unlisted]).toEqual([{ News: 'created', NEWS: 'unsent', sport: 'created' }, ['NEWS']]);
    expect(run.warnings).toEqual(['Permutive keeps segment codes in another spelling than they are sent in.']);
    const asked = listing(aRun(), [wanted('news'), wanted('News')], [{ code: 'news' }]);
    expect([asked.unlisted, asked.batch.run.observer.folds]).toEqual([['News'], undefined]);
  });

  it('T-3: that codes are folded is warned of once a run', () => {
    const run = aRun();
    listing(run, [wanted('News')], [{ code: 'news' }]);
    listing(run, [wanted('Sport')], [{ code: 'sport' }]);
    expect(run.warnings).toHaveLength(1);
  });
});

describe('an operation that was accepted', () => {
  it('T-5: keeps what a listing told true to it', () => {
    const run = aRun();
    const { observer } = run;
    Object.assign(observer, { listed: true });
    observer.note('a', seen('Old', 5, { cpm: 1 }));
    const batch = aBatch(run, wanted('a'), wanted('b'), unwanted('c'));
    for (const one of batch.all) {
      if (one.change.code === 'a') one.next = 'Update';
      conclude(batch, one);
    }
    expect(['a', 'b', 'c'].map((code) => observer.known(code))).toEqual([
      seen('Wanted', undefined, { cpm: 1 }),
      seen('Wanted'),
      'absent',
    ]);
    expect([ends(batch.all), batch.accepted]).toEqual([{ a: 'updated', b: 'created', c: 'deleted' }, 3]);
  });

  it('T-5: tells nothing to a listing that there was not', () => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'));
    conclude(batch, firstOf(batch));
    Object.assign(run.observer, { listed: true });
    expect(run.observer.known('a')).toBe('unlisted');
  });

  it('T-3: has the outcome of what was done first, where its values were made sure of since', () => {
    const batch = aBatch(aRun(), wanted('a'));
    firstOf(batch).did = 'created';
    firstOf(batch).next = 'Update';
    conclude(batch, firstOf(batch));
    expect(ends(batch.all)).toEqual({ a: 'created' });
  });
});

describe('a segment that is shown with other values', () => {
  const price = (cpm: number) => ({ cpm });
  /** Sent with a price of 1.234, and shown otherwise. */
  function shownOtherwise(mode: 'add' | 'upsert', known: ReturnType<typeof seen>, more: Partial<OpenChange> = {}) {
    const run = aRun({ mode });
    const batch = sentOut(run, wanted('a', 'Wanted', price(1.234)));
    const one = Object.assign(firstOf(batch), more);
    const { again, waiting } = settleKeptOtherwise(batch, [{ one, seen: known }]);
    return { run, one, again: again.length, waiting: waiting.length, told: ends(batch.all)['a'] };
  }
  const rounded = seen('Wanted', 100, price(1.23));
  const stale = seen('Wanted', -60_000, price(9));

  it('T-3: is sent once more the first time, and keeps what was done', () => {
    const { again, told, one, run } = shownOtherwise('upsert', rounded);
    expect([again, told, one.did, one.contradictions, run.warnings]).toEqual([1, 'doubtful', 'created', 0, []]);
    expect(one.standing).toMatchObject({ why: 'not_shown' });
  });

  it('T-3: after an Update, and in add mode, is kept otherwise, which is warned of once', () => {
    for (const { told, run } of [
      shownOtherwise('upsert', rounded, { next: 'Update' }),
      shownOtherwise('add', rounded),
    ]) {
      expect(told).toMatch(/^(created|updated)$/);
      expect([[...run.learned.keptOtherwise], run.warnings]).toEqual([
        ['cpm'],
        ['Permutive keeps other values of cpm than it is sent.'],
      ]);
    }
  });

  it('T-3: of which there are several is warned of once a field', () => {
    const run = aRun({ mode: 'add' });
    const batch = sentOut(run, wanted('a', 'Wanted', price(1.234)), wanted('b', 'Wanted', price(1.234)));
    settleKeptOtherwise(
      batch,
      batch.all.map((one) => ({ one, seen: rounded })),
    );
    expect([ends(batch.all), run.warnings.length]).toEqual([{ a: 'created', b: 'created' }, 1]);
  });

  it('T-3: and unchanged was not carried out: sent once more, then unknown; in add mode its code is taken', () => {
    const first = shownOtherwise('upsert', stale);
    expect([first.again, first.told, first.one.contradictions, first.one.did]).toEqual([1, 'doubtful', 1, undefined]);
    const second = shownOtherwise('upsert', stale, { contradictions: 1 });
    expect([second.again, second.told, second.one.contradictions]).toEqual([0, 'outcome_unknown', 2]);
    expect(JSON.stringify(second.one.standing)).toContain('but shows the segment as it was before.');
    const taken = shownOtherwise('add', stale);
    expect([taken.again, taken.told]).toEqual([0, 'duplicate_segment_code']);
    expect(JSON.stringify(taken.one.standing)).toContain('"field":"segment_code"');
  });

  it('T-3: and is unknown in add mode where an earlier batch has just brought its code about: no time tells the two apart', () => {
    const run = aRun({ mode: 'add' });
    const batch = sentOut(run, wanted('a', 'Wanted', price(1.234)));
    run.learned.recent.note([wanted('a', 'Wanted', price(1.23))], firstOf(batch).sentAt - 1_000);
    settleKeptOtherwise(batch, [{ one: firstOf(batch), seen: rounded }]);
    expect([ends(batch.all), run.warnings]).toEqual([{ a: 'outcome_unknown' }, []]);
  });

  it('T-3: and without a time is made sure of, and is unknown after that, or in add mode', () => {
    const timeless = seen('Wanted', undefined, price(9));
    expect(shownOtherwise('upsert', timeless)).toMatchObject({ again: 1, told: 'doubtful' });
    const unknown = [shownOtherwise('add', timeless), shownOtherwise('upsert', timeless, { next: 'Update' })];
    for (const { again, told, one } of unknown) {
      expect([again, told]).toEqual([0, 'outcome_unknown']);
      expect(JSON.stringify(one.standing)).toContain('Permutive accepted the operation, but shows other values.');
    }
  });

  it('T-3: in a field that is known to be kept otherwise is a success', () => {
    const run = aRun();
    run.learned.keptOtherwise.add('cpm');
    const batch = sentOut(run, wanted('a', 'Wanted', price(1.234)));
    settleKeptOtherwise(batch, [{ one: firstOf(batch), seen: rounded }]);
    expect([ends(batch.all), run.warnings]).toEqual([{ a: 'created' }, []]);
  });

  it('T-3: one asks about a field for all of a group; the others wait, unless another field of theirs differs too', () => {
    const batch = sentOut(aRun(), ...['a', 'b', 'c'].map((code) => wanted(code, 'Wanted', price(1.234))));
    const [a, b, c] = batch.all;
    if (!a || !b || !c) throw new Error('There are three.');
    const { again, waiting } = settleKeptOtherwise(batch, [
      { one: a, seen: rounded },
      { one: b, seen: rounded },
      { one: c, seen: seen('Other', 100, price(1.23)) },
    ]);
    expect([again, waiting.map(({ one }) => one)]).toEqual([[a, c], [b]]);
  });

  it('T-3: what waited is settled when its fields are kept otherwise, else sent once more', () => {
    const waitingFor = (kept: readonly ('cpm' | 'name')[]) => {
      const run = aRun();
      for (const field of kept) run.learned.keptOtherwise.add(field);
      const batch = sentOut(run, wanted('a', 'Wanted', price(1.234)));
      const again = settleWaiting(batch, [{ one: firstOf(batch), seen: seen('Other', 100, price(1.23)) }]);
      return [again.length, ends(batch.all)['a']];
    };
    expect([waitingFor(['cpm', 'name']), waitingFor(['cpm']), waitingFor([])]).toEqual([
      [0, 'created'],
      [1, 'unsent'],
      [1, 'unsent'],
    ]);
  });
});

describe('what is read with other values after a sending that nobody answered', () => {
  function read(known: Exclude<Known, undefined>, more: Partial<OpenChange> = {}, why: Doubt = 'answer_lost') {
    const run = aRun();
    const batch = sentOut(run, wanted('a', 'Wanted', { cpm: 1.234 }));
    const one = Object.assign(firstOf(batch), more);
    batch.apply(one, { is: 'unanswered', sent: one.next, why, error: undefined });
    batch.apply(one, { is: 'seen', known });
    return { run, batch, one, told: () => ends(batch.all)['a'] };
  }
  const rounded = seen('Wanted', 100, { cpm: 1.23 });
  const two = ({ batch, one }: ReturnType<typeof read>) => [batch, one] as const;

  it('T-3, T-4: is this run’s work, and a success where its fields are known to be kept otherwise', () => {
    const { batch, one, run, told } = read(rounded);
    expect([settleOurs(batch, one), told()]).toEqual([false, 'read']);
    run.learned.keptOtherwise.add('cpm');
    expect([settleOurs(batch, one), told(), run.warnings]).toEqual([true, 'created', []]);
  });

  it('T-3: is a success once the Update that makes sure of it has changed it too, and its fields are learned', () => {
    const { batch, one, run, told } = read(rounded, { did: 'created', next: 'Update' });
    expect([settleOurs(batch, one), told()]).toEqual([true, 'created']);
    expect([...run.learned.keptOtherwise]).toEqual(['cpm']);
    expect(settleOurs(...two(read(rounded, { did: 'created' })))).toBe(false); // A Create makes sure of nothing.
    expect(settleOurs(...two(read(rounded, { next: 'Update' })))).toBe(false);
    const before = read(seen('Wanted', -60_000, { cpm: 1.23 }), { did: 'created', next: 'Update' });
    expect(settleOurs(before.batch, before.one)).toBe(false);
  });

  it('T-4: is nobody’s work where it is not there, or did not change since', () => {
    expect(settleOurs(...two(read('absent')))).toBe(false);
    const old = read(seen('Wanted', -60_000, { cpm: 1.23 }));
    old.run.learned.keptOtherwise.add('cpm');
    expect(settleOurs(...two(old))).toBe(false);
    const unsent = aBatch(aRun(), wanted('a'));
    expect(settleOurs(unsent, firstOf(unsent))).toBe(false);
  });

  it('P-1, T-4: in add mode is kept otherwise where it is this run’s work, else its code is taken', () => {
    const ours = read(rounded);
    settleTaken(ours.batch, ours.one);
    expect([ours.told(), ours.run.warnings.length]).toEqual(['created', 1]);
    const before = read(rounded, { did: 'updated' });
    settleTaken(before.batch, before.one);
    expect(before.told()).toBe('updated');
    const taken = read(seen('Other', -60_000));
    settleTaken(taken.batch, taken.one);
    expect([taken.told(), taken.run.warnings]).toEqual(['duplicate_segment_code', []]);
    expect(JSON.stringify(taken.one.standing)).toContain('"field":"segment_code"');
  });
});

describe('accepted deletions', () => {
  const LISTED = { items: [] };
  const failed = (kind: 'exhausted' | 'cancelled' | 'denied') => ({ ...exhausted(), kind }) as never; // A verdict without an answer.

  it('T-3: the first of a run and one in a thousand are looked at; every one once one was not in effect', () => {
    const learned = nothingLearned();
    const changes = Array.from({ length: 2_500 }, (_, at) => unwanted(`c${at}`));
    expect(deletionsToLookAt(learned, changes)).toEqual(['c0', 'c1000', 'c2000']);
    expect(deletionsToLookAt(learned, [wanted('x'), unwanted('y')])).toEqual([]);
    expect(learned.deletions).toBe(2_501); // What is wanted is no deletion.
    learned.doubtsDeletions = true;
    expect(deletionsToLookAt(learned, changes.slice(0, 3))).toEqual(['c0', 'c1', 'c2']);
  });

  it('T-3: one that is still there is looked at once more before it is believed', () => {
    const there = { a: fingerprintOf({ name: 'A' }) };
    const laggard = aRun();
    const lagging = play(deletionsNotInEffect(laggard, ['a'], LISTED), {
      look: (_codes, _way, nth) => shown(nth === 1 ? there : { a: 'absent' }),
    });
    expect(laggard.learned.doubtsDeletions).toBe(false);
    expect(lagging).toMatchObject({ came: [], asked: ['look by code a', 'wait 10000', 'look by code a'] });
    const run = aRun();
    expect(play(deletionsNotInEffect(run, ['a'], LISTED), { look: () => shown(there) }).came).toEqual(['a']);
    expect(run.learned.doubtsDeletions).toBe(true);
  });

  it('T-3: one that is gone, or of several those that are, are not looked at again', () => {
    const run = aRun();
    expect(play(deletionsNotInEffect(run, [], LISTED)).asked).toEqual([]);
    const gone = play(deletionsNotInEffect(run, ['a'], LISTED), { look: () => shown({ a: 'absent' }) });
    expect([gone.asked, gone.came, run.learned.doubtsDeletions]).toEqual([['look by code a'], [], false]);
    const some = play(deletionsNotInEffect(run, ['a', 'b'], LISTED), {
      look: () => shown({ a: 'absent', b: fingerprintOf({ name: 'B' }) }),
    });
    expect([some.asked, some.came]).toEqual([['look by code a b', 'wait 10000', 'look by code b'], ['b']]);
  });

  it('T-3: a look that tells nothing does not overrule the write path', () => {
    const unreadable = { look: () => ({ ...shown({}), failure: failed('exhausted') }) };
    expect(play(deletionsNotInEffect(aRun(), ['a'], LISTED), unreadable).came).toEqual([]);
  });

  it('T-3: one that was answered without any list is not believed on a look that fails, and the next is looked at', () => {
    const run = aRun();
    run.learned.deletions = 1;
    const looked = (kind: Parameters<typeof failed>[0]) =>
      play(deletionsNotInEffect(run, ['a', 'b'], { items: undefined }), {
        look: () => ({ ...shown({ a: 'absent' }), failure: failed(kind) }),
      }).came;
    // A stop says nothing of what it cut short.
    expect([looked('cancelled'), looked('denied'), run.learned.deletions]).toEqual([[], [], 1]);
    expect([looked('exhausted'), run.learned.deletions, run.learned.doubtsDeletions]).toEqual([['b'], 0, false]);
  });
});
