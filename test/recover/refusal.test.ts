import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import type { Run } from '../../connector/recover/learned.ts';
import type { OpenBatch } from '../../connector/recover/open-batch.ts';
import { heedFailure, heedRefusal, heedStranger, noteParts } from '../../connector/recover/refusal.ts';
import type { Trail } from '../../connector/send/verdict.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { type Answers, aBatch, aRun, play, SENT_AT, shown, unwanted, wanted } from '../support/step-play.ts';

const there = fingerprintOf({ name: 'Wanted' });
const old = fingerprintOf({ name: 'Old' });
const error = errorDetail('rejected_by_permutive', { message: 'No.', httpStatus: 400, requestId: 'r' });
const sending = { requests: [1], sentAt: SENT_AT } as const;
const said = (body: string, status = 400, trail: Trail = 'none') =>
  ({ kind: 'refused', status, error, body, signature: body, trail, ...sending }) as const;
const looks = (known: Readonly<Record<string, Known>>): Answers => ({ look: () => shown(known) });

const batchOf = (run: Run, ...codes: string[]) => aBatch(run, ...codes.map((code) => wanted(code)));

/** Heeds a refusal of a batch of these codes. */
function heeded(
  body: string,
  { run = aRun(), codes = ['a', 'b'], status = 400, round = 0, answers = {}, trail = 'none' as Trail } = {} as {
    run?: Run;
    codes?: readonly string[];
    status?: number;
    round?: number;
    answers?: Answers;
    trail?: Trail;
  },
) {
  const batch = batchOf(run, ...codes);
  const { came, asked } = play(heedRefusal(batch, said(body, status, trail), batch.all, round), answers);
  return { run, batch, came, asked, about: came.refused?.[0]?.refusal.about };
}

describe('what a refusal means', () => {
  it.each([
    ['a 409', 'No.', 409],
    ['a 404', 'No.', 404],
    ['“already exists”', 'Segment a already exists', 400],
    ['“duplicate”', 'Duplicate code', 400],
    ['“doesn’t exist”', "Segment a doesn't exist", 400],
    ['“does not exist”', 'It does not exist', 400],
    ['“not found”', 'Segment not found', 400],
    ['an enum of its own', 'ALREADYEXISTS', 400],
    ['another', 'SegmentDoesNotExist', 400],
  ])('T-4, T-6: %s is a conflict, and is looked into', (_what, body, status) => {
    expect(heeded(body, { status, answers: looks({ a: old, b: 'absent' }) }).asked).toEqual(['look a b']);
  });

  it.each([
    ['Invalid value for: body', 400],
    ['The price is too high', 422],
    ['It exists', 422],
  ])('T-6: %j (%i) is a row’s fault, and is not looked into', (body, status) => {
    const { asked, about, came, batch } = heeded(body, { status });
    expect([asked, about]).toEqual([[], 'row']);
    expect(came.refused).toMatchObject([{ group: batch.all, refusal: { error, body, signature: body } }]);
  });

  it('T-6: words that turned out to mean conflict are looked into once, others only where they say so', () => {
    const run = aRun();
    run.learned.conflicts.add('Invalid value for: body');
    const answers = looks({ a: 'absent', b: 'absent' });
    const { asked, about } = heeded('Invalid value for: body', { run, answers });
    expect([asked, about]).toEqual([['look a b'], 'perhaps_conflict']);
    expect(heeded('It already exists', { answers }).asked).toEqual([
      'look a b',
      'wait 2000',
      'look a b',
      'wait 8000',
      'look a b',
    ]);
  });
});

describe('a batch that is refused', () => {
  it('T-2: is in doubt, for a server may carry out part of what it refuses', () => {
    expect(heeded('No.').batch.all.map(({ standing }) => standing)).toMatchObject([
      { is: 'doubtful', why: 'refused_in_company', sent: 'Create' },
      { is: 'doubtful', why: 'refused_in_company' },
    ]);
    expect(heeded('No.', { trail: 'lost' }).batch.all[0]?.standing).toMatchObject({ why: 'answer_lost' });
  });

  it('T-2: of one is refused by itself', () => {
    expect(heeded('No.', { codes: ['a'] }).batch.all[0]?.standing).toMatchObject({
      is: 'refused',
      why: undefined,
      refusal: { body: 'No.' },
    });
  });

  it.each<[string, string, string | undefined]>([
    ['by its place', 'Missing required field at operations[2].data', 'c'],
    ['by its place, in another notation', 'operations (1) is bad', 'b'],
    ['by its place, in a third', 'operations.0: bad', 'a'],
    ['by its code', 'The segment "b" is bad', 'b'],
    ['by its code, between brackets', 'bad: (c)', 'c'],
    ['by a place that there is not, but by its code', 'operations[9] of c', 'c'],
    ['by its place, whatever code is in the words too', 'operations[0]: a like b', 'a'],
    ['not, for it names two', 'operations[0] and operations[1]', undefined],
    ['not, for it names two codes', 'a b', undefined],
    ['not, for the code is only part of a word', 'bad', undefined],
    ['not at all', 'Invalid value for: body', undefined],
    ['twice, which is once', 'operations[1] operations[1]', 'b'],
  ])('T-6: one of it is named %s', (_how, body, code) => {
    const { came } = heeded(body, { codes: ['a', 'b', 'c'] });
    expect(came.refused?.[0]?.suspect?.change.code).toBe(code);
  });

  it('T-4: as a conflict that a look explains is sent again as it is left', () => {
    const run = aRun();
    run.learned.unexplained.add('other');
    const { came, batch } = heeded('exists already', { run, status: 409, answers: looks({ a: old, b: 'absent' }) });
    expect(came).toEqual({ again: batch.all, round: 1 });
    expect([batch.reconciled, [...run.learned.unexplained]]).toEqual([1, ['other']]);
  });

  it('T-4: as a conflict by words that nothing explained before is looked into where they meant conflict too', () => {
    const run = aRun();
    run.learned.unexplained.add('exists');
    run.learned.conflicts.add('exists');
    heeded('exists', { run, status: 409, answers: looks({ a: old, b: 'absent' }) });
    expect([...run.learned.unexplained]).toEqual([]);
    run.learned.unexplained.add('exists');
    // In effect already: that a Create was refused is not what a segment that is absent explains.
    const gone = aBatch(run, unwanted('a'), unwanted('b'));
    play(heedRefusal(gone, said('exists', 409), gone.all, 0), looks({ a: 'absent', b: there }));
    expect([...run.learned.unexplained]).toEqual([]);
  });

  it('T-4: as a conflict by words that what is read does not explain, though it is as wanted, keeps them unexplained', () => {
    const run = aRun();
    run.learned.unexplained.add('exists');
    run.learned.conflicts.add('exists');
    const batch = batchOf(run, 'a', 'b');
    for (const one of batch.all) one.next = 'Update';
    play(heedRefusal(batch, said('exists', 409), batch.all, 0), looks({ a: there, b: there }));
    expect([...run.learned.unexplained]).toEqual(['exists']);
  });

  it('T-4: as a conflict that no look explains is narrowed, and its words are not looked into again', () => {
    const answers = looks({ a: 'absent', b: 'absent' });
    const { came, run, batch } = heeded('exists', { status: 409, answers });
    expect(came.refused).toMatchObject([{ group: batch.all, refusal: { about: 'conflict' } }]);
    expect([...run.learned.unexplained]).toEqual(['exists']);
    expect(batch.all.map(({ contradictions }) => contradictions)).toEqual([1, 1]);
    const next = heeded('exists', { run, status: 409, answers });
    expect([next.asked, next.batch.all.map(({ contradictions }) => contradictions)]).toEqual([[], [1, 1]]);
  });

  it('T-4: as a conflict, of one alone, contradicts nothing by that yet', () => {
    const { run, batch } = heeded('exists', { codes: ['a'], status: 409, answers: looks({ a: 'absent' }) });
    expect(batch.all[0]?.contradictions).toBe(0);
    expect(heeded('exists', { run, codes: ['a'], status: 409 }).batch.all[0]?.contradictions).toBe(0);
  });

  it('T-4: as a conflict for the third time, or once the run is stopped, is not looked into', () => {
    const answers = looks({ a: old, b: old });
    expect(heeded('exists', { status: 409, round: 1, answers }).asked).toEqual(['look a b']);
    expect(heeded('exists', { status: 409, round: 2, answers }).asked).toEqual([]);
    const run = aRun({ cancel: AbortSignal.abort() });
    expect(heeded('exists', { status: 409, run, answers })).toMatchObject({ asked: [], about: 'conflict' });
  });

  it('T-4: as a conflict of which nothing could be learned leaves nothing to be sent', () => {
    expect(heeded('exists', { status: 409, answers: looks({}) }).came).toEqual({});
  });
});

describe('whether a server carries out part of what it refuses', () => {
  /** A refused conflict: of each code what was known before, and what is read of it then. */
  function learned(before: Readonly<Record<string, Known>>, read: Readonly<Record<string, Known>>, inPart = false) {
    const run = aRun();
    run.learned.carriesOutInPart = inPart;
    Object.assign(run.observer, { listed: true });
    for (const [code, known] of Object.entries(before))
      if (known === 'absent' || typeof known === 'object') run.observer.note(code, known);
      else if (known === undefined) run.observer.forget(code); // A guess of absence is what nothing is noted of.
    heeded('exists', { run, codes: Object.keys(before), status: 409, answers: looks(read) });
    return run.learned.carriesOutInPart;
  }

  it('T-4: it does when all that could be carried out was, and something was not so before', () => {
    expect(learned({ a: 'absent', b: 'absent' }, { a: there, b: old })).toBe(true);
  });

  it('T-4: what is in effect is a rival’s doing where something was left that could have been', () => {
    expect(learned({ a: 'absent', b: 'absent' }, { a: there, b: 'absent' }, true)).toBe(false);
  });

  it('T-4: a guess of absence is nothing that was left', () => {
    expect(learned({ a: 'absent', b: 'absent' }, { a: there, b: 'unlisted' }, true)).toBe(true);
  });

  it('T-4: what was not known before, or only guessed to be absent, shows nothing', () => {
    expect(learned({ a: undefined, b: undefined }, { a: there, b: old })).toBe(false);
    expect(learned({ a: 'unlisted', b: 'unlisted' }, { a: there, b: old })).toBe(false);
  });

  it('T-4: only what was refused in company shows it', () => {
    const shows = (batch: OpenBatch) => {
      for (const one of batch.all) batch.apply(one, { is: 'seen', known: there });
      noteParts(batch, batch.all);
      return batch.run.learned.carriesOutInPart;
    };
    const knownAbsent = () => {
      const run = aRun();
      Object.assign(run.observer, { listed: true });
      run.observer.note('a', 'absent');
      return batchOf(run, 'a');
    };
    expect(shows(knownAbsent())).toBe(false);
    const lost = knownAbsent();
    for (const one of lost.all)
      lost.apply(one, { is: 'unanswered', sent: 'Create', why: 'answer_lost', error: undefined });
    expect(shows(lost)).toBe(false);
  });
});

describe('an answer that is not Permutive’s', () => {
  const foreign = (status: number, answers: Answers = {}, trail: Trail = 'maybe') => {
    const run = aRun();
    const batch = batchOf(run, 'a', 'b');
    const played = play(heedStranger(batch, { kind: 'foreign', status, error, trail, ...sending }, batch.all), answers);
    return { ...played, batch, run };
  };

  it('D-9: of 403 is a row’s fault while Permutive answers, told as blocked', () => {
    const { asked, came, batch } = foreign(403);
    expect(asked).toEqual(['import']);
    expect(came.refused?.[0]?.refusal).toEqual({
      error: errorDetail('blocked', { message: 'No.', httpStatus: 400, requestId: 'r' }),
      body: '',
      signature: 'foreign 403',
      about: 'blocked',
    });
    // Somebody in between has not let it through.
    expect(batch.all.map(({ standing }) => standing)).toMatchObject([
      { is: 'doubtful', why: 'refused_in_company' },
      { is: 'doubtful', why: 'refused_in_company' },
    ]);
  });

  it('D-9: names neither a status nor an id that nobody gave', () => {
    const batch = batchOf(aRun(), 'a');
    const bare = errorDetail('unexpected_response');
    const { came } = play(
      heedStranger(batch, { kind: 'foreign', status: 403, error: bare, trail: 'maybe', ...sending }, batch.all),
    );
    expect(Object.keys(came.refused?.[0]?.refusal.error ?? {})).toEqual(Object.keys(errorDetail('blocked')));
  });

  it('D-9: of 403 says nothing while Permutive does not answer, any other says nothing at all', () => {
    for (const { came, batch } of [foreign(403, { import: { kind: 'exhausted', error } }), foreign(404)]) {
      expect(came).toEqual({});
      expect(batch.all.map(({ standing }) => standing)).toMatchObject([
        { is: 'doubtful', why: 'server_failed', error, sent: 'Create' },
        { is: 'doubtful', why: 'server_failed' },
      ]);
    }
    expect(foreign(404).asked).toEqual([]);
    expect(foreign(404, {}, 'lost').batch.all[0]?.standing).toMatchObject({ why: 'answer_lost' });
    expect(foreign(404, {}, 'none').batch.all[0]?.standing).toMatchObject({ why: 'server_failed' });
  });

  it('D-6: a look at the import that is denied stops the run', () => {
    const denied = errorDetail('authentication_failed');
    const { run, came } = foreign(403, { import: { kind: 'denied', error: denied } });
    expect([run.fatal, came]).toEqual([denied, {}]);
  });
});

describe('a server that fails', () => {
  const failing = (codes: readonly string[], change: (run: Run) => void = () => {}, answers: Answers = {}) => {
    const run = aRun();
    change(run);
    const batch = batchOf(run, ...codes);
    const verdict = { kind: 'failing', status: 500, error, trail: 'maybe', ...sending } as const;
    return { ...play(heedFailure(batch, verdict, batch.all), answers), batch };
  };

  it('T-6: does so for a row, while the import can be read', () => {
    const { came, asked, batch } = failing(['a', 'b']);
    expect(asked).toEqual(['import']);
    expect(came.refused).toMatchObject([
      { group: batch.all, refusal: { error, body: '', signature: 'failing 500', about: 'failing' } },
    ]);
    expect(batch.all[0]?.standing).toMatchObject({ is: 'doubtful', why: 'server_failed' });
  });

  it('T-6: leaves everything in doubt where the import cannot be read either', () => {
    const { came, batch } = failing(['a', 'b'], undefined, { import: { kind: 'failing', status: 500, error } });
    expect([came, batch.run.fatal]).toEqual([{}, undefined]);
    expect(batch.all[0]?.standing).toMatchObject({ is: 'doubtful', why: 'server_failed', error });
  });

  it('T-6: is narrowed within 16 requests, unless that has led to something accepted', () => {
    const spent =
      (count: number, pays = false) =>
      (run: Run) => {
        run.learned.failingSpent = count;
        run.learned.failingPays = pays;
      };
    expect(failing(['a', 'b'], spent(15)).came.refused).toHaveLength(1);
    expect(failing(['a', 'b'], spent(16)).asked).toEqual([]);
    expect(failing(['a', 'b'], spent(16, true)).came.refused).toHaveLength(1);
  });

  it('T-6: for a batch of one is not a row’s fault before it has served others', () => {
    expect(failing(['a']).asked).toEqual([]);
    const serving = (run: Run) => {
      run.learned.failingPays = true;
    };
    expect(failing(['a'], serving).came.refused).toHaveLength(1);
  });

  it('T-6: the import is asked for once a batch, and not once the run is stopped', () => {
    const { batch } = failing(['a', 'b']);
    const verdict = { kind: 'failing', status: 500, error, trail: 'maybe', ...sending } as const;
    const again = play(heedFailure(batch, verdict, batch.all));
    expect([again.asked, again.came.refused?.length]).toEqual([[], 1]);
    const stopped = aBatch(aRun({ cancel: AbortSignal.abort() }), wanted('a'), wanted('b'));
    expect(play(heedFailure(stopped, verdict, stopped.all))).toMatchObject({ asked: [], came: {} });
  });
});
