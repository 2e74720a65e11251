import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import { isOpen, isRefused, knownTo, type OpenBatch, type OpenChange } from '../../connector/recover/open-batch.ts';
import type { Doubt, Refusal } from '../../connector/recover/standing.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { aBatch, aRun, ends, exhausted, play, SENT_AT, unwanted, wanted } from '../support/step-play.ts';

const seen = (ms: number, name = 'Wanted') => ({ ...fingerprintOf({ name }), updatedAt: SENT_AT + ms });
const LONG_AGO = -60_000;
const refusal: Refusal = { error: errorDetail('rejected_by_permutive'), body: '', signature: 's', about: 'row' };
const unknown = errorDetail('outcome_unknown');

/** The one change of a batch, of which so much was known before it was sent. */
function one(before?: Known, change = wanted('a'), run = aRun()) {
  if (before !== undefined) {
    Object.assign(run.observer, { listed: true });
    if (before === 'absent' || typeof before === 'object') run.observer.note(change.code, before);
  }
  const batch = aBatch(run, change);
  const [first] = batch.all;
  if (first === undefined) throw new Error('A batch of one has one.');
  return { run, batch, first };
}

const send = (batch: OpenBatch, first: OpenChange, why: Doubt, at = SENT_AT) => {
  first.sentAt = at;
  batch.apply(first, { is: 'unanswered', sent: first.next, why, error: undefined });
};
const read = (batch: OpenBatch, first: OpenChange, known: Exclude<Known, undefined>) =>
  batch.apply(first, { is: 'seen', known });

/** One that was sent, of which nobody said anything, and that was read since. */
function doubted(why: Doubt, before: Known, known: Exclude<Known, undefined>, change = wanted('a')) {
  const opened = one(before, change);
  send(opened.batch, opened.first, why);
  read(opened.batch, opened.first, known);
  return opened;
}

describe('a batch that is opened', () => {
  it('T-5: knows what a listing told, and what is to be sent first', () => {
    const run = aRun();
    Object.assign(run.observer, { listed: true });
    run.observer.note('a', 'absent');
    const batch = aBatch(run, wanted('a'), unwanted('b'));
    expect(batch.all).toMatchObject([
      { standing: { is: 'unsent', known: 'absent' }, next: 'Create', requests: [], contradictions: 0, followed: 0 },
      { standing: { is: 'unsent', known: 'unlisted' }, next: 'Delete' },
    ]);
    expect([batch.reconciled, batch.accepted, batch.requests, batch.permutiveAnswers]).toEqual([0, 0, 0, undefined]);
  });

  it('T-9: is stopped by what is fatal, and by a cancelled run', () => {
    expect([
      one().batch.stopped,
      one(undefined, undefined, aRun({ cancel: AbortSignal.abort() })).batch.stopped,
    ]).toEqual([false, true]);
    expect(one(undefined, undefined, aRun({ fatal: unknown })).batch.stopped).toBe(true);
  });

  it('O-1: notes of a group that went out by which exchanges and when, and nothing of one that did not', () => {
    const { batch, first } = one();
    batch.sent(batch.all, { ...exhausted(), requests: [3, 4], sentAt: SENT_AT });
    batch.sent(batch.all, { ...exhausted(), requests: [], sentAt: SENT_AT + 9 });
    expect([first.requests, first.sentAt, batch.requests]).toEqual([[3, 4], SENT_AT, 2]);
  });
});

describe('a change that becomes a fact', () => {
  it('T-1: is told once, and is open no longer', () => {
    const { batch, first } = one();
    batch.succeed(first, 'created');
    batch.fail(first, unknown);
    expect([isOpen(first), batch.open]).toEqual([false, []]);
    const { facts } = play(batch.report());
    expect([facts.length, ends(facts)]).toEqual([1, { a: 'created' }]);
    expect(play(batch.report()).facts).toEqual([]);
  });

  it('T-2: and cannot be known is not taken from an older listing by a later batch; whatever else it is, it may be', () => {
    for (const [error, known] of [
      [unknown, undefined],
      [errorDetail('rate_limited'), 'absent'],
    ] as const) {
      const { batch, first, run } = one('absent');
      batch.fail(first, error);
      expect(run.observer.known('a')).toBe(known);
    }
  });

  it('T-2: and cannot be known at the end is not taken from what a listing has told of it since', () => {
    const { batch, first, run } = one('absent');
    batch.fail(first, unknown);
    run.observer.note('a', 'absent');
    batch.endUnknown();
    expect(run.observer.known('a')).toBeUndefined();
  });

  it('T-2: and cannot be known is told last, for what is read for others may still show it', () => {
    const { batch, first } = doubted('answer_lost', undefined, seen(LONG_AGO, 'Other'));
    batch.fail(first, unknown);
    expect(play(batch.report()).facts).toEqual([]);
    batch.endUnknown();
    expect(ends(play(batch.report()).facts)).toEqual({ a: 'outcome_unknown' });
    expect(batch.revise(() => seen(100))).toEqual([]);
  });

  it('T-3: is not told as failed for what went wrong while accepted values were being made sure of', () => {
    const { batch, first } = one();
    first.did = 'created';
    batch.fail(first, errorDetail('service_unavailable', { message: 'Down.', requestId: 'r' }));
    expect(first.standing).toMatchObject({
      resolution: {
        is: 'failed',
        error: {
          code: 'outcome_unknown',
          requestId: 'r',
          message: expect.stringMatching(/^Permutive accepted the operation, but keeps other values.*Down\.$/),
        },
      },
    });
    const other = one();
    other.first.did = 'created';
    other.batch.fail(other.first, errorDetail('service_unavailable'));
    expect(JSON.stringify(other.first.standing)).not.toContain('requestId');
    const succeeded = one();
    succeeded.first.did = 'created';
    succeeded.batch.succeed(succeeded.first, 'created');
    expect(ends(succeeded.batch.all)).toEqual({ a: 'created' });
  });

  it('T-3: is unknown where another spelling of its code has changed since it was sent', () => {
    const failing = ({ at = 0, folds = false, doubt = true, known = 'absent' as Exclude<Known, undefined> } = {}) => {
      const { batch, first, run } = one(undefined, wanted('News'));
      run.observer.note('news', { ...seen(at), ...(at === 0 && { updatedAt: 0 }) });
      if (folds) run.observer.learnFolding('News');
      if (doubt) send(batch, first, 'answer_lost');
      read(batch, first, known);
      batch.fail(first, errorDetail('network_error'));
      return ends(batch.all)['News'];
    };
    expect(failing({ at: 100 })).toBe('outcome_unknown');
    expect(failing({ at: LONG_AGO })).toBe('network_error');
    expect(failing({ at: 0 })).toBe('network_error'); // Of no time nobody can say that it is since.
    expect(failing({ at: 100, folds: true })).toBe('network_error');
    expect(failing({ at: 100, doubt: false })).toBe('network_error');
    expect(failing({ at: 100, known: seen(LONG_AGO, 'Other') })).toBe('network_error');
  });
});

describe('what is read of a change', () => {
  it('T-2: is in effect when it is as wanted', () => {
    expect(one('absent').batch.inEffect(one('absent').first)).toBe(false);
    for (const [known, inEffect] of [
      [seen(0), true],
      [seen(0, 'Other'), false],
      ['absent', false],
    ] as const) {
      const { batch, first } = doubted('answer_lost', undefined, known);
      expect(batch.inEffect(first)).toBe(inEffect);
    }
  });

  it('T-4: as it is wanted is not overruled by its not being shown later; as it is not wanted, it is', () => {
    const { batch, first } = doubted('answer_lost', undefined, seen(100));
    read(batch, first, 'unlisted');
    expect(batch.inEffect(first)).toBe(true);
    read(batch, first, seen(100, 'Other'));
    read(batch, first, 'unlisted');
    expect(knownTo(first)).toBe('unlisted');
  });

  it('T-4: is this run’s own work when it has changed since it was sent without a word of it', () => {
    const ours = (why: Doubt, before: Known, known: Exclude<Known, undefined>) => {
      const { batch, first } = doubted(why, before, known);
      return batch.isOurs(first);
    };
    expect(ours('answer_lost', undefined, seen(100))).toBe(true);
    expect(ours('answer_lost', undefined, seen(LONG_AGO))).toBe(false);
    expect(ours('answer_lost', seen(100, 'Other'), seen(100))).toBe(false); // The time that was seen before.
    expect(ours('answer_lost', undefined, { ...seen(0), updatedAt: 0 })).toBe(false);
    expect(ours('answer_lost', undefined, 'absent')).toBe(false);
    expect(ours('refused_in_company', undefined, seen(100))).toBe(false);
  });

  it('T-2: what is there is no deletion’s work, however lately it changed', () => {
    const batch = aBatch(aRun(), unwanted('a'));
    const [gone] = batch.all;
    if (gone === undefined) throw new Error('A batch of one.');
    batch.apply(gone, { is: 'unanswered', sent: 'Delete', why: 'answer_lost', error: undefined });
    batch.apply(gone, { is: 'seen', known: seen(100) });
    expect([batch.changedInDoubt(gone), batch.isOurs(gone)]).toEqual([false, false]);
  });

  it('T-4: of what was refused in company, only where the server carries out part of what it refuses', () => {
    const { batch, first, run } = doubted('refused_in_company', undefined, seen(100));
    run.learned.carriesOutInPart = true;
    expect(batch.isOurs(first)).toBe(true);
  });

  it('T-4: is that of an earlier batch where it has just brought it about', () => {
    const { batch, first, run } = doubted('answer_lost', undefined, seen(100));
    run.learned.recent.note([wanted('a')], SENT_AT - 1_000);
    expect([batch.isOurs(first), batch.changedInDoubt(first)]).toEqual([false, true]);
  });

  it('T-4: is nobody’s work before it was sent, or where its sending was answered', () => {
    const unsent = one();
    expect([unsent.batch.isOurs(unsent.first), unsent.batch.changedInDoubt(unsent.first)]).toEqual([false, false]);
    read(unsent.batch, unsent.first, seen(100));
    expect([unsent.batch.isOurs(unsent.first), unsent.batch.changedInDoubt(unsent.first)]).toEqual([false, false]);
    const answered = one();
    answered.first.sentAt = SENT_AT;
    answered.batch.apply(answered.first, { is: 'refused_alone', sent: 'Create', why: undefined, refusal });
    read(answered.batch, answered.first, seen(100));
    expect(answered.batch.isOurs(answered.first)).toBe(false);
  });

  it('T-4: is weighed against the first sending in doubt, and what was known before that', () => {
    const { batch, first } = doubted('answer_lost', 'absent', seen(5_000, 'Other'));
    send(batch, first, 'answer_lost', SENT_AT + 10_000);
    read(batch, first, seen(5_000));
    expect(first.doubted).toEqual({ since: SENT_AT, before: 'absent' });
    expect([batch.isOurs(first), batch.changedSinceSent(first)]).toEqual([true, false]);
  });

  it('T-3: has changed since it was sent last by the time that is told of it', () => {
    const changed = (known: Exclude<Known, undefined>, before?: Known) => {
      const { batch, first } = doubted('not_shown', before, known);
      return batch.changedSinceSent(first);
    };
    expect([changed(seen(100)), changed(seen(LONG_AGO)), changed('absent')]).toEqual([true, false, false]);
    expect([changed({ ...seen(0), updatedAt: 0 }), changed(seen(100), seen(100, 'Other'))]).toEqual([false, false]);
    const unsent = one();
    expect(unsent.batch.changedSinceSent(unsent.first)).toBe(false);
    const run = aRun();
    Object.assign(run.observer, { listed: true });
    run.observer.note('a', seen(100));
    const listed = aBatch(run, wanted('a'));
    expect(listed.all.map((each) => listed.changedSinceSent(each))).toEqual([false]);
  });
});

describe('whose doing it is that a change is in effect', () => {
  it.each(['answer_lost', 'still_running', 'server_failed', 'not_shown'] as const)(
    'T-4: this run’s after %s, unless it has not changed since',
    (why) => {
      const doing = (before: Known, known: Exclude<Known, undefined>, change = wanted('a')) => {
        const { batch, first } = doubted(why, before, known, change);
        return batch.whoDidIt(first);
      };
      expect(doing(undefined, seen(100))).toBe('created');
      expect(doing(undefined, seen(LONG_AGO))).toBe('unchanged');
      expect(doing(seen(100, 'Other'), seen(100))).toBe('unchanged');
      expect(doing(undefined, 'absent', unwanted('a'))).toBe('deleted');
    },
  );

  it('T-4: after a refusal in company this run’s only where the server carries out part, and it was otherwise before', () => {
    const doing = (before: Known, known: Exclude<Known, undefined>, inPart: boolean) => {
      const { batch, first, run } = doubted('refused_in_company', before, known);
      run.learned.carriesOutInPart = inPart;
      return batch.whoDidIt(first);
    };
    expect(doing('absent', seen(100), true)).toBe('created');
    expect(doing('absent', seen(100), false)).toBe('unchanged');
    expect(doing(undefined, seen(100), true)).toBe('unchanged');
    expect(doing('absent', seen(LONG_AGO), true)).toBe('unchanged');
  });

  it('T-2: nobody’s where it was never sent, or its sending was refused', () => {
    const unsent = one();
    expect(unsent.batch.whoDidIt(unsent.first)).toBe('unchanged');
    read(unsent.batch, unsent.first, seen(100));
    expect(unsent.batch.whoDidIt(unsent.first)).toBe('unchanged');
    const refused = one();
    refused.batch.apply(refused.first, { is: 'refused_alone', sent: 'Create', why: undefined, refusal });
    read(refused.batch, refused.first, seen(100));
    expect(refused.batch.whoDidIt(refused.first)).toBe('unchanged');
  });

  it('T-3: what an accepted operation has done already stays its outcome', () => {
    const { batch, first } = one();
    first.did = 'updated';
    expect(batch.whoDidIt(first)).toBe('updated');
  });
});

describe('a server that is seen to refuse a batch as a whole', () => {
  const passes = (about: Refusal['about'], next: OpenChange['next'] = 'Create') => {
    const { batch, first } = one();
    first.next = next;
    batch.apply(first, { is: 'refused_together', sent: next, why: undefined, refusal: { ...refusal, about } });
    batch.countAccepted(first);
    return [batch.accepted, batch.refusesWhole];
  };

  it('T-4: has accepted what it had refused in company', () => {
    expect([passes('row'), passes('conflict'), passes('perhaps_conflict'), passes('row', 'Delete')]).toEqual(
      Array(4).fill([1, true]),
    );
  });

  it('T-4: is not seen so by an Update, which passes in any case, nor by what somebody in between had stopped', () => {
    expect([passes('row', 'Update'), passes('blocked'), passes('failing')]).toEqual(Array(3).fill([1, false]));
  });

  it('T-4: nor by what was never refused', () => {
    const { batch, first } = one();
    batch.countAccepted(first);
    expect(batch.refusesWhole).toBe(false);
  });
});

describe('where a change stands', () => {
  it('T-6: it is refused by itself until something has come of that', () => {
    const { batch, first } = one();
    expect(isRefused(first)).toBe(false);
    batch.apply(first, { is: 'refused_alone', sent: 'Create', why: undefined, refusal });
    expect(isRefused(first)).toBe(true);
    read(batch, first, 'absent');
    expect([isRefused(first), knownTo(first)]).toEqual([true, 'absent']);
    batch.apply(first, { is: 'unanswered', sent: 'Create', why: 'answer_lost', error: undefined });
    expect(isRefused(first)).toBe(false);
  });
});
