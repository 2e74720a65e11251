import { describe, expect, test } from '@jest/globals';
import { evidenceOf } from '../../connector/receipt/index.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import type { RequestEnded } from '../../spec/host/request-event.ts';
import type { RowResult } from '../../spec/host/row-result.ts';

const exchange = (number: number, more: Partial<RequestEnded>): RequestEnded => ({
  kind: 'request',
  number,
  at: `2026-11-25T18:05:0${number}.000Z`,
  batch: 1,
  method: 'PATCH',
  purpose: 'batch',
  operations: 5_000,
  attempt: 1,
  verdict: '',
  status: 200,
  ms: 100,
  ...more,
});
const { status: _none, ...lost } = exchange(3, {});
const EXCHANGES = new Map<number, RequestEnded>([
  [1, exchange(1, {})],
  [2, exchange(2, { status: 400, operations: 1, purpose: 'narrow' })],
  [3, lost],
  [4, exchange(4, { method: 'GET', purpose: 'listing' })],
  [5, exchange(5, { method: 'GET', purpose: 'confirm', status: 404 })],
]);
const told = (more: Partial<RowResult>) =>
  evidenceOf(
    { rowId: '1', status: 'succeeded', outcome: 'updated', operation: 'Update', segmentCode: 'a', ...more },
    EXCHANGES,
  );

describe('evidence of a row (U-10)', () => {
  test('U-10: a lost answer that was looked up reads: sent, no answer, read back, equal', () => {
    const { conclusion, trail } = told({ requests: [3, 4] });
    expect(conclusion).toBe(
      'The answer to the request got lost; the import, read afterwards, holds what the row asks for.',
    );
    expect(trail.map(({ title }) => title)).toEqual([
      'Sent in request 3 as Update; no answer after 0.1 s',
      'Looked up in request 4',
      'Equal to what the row asks for',
    ]);
  });

  test('U-10: a deletion that was looked up is known by its absence', () => {
    const { conclusion, trail } = told({ outcome: 'deleted', operation: 'Delete', requests: [1, 5] });
    expect(conclusion).toContain('not there any more');
    expect(trail[1]?.title).toBe('Looked up in request 5: it is not there');
  });

  test('U-10: a row that was never sent says so before it says why', () => {
    const error = errorDetail('invalid_field', { message: 'cpm is not a number.' });
    const { conclusion, trail } = told({ status: 'failed', outcome: null, operation: null, requests: [], error });
    expect(conclusion).toBe('Nothing was sent for the row. cpm is not a number.');
    expect(trail).toHaveLength(1);
  });

  test('U-10: what cannot be known is told as that', () => {
    const { trail } = told({ status: 'failed', outcome: null, requests: [3], error: errorDetail('outcome_unknown') });
    expect(trail.at(-1)?.title).toBe('Not known');
  });

  test('U-10: a row refused alone is told by the request that carried it alone', () => {
    const error = errorDetail('rejected_by_permutive', { message: 'Invalid value for: body' });
    const { trail, conclusion } = told({ status: 'failed', outcome: null, requests: [2], error });
    expect(trail[0]).toMatchObject({ title: 'Sent in request 2 as Update, refused', tone: 'trouble' });
    expect(trail[0]?.detail).toContain('alone');
    expect(conclusion).toBe('Invalid value for: body');
  });
});
