import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import type { Run } from '../../connector/recover/learned.ts';
import type { OpenBatch, OpenChange } from '../../connector/recover/open-batch.ts';
import { askByUpdate, readBackFirst, settleRefused } from '../../connector/recover/read-back.ts';
import type { Doubt, Refusal } from '../../connector/recover/standing.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import {
  type Answers,
  aBatch,
  accepted,
  aRun,
  ends,
  exhausted,
  type Played,
  play,
  refused,
  SENT_AT,
  shown,
  unwanted,
  wanted,
} from '../support/step-play.ts';

const seen = (name: string, ms?: number) => ({
  ...fingerprintOf({ name }),
  updatedAt: ms === undefined ? 0 : SENT_AT + ms,
});
const there = seen('Wanted');
const old = seen('Old');
const error = errorDetail('rejected_by_permutive', { message: 'No.', httpStatus: 422, requestId: 'r' });
const saying = (about: Refusal['about'], signature = 'said'): Refusal => ({ error, body: 'No.', signature, about });

/** Refused by itself: of what kind, and why an earlier sending may be in effect. */
function refuse(batch: OpenBatch, one: OpenChange, about: Refusal['about'] = 'row', why?: Doubt) {
  one.sentAt = SENT_AT;
  batch.apply(one, { is: 'refused_alone', sent: one.next, why, refusal: saying(about) });
}

/** A batch of one that was refused by itself, and what is settled of it. */
function settled(
  read: Known | ((nth: number) => Known),
  {
    about = 'row' as Refusal['about'],
    why,
    change = wanted('a'),
    run = aRun(),
    send,
    passed = false,
  }: {
    about?: Refusal['about'];
    why?: Doubt;
    change?: ReturnType<typeof wanted>;
    run?: Run;
    send?: Answers['send'];
    passed?: boolean;
  } = {},
) {
  const batch = aBatch(run, change);
  if (passed) Object.assign(batch, { accepted: 1, refusesWhole: true });
  for (const one of batch.all) refuse(batch, one, about, why);
  const look: Answers['look'] = (codes, _way, nth) =>
    shown(Object.fromEntries(codes.map((code) => [code, typeof read === 'function' ? read(nth) : read])));
  const played: Played<void> = play(settleRefused(batch), send === undefined ? { look } : { look, send });
  const [fact] = batch.all.map(({ standing }) => standing);
  const failure = fact?.is === 'fact' && fact.resolution.is === 'failed' ? fact.resolution.error : undefined;
  return { ...played, run, batch, told: ends(batch.all)['a'], failure };
}

describe('what is sent once more for what was read, and refused again', () => {
  it('T-4: is read back at once: nothing was read of it that might be too early', () => {
    const { asked } = settled((nth) => (nth === 1 ? old : 'absent'), {
      why: 'refused_in_company',
      send: () => refused(),
    });
    expect(asked).toEqual(['look a', 'send Update a', 'look a', 'send Create a', 'look a']);
  });
});

describe('the first of a kind of refusal', () => {
  const asked = (about: Refusal['about'], learned: (run: Run) => void = () => {}) => {
    const run = aRun();
    learned(run);
    const batch = aBatch(run, wanted('a'));
    return batch.all.flatMap((one) => {
      refuse(batch, one, about);
      return play(readBackFirst(batch, one, saying(about)), { look: () => shown({ a: 'absent' }) }).asked;
    });
  };

  it('T-6: is read back at once, for it may explain them all', () => {
    expect(asked('row')).toEqual(['look a']);
  });

  it('T-6: is not where reading one of its kind explained nothing, unless others of it meant conflict', () => {
    expect(asked('row', ({ learned }) => void learned.unexplained.add('said'))).toEqual([]);
    expect(
      asked('row', ({ learned }) => {
        learned.unexplained.add('said');
        learned.conflicts.add('said');
      }),
    ).toEqual(['look a']);
  });

  it('T-6: is not where it is a failure, which no segment explains', () => {
    expect(asked('failing')).toEqual([]);
  });
});

describe('what was refused by itself', () => {
  it('T-6: fails with Permutive’s own words when what is read does not explain it', () => {
    const { told, asked, failure, run, facts } = settled('absent');
    expect([told, asked, failure]).toEqual(['rejected_by_permutive', ['look a'], error]);
    expect([[...run.learned.unexplained], [...run.learned.conflicts]]).toEqual([['said'], []]);
    expect(facts).toHaveLength(1);
  });

  it.each(['blocked', 'perhaps_conflict'] as const)('T-6: so does what is %s', (about) => {
    expect(settled('absent', { about }).failure).toEqual(error);
  });

  it('T-6: is sent in the form that follows when what is read explains it, and its words mean conflict from then on', () => {
    const { told, asked, run, batch } = settled(old);
    expect([told, asked]).toEqual(['updated', ['look a', 'send Update a']]);
    expect([[...run.learned.conflicts], [...run.learned.meantConflict], batch.reconciled]).toEqual([
      ['said'],
      ['said'],
      1,
    ]);
  });

  it('T-2: has succeeded when it is in effect, whatever was said of it', () => {
    const { told, asked, run, batch } = settled(there);
    expect([told, asked, batch.reconciled]).toEqual(['unchanged', ['look a'], 1]);
    expect([...run.learned.conflicts]).toEqual(['said']); // It was there already, which explains the words.
    const gone = settled('absent', { change: unwanted('a') });
    expect([gone.told, [...gone.run.learned.conflicts]]).toEqual(['unchanged', ['said']]);
  });

  it('T-6: its words mean no conflict when what follows is refused in the same way', () => {
    const { told, run, asked } = settled(old, { send: () => refused('No.', 422) });
    expect([...run.learned.conflicts]).toEqual([]);
    expect([told, asked.filter((ask) => ask.startsWith('send'))]).toEqual(['rejected_by_permutive', ['send Update a']]);
  });

  it('T-6: words that meant conflict do so no longer once they are not explained, but they did once', () => {
    const run = aRun();
    run.learned.conflicts.add('said');
    run.learned.meantConflict.add('said');
    settled('absent', { run });
    expect([[...run.learned.conflicts], [...run.learned.meantConflict]]).toEqual([[], ['said']]);
  });

  it('T-4: what follows is sent twice at most, for a rival may change it once more', () => {
    // Read as old, refused as not there, read as gone, refused as there: for ever.
    const { asked, told } = settled((nth) => (nth % 2 === 1 ? old : 'absent'), {
      send: () => refused('No.', 422),
    });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Update a', 'send Create a']);
    expect(told).toBe('rejected_by_permutive');
  });

  it('T-4: a guess of absence is read by code before anything follows from it', () => {
    const batch = aBatch(aRun(), unwanted('a'));
    for (const one of batch.all) refuse(batch, one);
    const { asked } = play(settleRefused(batch), {
      look: (_codes, way) => shown({ a: way === 'by_code' ? 'absent' : 'unlisted' }),
    });
    expect(asked).toEqual(['look a', 'look by code a']);
    expect(ends(batch.all)).toEqual({ a: 'unchanged' });
  });

  it('T-6: is read back in one go, those already read are not read again', () => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'), wanted('c'));
    const [a, b] = batch.all;
    if (a) refuse(batch, a);
    if (b) refuse(batch, b);
    if (b) batch.apply(b, { is: 'seen', known: 'absent' });
    const { asked } = play(settleRefused(batch), { look: () => shown({ a: 'absent' }) });
    expect(asked).toEqual(['look a']);
    expect(ends(batch.all)).toEqual({ a: 'rejected_by_permutive', b: 'rejected_by_permutive', c: 'unsent' });
  });

  it('T-6: is read back alone: what else is in doubt is not asked for with it', () => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'));
    const [a, b] = batch.all;
    if (a) refuse(batch, a);
    if (b) batch.apply(b, { is: 'unanswered', sent: 'Create', why: 'answer_lost', error: undefined });
    if (b) batch.apply(b, { is: 'seen', known: 'unlisted' });
    const { asked } = play(settleRefused(batch), { look: () => shown({ a: 'absent' }) });
    expect(asked).toEqual(['look a']);
  });

  it('T-2: and of which nothing could be learned stays open, and is not waited for', () => {
    const { asked, told } = settled(undefined);
    expect([new Set(asked), told]).toEqual([new Set(['look a']), 'refused']);
  });

  it('T-9: is left as it stands once the run is stopped', () => {
    const run = aRun({ cancel: AbortSignal.abort() });
    expect(settled('absent', { run })).toMatchObject({ asked: [], told: 'refused' });
  });
});

describe('what was refused after an earlier sending that may be in effect', () => {
  const later = (known: Known) => (nth: number) => (nth === 1 ? 'absent' : known);

  it('T-4: is looked at once more after a while, and may have taken effect by then', () => {
    const { asked, told } = settled(later(seen('Wanted', 100)), { why: 'answer_lost' });
    expect(asked).toEqual(['look a', 'wait 10000', 'look a']);
    expect(told).toBe('created');
  });

  it('T-3: is settled at once where it is this run’s own work, with values that are known to be kept otherwise', () => {
    const run = aRun();
    run.learned.keptOtherwise.add('name');
    const { asked, told } = settled(seen('Kept', 100), { run, why: 'answer_lost' });
    expect([asked, told]).toEqual([['look a'], 'created']);
  });

  it('T-9: is left as it was read where the run is stopped as it is looked at once more', () => {
    const run = aRun();
    run.learned.keptOtherwise.add('name');
    const read = (nth: number) => {
      if (nth === 2) run.fatal = errorDetail('authentication_failed');
      return nth === 1 ? 'absent' : seen('Kept', 100);
    };
    expect(settled(read, { run, why: 'answer_lost' }).told).toBe('read');
  });

  it('T-4: and is still not seen, fails with Permutive’s words', () => {
    expect(settled('absent', { why: 'answer_lost' })).toMatchObject({
      asked: ['look a', 'wait 10000', 'look a'],
      told: 'rejected_by_permutive',
    });
  });

  it('T-4: is looked at once more where nothing of the batch passed, or a Delete or a conflict was refused', () => {
    const waits = (of: Parameters<typeof settled>[1]) =>
      settled('absent', { why: 'refused_in_company', ...of }).asked.some((ask) => ask.startsWith('wait'));
    expect([waits({}), waits({ passed: true })]).toEqual([true, false]);
    expect(waits({ passed: true, about: 'conflict', send: () => refused('No.', 422) })).toBe(true);
    const meant = aRun();
    meant.learned.meantConflict.add('said');
    expect(waits({ passed: true, run: meant })).toBe(true);
    const remove = settled(old, { why: 'refused_in_company', passed: true, change: unwanted('a') });
    expect(remove.asked).toContain('wait 10000');
    expect(settled('absent', { passed: true }).asked).toEqual(['look a']);
  });

  it('T-4: an Update is not: it would have passed again', () => {
    const batch = aBatch(aRun(), wanted('a'));
    for (const one of batch.all) {
      one.next = 'Update';
      refuse(batch, one, 'row', 'refused_in_company');
    }
    const { asked } = play(settleRefused(batch), { look: () => shown({ a: old }) });
    expect([asked, ends(batch.all)]).toEqual([['look a'], { a: 'rejected_by_permutive' }]);
  });

  it('T-4: in company, where the server was seen to carry out part of what it refuses, is too', () => {
    const run = aRun();
    run.learned.carriesOutInPart = true;
    expect(settled('absent', { why: 'refused_in_company', passed: true, run }).asked).toContain('wait 10000');
  });

  it('T-4: in company, and read to be in effect, was not so before: the server carries out part of what it refuses', () => {
    const run = aRun();
    Object.assign(run.observer, { listed: true });
    run.observer.note('a', 'absent');
    expect(settled(there, { run, why: 'refused_in_company' }).told).toBe('created');
    expect(run.learned.carriesOutInPart).toBe(true);
  });

  it('T-3: is this run’s own work with other values, and made sure of with one Update', () => {
    const { asked, told } = settled((nth) => (nth === 1 ? seen('Kept', 100) : seen('Wanted', 200)), {
      why: 'answer_lost',
      send: (group) => accepted(group),
    });
    expect(asked).toEqual(['look a', 'send Update a']);
    expect(told).toBe('created');
  });

  it('T-3: is unknown where the segment has changed since and differs only in what Permutive keeps otherwise', () => {
    const run = aRun();
    run.learned.keptOtherwise.add('name');
    const told = (known: Known) =>
      settled(known, { why: 'refused_in_company', passed: true, run, send: () => refused('No.') }).told;
    expect(told(seen('Kept', 100))).toBe('outcome_unknown');
    expect(told(seen('Kept', -60_000))).toBe('rejected_by_permutive');
    expect(told('absent')).toBe('rejected_by_permutive');
    const dearer = { ...fingerprintOf({ name: 'Kept', cpm: 9 }), updatedAt: SENT_AT + 100 };
    const change = wanted('a', 'Wanted', { cpm: 1 });
    const send = () => refused('No.');
    const otherwise = settled(dearer, { why: 'refused_in_company', passed: true, run, send, change });
    expect(otherwise.told).toBe('rejected_by_permutive');
  });

  it.each(['wait', 'observe'] as const)('T-9: a stop during the last %s leaves it as it stands', (during) => {
    const run = aRun();
    const batch = aBatch(run, wanted('a'));
    for (const one of batch.all) refuse(batch, one, 'row', 'answer_lost');
    const step = settleRefused(batch);
    const words: string[] = [];
    for (let next = step.next(); !next.done; ) {
      words.push(next.value.is);
      if (words.length > 1 && next.value.is === during) run.fatal = errorDetail('authentication_failed');
      next = step.next(next.value.is === 'observe' ? shown(words.length > 1 ? {} : { a: 'absent' }) : undefined);
    }
    expect(words).toEqual(during === 'wait' ? ['observe', 'wait'] : ['observe', 'wait', 'observe']);
    expect(ends(batch.all)).toEqual({ a: 'read' });
  });
});

describe('a row for which the server fails', () => {
  const failing = (serves: (batch: OpenBatch) => void) => {
    const batch = aBatch(aRun(), wanted('a'), wanted('b'));
    const [a, b] = batch.all;
    if (a) refuse(batch, a, 'failing');
    if (b) batch.succeed(b, 'unchanged');
    serves(batch);
    play(settleRefused(batch), { look: () => shown({ a: 'absent' }) });
    const standing = a?.standing;
    return standing?.is === 'fact' && standing.resolution.is === 'failed' ? standing.resolution.error : undefined;
  };

  it('T-6: is unprocessable where the server has carried out others, and told with its words', () => {
    const unprocessable = errorDetail('unprocessable', {
      message: 'Permutive fails whenever this row is in a request, and on no other. No.',
      requestId: 'r',
      httpStatus: 422,
    });
    expect(
      failing(({ run }) => {
        run.learned.failingPays = true;
      }),
    ).toEqual(unprocessable);
    const created = (batch: OpenBatch) => {
      for (const one of aBatch(batch.run, wanted('c')).all) {
        batch.succeed(one, 'created');
        Object.assign(batch.all[1] ?? {}, { standing: one.standing });
      }
    };
    expect(failing(created)).toEqual(unprocessable);
  });

  it('T-6: is no row’s fault where it has carried out nothing', () => {
    expect(failing(() => {})).toEqual(error);
  });

  it('D-9: names neither a status nor an id that nobody gave', () => {
    const run = aRun();
    run.learned.failingPays = true;
    const batch = aBatch(run, wanted('a'));
    const refusal = { ...saying('failing'), error: errorDetail('service_unavailable') };
    for (const one of batch.all) batch.apply(one, { is: 'refused_alone', sent: one.next, why: undefined, refusal });
    const { facts } = play(settleRefused(batch), { look: () => shown({ a: 'absent' }) });
    const [standing] = facts.map((fact) => fact.standing);
    const failure = standing?.is === 'fact' && standing.resolution.is === 'failed' ? standing.resolution.error : {};
    expect(Object.keys(failure)).toEqual(Object.keys(errorDetail('unprocessable')));
  });
});

describe('a conflict that what is read contradicts', () => {
  it('T-4: is sent once more, and is then unknown', () => {
    const { asked, told, failure } = settled('absent', {
      about: 'conflict',
      send: () => refused('already exists', 409),
    });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Create a']);
    expect(told).toBe('outcome_unknown');
    expect(failure?.message).toContain('the segment as it can be read contradicts that.');
  });

  it('T-4: and an earlier sending that may be in effect contradicts too, is unknown for the same reason', () => {
    const { failure } = settled('absent', {
      about: 'conflict',
      why: 'answer_lost',
      send: () => refused('already exists', 409),
    });
    expect(failure?.message).toContain('the segment as it can be read contradicts that.');
  });

  it('T-4: has succeeded when that is accepted', () => {
    expect(settled('absent', { about: 'conflict', send: (group) => accepted(group) }).told).toBe('created');
  });

  it('T-4: is not sent once more where it was contradicted in company already', () => {
    const batch = aBatch(aRun(), wanted('a'));
    for (const one of batch.all) {
      refuse(batch, one, 'conflict');
      one.contradictions = 1;
    }
    const { asked } = play(settleRefused(batch), { look: () => shown({ a: 'absent' }) });
    expect(asked).toEqual(['look a']);
    expect(ends(batch.all)).toEqual({ a: 'outcome_unknown' });
  });

  it('T-3: of a code that is listed in another spelling only shows that codes are folded, and is sent once more', () => {
    const folding = (change = wanted('News'), name = 'Old', prepare: (run: Run) => void = () => {}) => {
      const run = aRun();
      prepare(run);
      const { observer } = run;
      Object.assign(observer, { listed: true });
      observer.note('news', seen(name));
      const batch = aBatch(run, change);
      for (const one of batch.all) {
        refuse(batch, one, 'conflict');
        one.contradictions = 1;
      }
      const { asked } = play(settleRefused(batch), { look: () => shown({ [change.code]: 'absent' }) });
      return { asked, folds: observer.folds, told: ends(batch.all)[change.code] };
    };
    const { asked, folds } = folding();
    expect([folds, asked.at(-1)]).toEqual(['case', 'send Create News']);
    const known = folding(undefined, undefined, (run) => {
      Object.assign(run.observer, { known: () => (run.observer.folds ? old : 'absent') });
    });
    expect(known.asked.at(-1)).toBe('send Update News');
    const learned = folding(undefined, undefined, ({ observer }) => observer.learnFolding('News'));
    expect(learned).toMatchObject({ asked: ['look News'], told: 'outcome_unknown' });
    expect(folding(wanted('Sport'))).toMatchObject({ folds: undefined, told: 'outcome_unknown' });
  });
});

describe('a Create that was refused in company and then alone, where nothing but Updates was accepted', () => {
  /** So many of them, and what an Update comes to. */
  function beside(send: Answers['send'], { count = 1, run = aRun() } = {}) {
    const batch = aBatch(run, ...Array.from({ length: count }, (_, at) => wanted(`c${at}`)));
    batch.accepted = 1;
    for (const one of batch.all) refuse(batch, one, 'row', 'refused_in_company');
    const look: Answers['look'] = (codes) => shown(Object.fromEntries(codes.map((code) => [code, 'absent' as const])));
    const { asked } = play(settleRefused(batch), { look, ...(send && { send }) });
    return { asked, run, batch, told: ends(batch.all) };
  }
  const waits = ({ asked }: { readonly asked: readonly string[] }) => asked.includes('wait 10000');

  it('T-4: is asked after by an Update, and nothing is waited for: refused, it was not carried out', () => {
    const { asked, told, batch } = beside(() => refused('Not there.', 404));
    expect(asked).toEqual(['look c0', 'send Update c0']);
    expect(told).toEqual({ c0: 'rejected_by_permutive' });
    const [first] = batch.all;
    expect(first?.standing).toMatchObject({ sent: 'Create', resolution: { error: { message: error.message } } });
    expect(first?.requests.length).toBeGreaterThan(1);
  });

  it('T-4: accepted, it was: the server carries out part of what it refuses', () => {
    const { told, run } = beside(undefined, { count: 2 });
    expect([told, run.learned.carriesOutInPart]).toEqual([{ c0: 'updated', c1: 'updated' }, true]);
  });

  it('T-4: is waited for where the Update is told nothing, where there are many, and where nothing may be updated', () => {
    expect(waits(beside(() => exhausted('none')))).toBe(true);
    const many = beside(() => refused('Not there.', 404), { count: 9 });
    expect([waits(many), many.asked.filter((ask) => ask.startsWith('send'))]).toEqual([true, []]);
    expect(waits(beside(() => refused('Not there.', 404), { run: aRun({ mode: 'add' }) }))).toBe(true);
  });

  it('T-9: is not asked after once the run is stopped', () => {
    const run = aRun();
    const stopping: Answers['send'] = () => {
      run.fatal = error;
      return exhausted('none');
    };
    const { asked } = beside(stopping, { count: 2, run });
    expect(asked.filter((ask) => ask.startsWith('send'))).toEqual(['send Update c0']);
  });
});

/** Two of three that were refused alone are asked after, each answered so. */
function asking(send: NonNullable<Answers['send']>, run: Run = aRun()) {
  const batch = aBatch(run, wanted('a'), wanted('b'), wanted('c'));
  const played = play(askByUpdate(batch, batch.all.slice(1)), { send });
  return { ...played, run, batch, untold: played.came.map(({ change }) => change.code) };
}

describe('what is asked after by an Update', () => {
  it('T-4: is there where it passes: created in company by a server that carries out part of what it refuses', () => {
    const { asked, run, batch, untold } = asking((group) => accepted(group));
    expect(asked).toEqual(['send Update b', 'send Update c']);
    expect([untold, run.learned.carriesOutInPart]).toEqual([[], true]);
    expect(ends(batch.all)).toEqual({ a: 'unsent', b: 'updated', c: 'updated' });
  });

  it('T-4: is left as it stands where the Update is refused, with the exchange that said so', () => {
    const { run, batch, untold } = asking(() => refused('does not exist'));
    expect([untold, run.learned.carriesOutInPart]).toEqual([[], false]);
    expect(batch.all.map(({ next, requests }) => [next, requests])).toEqual([
      ['Create', []],
      ['Create', [1]],
      ['Create', [1]],
    ]);
  });

  it('T-2: is told to be open still where nothing was said of it', () => {
    const { run, untold } = asking(() => exhausted());
    expect([untold, run.learned.carriesOutInPart]).toEqual([['b', 'c'], false]);
  });

  it('O-1: is told by its place in the batch, and what it serves', () => {
    const { sendings } = asking((group) => accepted(group));
    expect(sendings.map(({ purpose, batch, positions }) => [purpose, batch, positions?.()])).toEqual([
      ['narrow', 1, [[1, 2]]],
      ['narrow', 1, [[2, 3]]],
    ]);
  });

  it('T-9: is not, once the run is stopped', () => {
    expect(asking((group) => accepted(group), aRun({ cancel: AbortSignal.abort() })).asked).toEqual([]);
  });
});
