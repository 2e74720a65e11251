import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { toldAtStop } from '../../connector/recover/batch.ts';
import type { Refusal, Standing } from '../../connector/recover/standing.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { accepted, aRun, exhausted, refused, resolved } from '../support/step-play.ts';

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

const refusal: Refusal = { error: errorDetail('rejected_by_permutive'), body: '', signature: '', about: 'row' };
const STANDINGS: { [Is in Standing['is']]: Extract<Standing, { is: Is }> } = {
  unsent: { is: 'unsent', known: undefined },
  doubtful: { is: 'doubtful', sent: 'Create', before: undefined, why: 'answer_lost', error: undefined },
  refused: { is: 'refused', sent: 'Create', before: undefined, why: undefined, refusal },
  read: {
    is: 'read',
    sent: 'Create',
    before: undefined,
    why: 'answer_lost',
    known: fingerprintOf({ name: 'Seen' }),
    refusal: undefined,
    error: undefined,
  },
  fact: { is: 'fact', sent: 'Create', resolution: { is: 'succeeded', outcome: 'created' } },
};

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
    const resolution = toldAtStop(standing, stop, () => (inEffect ? 'created' : undefined));
    return resolution.is === 'succeeded' ? resolution.outcome : resolution.error.code;
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
});
