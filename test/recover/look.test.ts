import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import {
  isFailedOnly,
  look,
  lookForConflict,
  lookOnce,
  lookTwice,
  mayShowLater,
  recallTwins,
  unknownBecause,
} from '../../connector/recover/look.ts';
import type { OpenBatch } from '../../connector/recover/open-batch.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { aBatch, aRun, ends, exhausted, play, shown, unwanted, wanted } from '../support/step-play.ts';

const there = fingerprintOf({ name: 'Wanted' });
const other = fingerprintOf({ name: 'Other' });

/** A batch whose operations were sent, and of which nobody said anything. */
function inDoubt(
  why: 'answer_lost' | 'still_running' | 'server_failed' = 'answer_lost',
  ...codes: string[]
): OpenBatch {
  let turn = 0;
  const random = () => {
    turn += 1;
    return (turn * 0.618) % 1;
  };
  const batch = aBatch(aRun({ random }), ...(codes.length > 0 ? codes : ['a', 'b']).map((code) => wanted(code)));
  const error = why === 'server_failed' ? errorDetail('service_unavailable') : undefined;
  for (const one of batch.all) batch.apply(one, { is: 'unanswered', sent: 'Create', why, error });
  return batch;
}

describe('reading a group back', () => {
  it('T-4: a listing that does not show what was read before, and not asked for now, does not overrule that', () => {
    const batch = inDoubt();
    const { observer } = batch.run as ReturnType<typeof aRun> & { observer: { listed: boolean } };
    const [a, b] = batch.all;
    play(look(batch, batch.all), { look: () => shown({ a: other, b: other }) });
    observer.listed = true;
    play(look(batch, a ? [a] : []), { look: () => shown({ a: 'unlisted' }, true) });
    expect([a?.standing, b?.standing]).toMatchObject([{ known: 'unlisted' }, { known: other }]);
  });

  it('T-2: what could not be read is unknown, what was read is not', () => {
    const batch = inDoubt();
    const { failure } = { failure: { ...exhausted(), kind: 'exhausted' as const } };
    const observation = { ...shown({ a: there }), failure: failure as never }; // A verdict without an answer.
    play(look(batch, batch.all), { look: () => observation });
    expect(ends(batch.all)).toEqual({ a: 'read', b: 'outcome_unknown' });
  });

  it('T-4: what is only guessed to be absent, and cannot be read by code, is neither in effect nor not', () => {
    const batch = inDoubt();
    const failing = { ...shown({ b: 'absent' }), failure: { ...exhausted(), kind: 'exhausted' } as never }; // A verdict without an answer.
    const { came } = play(lookTwice(batch, batch.all), {
      look: (_codes, way) => (way === 'by_code' ? failing : shown({ a: 'unlisted', b: 'unlisted' })),
    });
    const codes = (all: readonly { change: { code: string } }[]) => all.map(({ change }) => change.code);
    expect([came.inEffect, came.not, came.unread].map(codes)).toEqual([[], ['b'], ['a']]);
    expect(ends(batch.all)).toEqual({ a: 'read', b: 'read' });
  });

  it('T-4: what reading by code does not tell either is only guessed to be absent still', () => {
    const batch = inDoubt();
    const { came } = play(lookOnce(batch, batch.all), { look: () => shown({ a: 'unlisted', b: 'absent' }) });
    expect([came.inEffect, came.not, came.unread]).toEqual([[], batch.all.slice(1), batch.all.slice(0, 1)]);
  });

  it('T-2: what could not be read is not known to a later batch either', () => {
    const batch = inDoubt('answer_lost', 'a');
    const { observer } = batch.run as ReturnType<typeof aRun> & { observer: { listed: boolean } };
    observer.listed = true;
    observer.note('a', there);
    const unread = { ...shown({}), failure: { ...exhausted(), kind: 'exhausted' } as never }; // A verdict without an answer.
    play(look(batch, batch.all), { look: () => unread });
    expect(observer.known('a')).toBeUndefined();
  });

  it('T-4: a listing tells of all that is open', () => {
    const batch = inDoubt();
    const { observer } = batch.run as ReturnType<typeof aRun> & {
      observer: { index: { complete: boolean }; listed: boolean };
    };
    observer.listed = true;
    observer.index.complete = true;
    const [first] = batch.all;
    play(look(batch, first ? [first] : []), { look: () => shown({ a: there }, true) });
    expect(ends(batch.all)).toEqual({ a: 'read', b: 'read' });
  });

  it('T-2: what is read besides tells of what is in doubt, and of nothing else', () => {
    const batch = inDoubt('answer_lost', 'a', 'b');
    const unsent = aBatch(aRun(), wanted('a'), wanted('b'));
    const besides = { ...shown({ a: 'absent', b: there }), besides: new Set(['b']) };
    for (const { all } of [batch, unsent]) {
      const of = all === batch.all ? batch : unsent;
      play(look(of, all.slice(0, 1)), { look: () => besides });
    }
    expect(batch.all[1]?.standing).toMatchObject({ is: 'read', known: there });
    expect(unsent.all[1]?.standing).toMatchObject({ is: 'unsent' });
  });

  it('T-2: a later batch knows what was in doubt as it was read besides, and not as an older listing had it', () => {
    const run = aRun();
    Object.assign(run.observer, { listed: true });
    for (const code of ['b', 'c']) run.observer.note(code, other);
    const batch = aBatch(run, wanted('a'), wanted('b'), wanted('c'));
    for (const one of batch.all)
      batch.apply(one, { is: 'unanswered', sent: 'Update', why: 'answer_lost', error: undefined });
    for (const one of batch.all.slice(2)) batch.fail(one, errorDetail('outcome_unknown'));
    const besides = { ...shown({ a: 'absent', b: there, c: there }), besides: new Set(['b', 'c']) };
    play(look(batch, batch.all.slice(0, 1)), { look: () => besides });
    expect(ends(batch.all)).toMatchObject({ b: 'read', c: 'updated' });
    expect([run.observer.known('b'), run.observer.known('c')]).toEqual([there, there]);
  });

  it('T-2: what nobody could tell has succeeded where it is shown by what is read for another', () => {
    for (const way of ['listed', 'besides'] as const) {
      const batch = inDoubt('still_running', 'a', 'b', 'c');
      const [a, b, c] = batch.all;
      const first = { ...shown({ a: other }), failure: { ...exhausted(), kind: 'exhausted' } as never }; // A verdict without an answer.
      play(look(batch, batch.all), { look: () => first });
      expect(ends(batch.all)).toEqual({ a: 'read', b: 'outcome_unknown', c: 'outcome_unknown' });
      const { observer } = batch.run;
      for (const [code, known] of [['b', there] as const, ['c', other] as const]) observer.note(code, known);
      Object.assign(observer, { listed: way === 'listed' });
      const later = { ...shown({ a: other, b: there, c: other }, way === 'listed'), besides: new Set(['b', 'c']) };
      play(look(batch, a ? [a] : []), { look: () => later });
      expect(ends(batch.all)).toEqual({ a: 'read', b: 'created', c: 'outcome_unknown' });
      expect([b?.requests.length, c?.requests.length]).toEqual([1, 0]);
    }
  });

  it('T-9: nothing is asked once the run is stopped', () => {
    const batch = inDoubt();
    batch.run.fatal = {
      code: 'authentication_failed',
      message: '',
      remedy: '',
      retryable: false,
      reporter: 'permutive',
    };
    expect(play(look(batch, batch.all)).asked).toEqual([]);
  });

  it('O-1: the exchanges of what was read join those of what was sent, one array a group', () => {
    const batch = inDoubt();
    batch.sent(batch.all, exhausted());
    play(look(batch, batch.all), { look: () => shown({ a: there, b: there }) });
    const [a, b] = batch.all;
    expect(a?.requests).toEqual([1, 2]);
    expect(a?.requests).toBe(b?.requests);
  });
});

describe('a look that fails', () => {
  const failing = (kind: 'exhausted' | 'denied' | 'cancelled', read: Readonly<Record<string, Known>> = {}) => {
    const batch = inDoubt();
    const error = errorDetail('authentication_failed', { message: 'Why.', requestId: 'r' });
    const observation = { ...shown(read), failure: { ...exhausted(), kind, error } as never }; // A verdict without an answer.
    return { ...play(look(batch, batch.all), { look: () => observation }), batch, error };
  };

  it('T-2: makes what it was about unknown, and says why', () => {
    const { batch, came } = failing('exhausted');
    expect([ends(batch.all), came]).toEqual([{ a: 'outcome_unknown', b: 'outcome_unknown' }, []]);
    expect(batch.all[0]?.standing).toMatchObject({
      resolution: { error: { requestId: 'r', message: expect.stringContaining('reading it back failed. Why.') } },
    });
  });

  it('D-6: because the key is denied stops the run, and leaves what was sent in doubt', () => {
    const { batch, error } = failing('denied', { a: there });
    expect([batch.run.fatal, ends(batch.all)]).toEqual([error, { a: 'read', b: 'doubtful' }]);
  });

  it('T-9: because the run is cancelled leaves what was sent in doubt', () => {
    const { batch } = failing('cancelled');
    expect([batch.run.fatal, ends(batch.all)]).toEqual([undefined, { a: 'doubtful', b: 'doubtful' }]);
  });

  it('T-3: of a sample makes all it speaks for unknown, when nothing of it could be read', () => {
    const batch = inDoubt('answer_lost', 'a', 'b', 'c');
    const unread = { ...shown({}), failure: { ...exhausted(), kind: 'exhausted' } as never }; // A verdict without an answer.
    play(look(batch, batch.all.slice(0, 1), 'by_code', batch.all), { look: () => unread });
    expect(new Set(Object.values(ends(batch.all)))).toEqual(new Set(['outcome_unknown']));
  });

  it('T-3: of a sample makes unknown what of the sample could not be read, where some of it was', () => {
    const batch = inDoubt('answer_lost', 'a', 'b', 'c');
    const partly = { ...shown({ a: there }), failure: { ...exhausted(), kind: 'exhausted' } as never }; // A verdict without an answer.
    play(look(batch, batch.all.slice(0, 2), 'by_code', batch.all), { look: () => partly });
    expect(ends(batch.all)).toEqual({ a: 'read', b: 'outcome_unknown', c: 'doubtful' });
  });
});

describe('what is looked at', () => {
  it('T-2: what is a fact already stays so, and is not among what is known then', () => {
    const batch = inDoubt();
    const [a, b] = batch.all;
    if (a) batch.succeed(a, 'created');
    const { came } = play(look(batch, batch.all), { look: () => shown({ a: 'absent', b: there }) });
    expect([ends(batch.all), came]).toEqual([{ a: 'created', b: 'read' }, [b]]);
  });

  it('T-9: nothing is asked of nobody', () => {
    const batch = inDoubt();
    expect(play(look(batch, [])).asked).toEqual([]);
    expect(play(lookOnce(batch, [])).asked).toEqual([]);
  });

  it('O-1: the exchanges of each group stay its own', () => {
    const batch = inDoubt('answer_lost', 'a', 'b', 'c');
    const [a, b, c] = batch.all;
    batch.sent(batch.all.slice(0, 2), { ...exhausted(), requests: [1] });
    batch.sent(batch.all.slice(2), { ...exhausted(), requests: [5] });
    play(look(batch, batch.all), { look: () => shown({ a: there, b: there, c: there }) });
    expect([a?.requests, b?.requests, c?.requests]).toEqual([
      [1, 2],
      [1, 2],
      [5, 2],
    ]);
  });

  it('T-4: is told apart by whether it is in effect', () => {
    const batch = inDoubt();
    const { came } = play(lookOnce(batch, batch.all), { look: () => shown({ a: there, b: 'absent' }) });
    expect([came.inEffect, came.not].map((all) => all.map(({ change }) => change.code))).toEqual([['a'], ['b']]);
  });
});

describe('an outcome that cannot be known', () => {
  it('T-2: tells what stood in the way, and what Permutive said of it', () => {
    const error = errorDetail('service_unavailable');
    const told = { requestId: 'r', httpStatus: 503, retryAfterMs: 1_000 };
    expect(unknownBecause('reading it back failed.', { ...error, ...told })).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining(`reading it back failed. ${error.message}`),
      ...told,
    });
  });
});

describe('an effect that is not seen', () => {
  const many = Array.from({ length: 21 }, (_, at) => `c${at}`);
  const all = (known: typeof there | 'absent') => Object.fromEntries(many.map((code) => [code, known]));

  it('T-4: and may still be running, is looked for once more after a while, some codes first and then the rest', () => {
    const batch = inDoubt('still_running', ...many);
    const { asked, came } = play(lookTwice(batch, batch.all), {
      look: (_codes, _way, nth) => shown(all(nth === 1 ? 'absent' : there)),
    });
    expect(asked).toHaveLength(4);
    expect(asked[2]).toMatch(/^look by code( c\d+){20}$/);
    expect(asked[3]).toMatch(/^look c\d+$/);
    expect(came.inEffect).toHaveLength(21);
  });

  it('T-4: nor is the rest asked again where those still are not there: it stays unknown', () => {
    const batch = inDoubt('still_running', ...many);
    const { asked, came } = play(lookTwice(batch, batch.all), { look: () => shown(all('absent')) });
    expect(asked).toHaveLength(3);
    expect(came.not).toHaveLength(21);
  });

  it('T-4: after a lost answer is looked for once more at every code, for one says nothing of the others', () => {
    const batch = inDoubt();
    const { asked, came } = play(lookTwice(batch, batch.all), {
      look: (_codes, _way, nth) => shown({ a: 'absent', b: nth === 1 ? 'absent' : there }),
    });
    expect(asked).toEqual(['look a b', 'wait 10000', 'look a b']);
    expect(came).toMatchObject({ inEffect: [{ change: { code: 'b' } }], not: [{ change: { code: 'a' } }] });
  });

  it.each([
    { late: 'absent', again: false },
    { late: there, again: true },
  ] as const)(
    'D-4: after a 5xx is looked for twice until nothing of a batch was found in effect ($again)',
    ({ late, again }) => {
      const batch = inDoubt('server_failed');
      const later = () => batch.all.map((one) => mayShowLater(batch, one));
      expect(later()).toEqual([true, true]);
      play(lookTwice(batch, batch.all), {
        look: (_codes, _way, nth) => shown({ a: 'absent', b: nth === 1 ? 'absent' : late }),
      });
      expect(later()).toEqual([again, again]);
    },
  );

  it('T-4: after an answer of somebody else is looked for twice, whatever a second look after a 5xx has shown', () => {
    const batch = inDoubt('server_failed');
    batch.run.learned.failuresShow = false;
    const error = errorDetail('unexpected_response');
    for (const one of batch.all) batch.apply(one, { is: 'unanswered', sent: 'Create', why: 'server_failed', error });
    expect(batch.all.map((one) => mayShowLater(batch, one))).toEqual([true, true]);
  });

  it('T-4: after a lost answer is looked for twice whatever a second look after a 5xx has shown', () => {
    const batch = inDoubt();
    batch.run.learned.failuresShow = false;
    expect(batch.all.map((one) => mayShowLater(batch, one))).toEqual([true, true]);
    play(lookTwice(batch, batch.all), { look: () => shown({ a: 'absent', b: there }) });
    expect(batch.run.learned.failuresShow).toBe(false);
  });

  it('T-4: is not looked for again where all is in effect, or the run is stopped', () => {
    const batch = inDoubt();
    expect(play(lookTwice(batch, batch.all), { look: () => shown({ a: there, b: there }) }).asked).toEqual([
      'look a b',
    ]);
    const stopped = inDoubt();
    const { asked, came } = play(lookTwice(stopped, stopped.all), {
      look: () => {
        Object.assign(stopped.run, { fatal: errorDetail('authentication_failed') });
        return shown({ a: 'absent', b: 'absent' });
      },
    });
    expect([asked, came.not.length]).toEqual([['look a b'], 2]);
  });

  it('T-4: twenty codes are no sample yet, and a sample speaks for nothing but what may still be running', () => {
    const twenty = many.slice(0, 20);
    const asked = (batch: OpenBatch) => play(lookTwice(batch, batch.all), { look: () => shown(all('absent')) }).asked;
    expect(asked(inDoubt('still_running', ...twenty))).toEqual([
      `look ${twenty.join(' ')}`,
      'wait 10000',
      `look ${twenty.join(' ')}`,
    ]);
    expect(asked(inDoubt('answer_lost', ...many))[2]).toBe(`look ${many.join(' ')}`);
  });

  it('T-4: and of which one of the sample has changed since, is asked for at every code', () => {
    const batch = inDoubt('still_running', ...many);
    const changed = { ...fingerprintOf({ name: 'Other' }), updatedAt: 1 };
    for (const one of batch.all) one.sentAt = 0;
    const { asked } = play(lookTwice(batch, batch.all), {
      look: (_codes, _way, nth) => shown(all(nth === 1 ? 'absent' : changed)),
    });
    expect(asked).toHaveLength(4);
  });

  it('D-4: a first look that finds something after a 5xx shows that failures may take effect', () => {
    const batch = inDoubt('server_failed');
    play(lookTwice(batch, batch.all), { look: () => shown({ a: there, b: 'absent' }) });
    expect(batch.run.learned.failuresShow).toBe(true);
    const next = inDoubt('server_failed');
    next.run.learned.failuresShow = true;
    play(lookTwice(next, next.all), { look: () => shown({ a: 'absent', b: 'absent' }) });
    expect(next.run.learned.failuresShow).toBe(true);
  });

  it.each(['not_shown', 'answer_lost', 'still_running'] as const)('T-4: because of %s may come', (why) => {
    const batch = aBatch(aRun(), wanted('a'));
    for (const one of batch.all) {
      batch.apply(one, { is: 'unanswered', sent: 'Create', why, error: undefined });
      expect(mayShowLater(batch, one)).toBe(true);
    }
  });

  it('T-4: that was refused in company may come only where the server carries out part of what it refuses', () => {
    const batch = aBatch(aRun(), wanted('a'));
    const refusal = { error: errorDetail('rejected_by_permutive'), body: '', signature: '', about: 'row' } as const;
    const [one] = batch.all;
    if (one === undefined) throw new Error('It has one.');
    expect(mayShowLater(batch, one)).toBe(false);
    batch.apply(one, { is: 'refused_together', sent: 'Create', why: undefined, refusal });
    expect(mayShowLater(batch, one)).toBe(false);
    batch.run.learned.carriesOutInPart = true;
    expect(mayShowLater(batch, one)).toBe(true);
  });

  it('D-4: only a 5xx speaks for itself; what somebody else answered, or is not told, does not', () => {
    const failed = (error: ErrorDetail | undefined, why: 'server_failed' | 'answer_lost' = 'server_failed') => {
      const batch = aBatch(aRun(), wanted('a'));
      return batch.all.map((one) => {
        batch.apply(one, { is: 'unanswered', sent: 'Create', why, error });
        return isFailedOnly(one);
      })[0];
    };
    expect(failed(errorDetail('service_unavailable'))).toBe(true);
    expect(failed(errorDetail('unexpected_response'))).toBe(false);
    expect(failed(undefined)).toBe(false);
    expect(failed(errorDetail('service_unavailable'), 'answer_lost')).toBe(false);
  });

  it('T-4: a guess of absence is read by code before a deletion is settled by it', () => {
    const batch = aBatch(aRun(), unwanted('a'));
    for (const one of batch.all)
      batch.apply(one, { is: 'unanswered', sent: 'Delete', why: 'answer_lost', error: undefined });
    const { asked } = play(lookTwice(batch, batch.all), {
      look: (_codes, way) => shown({ a: way === 'by_code' ? 'absent' : 'unlisted' }),
    });
    expect(asked).toEqual(['look a', 'look by code a']);
  });
});

describe('what was refused as a conflict', () => {
  const conflicting = (answer: Parameters<typeof play>[1], patient = true) => {
    const batch = inDoubt();
    return play(lookForConflict(batch, batch.all, patient), answer);
  };

  it('T-4: and is explained by a look is looked at once', () => {
    const { asked, came } = conflicting({ look: () => shown({ a: there, b: 'absent' }) });
    expect({ asked, changed: came.changed }).toEqual({ asked: ['look a b'], changed: true });
  });

  it('T-4: and contradicted by the look is looked at again within 10 s', () => {
    const { asked, came } = conflicting({ look: () => shown({ a: 'absent', b: 'absent' }) });
    expect(asked).toEqual(['look a b', 'wait 2000', 'look a b', 'wait 8000', 'look a b']);
    expect(came.changed).toBe(false);
  });

  it('T-4: and explained by the second look is read no third time', () => {
    const { asked, came } = conflicting({
      look: (_codes, _way, nth) => shown({ a: nth === 1 ? 'absent' : there, b: 'absent' }),
    });
    expect([asked, came.changed]).toEqual([['look a b', 'wait 2000', 'look a b'], true]);
  });

  it('T-4: and contradicted is not looked at again where its words need not mean that', () => {
    expect(conflicting({ look: () => shown({ a: 'absent', b: 'absent' }) }, false).asked).toEqual(['look a b']);
  });

  it('T-4: and of which nothing could be learned is left', () => {
    const { asked, came } = conflicting({});
    expect([asked, came]).toEqual([['look a b'], { known: [], changed: false }]);
  });

  it('T-9: and contradicted is not looked at again once the run is stopped', () => {
    const batch = inDoubt();
    const step = lookForConflict(batch, batch.all, true);
    const words: string[] = [];
    for (let next = step.next(); !next.done; ) {
      words.push(next.value.is);
      if (next.value.is === 'wait') batch.run.fatal = errorDetail('authentication_failed');
      next = step.next(next.value.is === 'observe' ? shown({ a: 'absent', b: 'absent' }) : undefined);
    }
    expect(words).toEqual(['observe', 'wait']);
  });

  it('T-4: and guessed to be absent, and really so, is looked at again within 10 s', () => {
    const { asked, came } = conflicting({
      look: (_codes, way) => shown({ a: way === 'by_code' ? 'absent' : 'unlisted', b: 'absent' }),
    });
    expect(asked).toEqual(['look a b', 'look by code a', 'wait 2000', 'look a b', 'wait 8000', 'look a b']);
    expect(came.changed).toBe(false);
  });

  it('T-4: and only guessed to be absent is read by code first', () => {
    const { asked, came } = conflicting({
      look: (_codes, way) => shown(way === 'by_code' ? { a: there, b: 'absent' } : { a: 'unlisted', b: 'unlisted' }),
    });
    expect(asked).toEqual(['look a b', 'look by code a b']);
    expect(came.changed).toBe(true);
  });
});

describe('what the run had brought about before codes were seen to be folded', () => {
  function recalled({
    folds = true,
    brought = ['news'],
    change = wanted('News'),
    known = there as Exclude<Known, undefined>,
  } = {}) {
    const run = aRun({ results: { settled: 0, isBroughtAbout: (code) => brought.includes(code) } });
    if (folds) run.observer.learnFolding('News');
    const batch = aBatch(run, change, wanted('other'));
    const { asked } = play(recallTwins(batch, batch.all), { look: () => shown({ [change.code]: known }) });
    return { asked, remembered: [...run.learned.broughtAbout] };
  }

  it('T-3: is read when another spelling of it comes, and remembered by its values', () => {
    expect(recalled()).toEqual({
      asked: ['look by code News'],
      remembered: [['news', { code: 'news', as: there }]],
    });
  });

  it('T-3: is not read where codes are not folded, nothing was brought about, or it is the same spelling', () => {
    const nothing = { asked: [], remembered: [] };
    expect(recalled({ folds: false })).toEqual(nothing);
    expect(recalled({ brought: [] })).toEqual(nothing);
    expect(recalled({ brought: ['News'] })).toEqual(nothing);
    expect(recalled({ change: unwanted('News') as ReturnType<typeof wanted> })).toEqual(nothing);
  });

  it('T-3: is not remembered when it is gone since', () => {
    expect(recalled({ known: 'absent' })).toEqual({ asked: ['look by code News'], remembered: [] });
  });

  it('T-3: is told from what was not there before this one was sent, and has changed since: that may be its own work', () => {
    const changedAt = Date.UTC(2030, 0, 1);
    const recalledAfter = (before: Exclude<Known, undefined>, sentAt: number) => {
      const run = aRun({ results: { settled: 0, isBroughtAbout: (code) => code === 'news' } });
      run.observer.learnFolding('News');
      const batch = aBatch(run, wanted('News'));
      const known = { ...other, updatedAt: changedAt };
      for (const one of batch.all) {
        batch.apply(one, { is: 'seen', known: before });
        one.sentAt = sentAt;
        batch.apply(one, { is: 'unanswered', sent: 'Create', why: 'refused_in_company', error: undefined });
      }
      play(recallTwins(batch, batch.all), { look: () => shown({ News: known }) });
      return [...run.learned.broughtAbout.keys()];
    };
    expect(recalledAfter('absent', changedAt)).toEqual([]);
    expect(recalledAfter('absent', changedAt + 60_000)).toEqual(['news']);
    expect(recalledAfter(there, changedAt)).toEqual(['news']);
  });

  it('T-3: is not read twice', () => {
    const run = aRun({ results: { settled: 0, isBroughtAbout: (code) => code === 'news' } });
    run.observer.learnFolding('News');
    run.learned.broughtAbout.set('news', { code: 'news', as: there });
    const batch = aBatch(run, wanted('NEWS'));
    expect(play(recallTwins(batch, batch.all)).asked).toEqual([]);
  });
});
