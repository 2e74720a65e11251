import { describe, expect, it } from '@jest/globals';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult, WriteSummary } from '../../../spec/host/row-result.ts';
import type { ExchangeRecord } from '../../support/exchange-log.ts';
import type { Judged } from '../../support/invariants/judged.ts';
import { unknownOnlyUnread } from '../../support/invariants/unknown.ts';

/** One exchange of a run: what was asked, and what came of it. */
type Said = readonly [asked: string, status: number, answer?: object];

const IMPORT = '/imports/32f8e031-c532-41bb-b25e-65bdb677a96f';
const ABSENT = { error: { status: 'Not Found', code: 3000, message: 'The resource does not exist.' } };
const there = (code: string, name = 'Wanted') => ({ code, name });
const read = (path: string, status: number, answer: object = ABSENT): Said => [
  `/segments/code/${path}`,
  status,
  answer,
];
/** A batch of one: its kind and code. */
const batch = (operation: string, status: number, answer: object = ABSENT): Said => [operation, status, answer];
/** A page of a listing; the last of it unless a token of the next is given. */
const page = (elements: readonly object[], next_token?: string): Said => [
  '/segments',
  200,
  { elements, pagination: { next_token } },
];

function exchange([asked, status, answer]: Said, at: number): ExchangeRecord {
  const isRead = asked.startsWith('/');
  const [operation, code] = asked.split(' ');
  const data = operation === 'Delete' ? { code } : { data: { code, name: 'Wanted' } };
  const time = { at, sentAs: at, answeredAs: at, answeredAt: at, endedAt: at, retryAfter: null, date: undefined };
  return {
    ...time,
    method: isRead ? 'GET' : 'PATCH',
    path: isRead ? IMPORT + asked : `${IMPORT}/segments`,
    headers: new Headers(),
    body: isRead ? '' : JSON.stringify({ operations: [{ operation, ...data }] }),
    status,
    answer: JSON.stringify(answer),
  };
}

/** What the judge says of a row that was told as unknown after these exchanges. */
function complaints(
  row: { readonly code: string; readonly removed?: true },
  said: readonly Said[],
  summary?: WriteSummary,
  switches?: Judged['switches'],
): string[] {
  const result: RowResult = {
    rowId: 'r',
    status: 'failed',
    outcome: null,
    operation: row.removed ? 'Delete' : 'Create',
    segmentCode: row.code,
    error: errorDetail('outcome_unknown'),
  };
  const change = row.removed ? ('removed' as const) : ('added' as const);
  return [
    ...unknownOnlyUnread({
      mode: 'mirror',
      changeSets: [{ rows: [{ rowId: 'r', change, segment_code: row.code, segment_name: 'Wanted' }] }],
      results: [result],
      segments: [],
      exchanges: said.map(exchange),
      applied: new Map(),
      summary,
      ...(switches && { switches }),
    }),
  ];
}
const CANCELLED: WriteSummary = {
  status: 'cancelled',
  dryRun: false,
  rows: { received: 1, succeeded: 0, failed: 1, skipped: 0 },
  outcomes: { created: 0, updated: 0, deleted: 0, unchanged: 0 },
  segments: { created: 0, updated: 0, deleted: 0, unchanged: 0 },
  requests: { sent: 1, retried: 0 },
  durationMs: 0,
};
const knew = [expect.stringMatching(/^T-2: the outcome of row r is unknown, but it was read back/)];

describe('the judge of what a run says it does not know', () => {
  const sent = batch('Create a', 503);

  it('T-2: catches one that has read a segment back, as it is wanted or not', () => {
    expect(complaints({ code: 'a' }, [sent, read('a', 200, there('a'))])).toEqual(knew);
    expect(complaints({ code: 'a' }, [sent, read('a', 404)])).toEqual(knew);
  });

  it('T-2: holds what could not be read to be unknown, also when it is read later for another’s sake', () => {
    const others = [read('b', 404), read('a', 200, there('a'))];
    expect(complaints({ code: 'a' }, [sent, read('a', 500), ...others])).toEqual([]);
  });

  it('T-2: does not hold so what was tried again at once, nor what was read before', () => {
    expect(complaints({ code: 'a' }, [sent, read('a', 500), read('a', 200, there('a'))])).toEqual(knew);
    expect(complaints({ code: 'a' }, [sent, read('a', 200, there('a')), read('a', 500)])).toEqual(knew);
  });

  it('T-4: takes a 404 for a code that is encoded in a path as absence where the path was proved in the same go', () => {
    const removed = { code: 'x:y', removed: true } as const;
    const gone = [batch('Delete x:y', 503), read('x%3Ay', 404)];
    const proof = read('p%3Aq', 200, there('p:q'));
    expect(complaints(removed, [...gone, proof])).toEqual(knew);
    expect(complaints(removed, [proof, ...gone])).toEqual(knew);
  });

  it('T-4: holds a row to be unknown whose absence no path ever proved', () => {
    const removed = { code: 'x:y', removed: true } as const;
    expect(complaints(removed, [batch('Delete x:y', 503), read('x%3Ay', 404)])).toEqual([]);
    expect(complaints({ code: 'a', removed: true }, [batch('Delete a', 503), read('a', 404)])).toEqual(knew);
  });

  it('T-4: does not take it so where the proof came later, or never', () => {
    const removed = { code: 'x:y', removed: true } as const;
    const gone = [batch('Delete x:y', 503), read('x%3Ay', 404)];
    const proof = read('p%3Aq', 200, there('p:q'));
    expect(complaints(removed, [...gone, read('x%3Ay', 500), proof])).toEqual([]);
    expect(complaints(removed, [...gone, batch('Create b', 400), proof], CANCELLED)).toEqual([]);
    // A run that goes on looks again.
    expect(complaints(removed, [...gone, batch('Create b', 400), proof])).toHaveLength(1);
  });

  it('T-4: does not take a listing that shows it as it was for the last word where a later one does not show it at all', () => {
    const before = [page([there('a', 'Old')], 'next'), page([there('b')])];
    expect(complaints({ code: 'a' }, [sent, ...before])).toEqual(knew);
    expect(complaints({ code: 'a' }, [sent, ...before, page([there('b')])])).toEqual([]);
    expect(complaints({ code: 'a' }, [sent, ...before, page([there('b')]), page([there('a', 'Old')])])).toEqual(knew);
  });

  it('T-4: does not take a 404 for absence under a spelling that codes were seen not to be kept in, unless reads pass over it', () => {
    const removed = { code: 'A', removed: true } as const;
    const folds = { codes: 'lower_cased' } as const;
    const otherwise = batch('Create B', 200, { items: [there('b')] });
    const gone = [batch('Delete A', 503), read('A', 404)];
    expect(complaints(removed, [otherwise, ...gone], CANCELLED, folds)).toEqual([]);
    expect(complaints(removed, [otherwise, ...gone, read('a', 404)], CANCELLED, folds)).toEqual(knew);
    expect(complaints(removed, [otherwise, read('B', 200, there('b')), ...gone], CANCELLED, folds)).toEqual(knew);
    expect(complaints(removed, gone, CANCELLED, folds)).toEqual(knew);
  });

  it('T-4: nor under one beside which a listing shows another spelling', () => {
    const removed = { code: 'A', removed: true } as const;
    const folds = { codes: 'lower_cased' } as const;
    const gone = [batch('Delete A', 503), read('A', 404)];
    expect(complaints(removed, [page([there('a')]), ...gone], CANCELLED, folds)).toEqual([]);
    expect(complaints(removed, [page([there('b')]), ...gone], CANCELLED, folds)).toEqual(knew);
  });
});
