import { describe, expect, it } from '@jest/globals';
import type { Resolution, Standing } from '../../connector/recover/standing.ts';
import { AcceptedTelling, FactTelling, UNKNOWN, UNSENT } from '../../connector/settle/settlement.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { removal, wanted } from '../plan/changes.ts';

const error = errorDetail('rejected_by_permutive');

/** A dry run that tells of each segment its code and whether the change takes. */
const foretelling = {
  segmentOf: ({ code }: { readonly code: string }, took: boolean) => ({ id: `${code} ${took ? 'takes' : 'fails'}` }),
};
const silent = { segmentOf: () => undefined };

describe('a change that was accepted as it was asked for', () => {
  it('T-1: is created or deleted, in its batch, by the exchanges it took', () => {
    const telling = new AcceptedTelling({ batch: 3, requests: [7] }, undefined);
    const by = { status: 'succeeded', batch: 3, requests: [7] };
    expect(telling.settlementOf(wanted('a'))).toEqual({
      ...by,
      outcome: 'created',
      operation: 'Create',
      isThere: true,
    });
    expect(telling.settlementOf(removal('a'))).toEqual({
      ...by,
      outcome: 'deleted',
      operation: 'Delete',
      isThere: false,
    });
  });

  it('P-6: is told by one object for all of a batch', () => {
    const telling = new AcceptedTelling({ batch: 1, requests: [1] }, undefined);
    expect(telling.settlementOf(wanted('a'))).toBe(telling.settlementOf(wanted('b')));
  });

  it('O-1: names no exchange where it took none', () => {
    const telling = new AcceptedTelling({ batch: 1, requests: [] }, undefined);
    expect(telling.settlementOf(wanted('a'))).not.toHaveProperty('requests');
  });

  it('P-7: tells in a dry run what would be there, where that is known', () => {
    const by = { batch: 1, requests: [] };
    expect(new AcceptedTelling(by, foretelling).settlementOf(wanted('a'))).toMatchObject({
      outcome: 'created',
      segment: { id: 'a takes' },
    });
    expect(new AcceptedTelling(by, silent).settlementOf(wanted('a'))).not.toHaveProperty('segment');
  });
});

describe('a change that has become a fact', () => {
  const plain = { spellingOf: () => undefined };
  const fact = (resolution: Resolution, sent?: 'Create' | 'Update'): Standing => ({ is: 'fact', sent, resolution });
  const told = (standing: Standing, requests: number[] = [], of = new FactTelling(2, plain, undefined)) =>
    of.settlementOf({ change: wanted('a'), standing, requests });

  it('T-1: has no result before', () => {
    expect(told({ is: 'unsent', known: undefined })).toBeUndefined();
  });

  it('T-2: that succeeded has its outcome, and the operation sent last', () => {
    expect(told(fact({ is: 'succeeded', outcome: 'updated' }, 'Update'), [4])).toStrictEqual({
      status: 'succeeded',
      outcome: 'updated',
      operation: 'Update',
      batch: 2,
      isThere: true,
      requests: [4],
    });
  });

  it('T-3: leaves its segment there or not as it was asked for, also where that was found so', () => {
    const found = fact({ is: 'succeeded', outcome: 'unchanged' });
    const of = new FactTelling(2, plain, undefined);
    const isThere = (change: ReturnType<typeof wanted>) =>
      of.settlementOf({ change, standing: found, requests: [] })?.isThere;
    expect([isThere(wanted('a')), isThere(removal('a'))]).toEqual([true, false]);
  });

  it.each(['failed', 'skipped'] as const)('T-2: that %s has no outcome, but its error', (is) => {
    expect(told(fact({ is, error }))).toStrictEqual({
      status: is,
      outcome: null,
      operation: null,
      batch: 2,
      isThere: true,
      error,
    });
  });

  it('T-3: is told under the code that Permutive keeps, where that is known to be another', () => {
    const folding = { spellingOf: (code: string) => (code === 'a' ? 'A' : undefined) };
    const done = fact({ is: 'succeeded', outcome: 'created' }, 'Create');
    expect(told(done, [], new FactTelling(2, folding, undefined))).toMatchObject({ segmentCode: 'A' });
    expect(told(done)).not.toHaveProperty('segmentCode');
  });

  it('P-7: tells in a dry run what would be there, which is nothing new where it would fail', () => {
    const foretold = new FactTelling(2, plain, foretelling);
    expect(told(fact({ is: 'succeeded', outcome: 'created' }), [], foretold)?.segment).toEqual({ id: 'a takes' });
    expect(told(fact({ is: 'failed', error }), [], foretold)?.segment).toEqual({ id: 'a fails' });
    expect(told(fact({ is: 'failed', error }), [], new FactTelling(2, plain, silent))).not.toHaveProperty('segment');
  });
});

describe('rows whose result no answer tells', () => {
  it('T-1: have an error, and neither outcome nor operation, where nothing was sent for them', () => {
    const { rowId, changeSetId, others, codeSource, told } = removal('a');
    const rows = { rowId, changeSetId, others, code: 'a', codeSource, told, status: 'skipped', error } as const;
    expect(UNSENT.rowsOf(rows)).toBe(rows);
    expect(UNSENT.settlementOf(rows)).toEqual({
      status: 'skipped',
      outcome: null,
      operation: null,
      isThere: false,
      error,
    });
  });

  it('T-1: cannot be known where a run breaks off', () => {
    const change = wanted('a');
    expect(UNKNOWN.rowsOf(change)).toBe(change);
    expect(UNKNOWN.settlementOf(change)).toMatchObject({
      status: 'failed',
      outcome: null,
      operation: null,
      isThere: false,
      error: { code: 'outcome_unknown' },
    });
  });
});
