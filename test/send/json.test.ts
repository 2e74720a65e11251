import { describe, expect, it } from '@jest/globals';
import { finite, list, own, parseJson, record, text, unwrap } from '../../connector/send/json.ts';

/** A list of so many empty things, which is one more itself. */
const nests = (count: number, one: '{}' | '[]') => `[${Array.from({ length: count }, () => one).join(',')}]`;
const LONG = ' '.repeat(1024 * 1024);

describe('a text that shall be JSON', () => {
  it('X-4: is nothing when it is none', () => {
    expect([parseJson(''), parseJson('<html>'), parseJson('{"a":')]).toEqual([undefined, undefined, undefined]);
  });

  it('D-1: may begin with one byte order mark', () => {
    expect([parseJson('\ufeff7'), parseJson('\ufeff\ufeff7')]).toEqual([7, undefined]);
  });

  it.each(['{}', '[]'] as const)('X-4: a long one may hold 250,000 objects and lists (%s), and not one more', (one) => {
    expect(parseJson(LONG + nests(249_999, one))).toHaveLength(249_999);
    expect(parseJson(LONG + nests(250_000, one))).toBeUndefined();
  });

  it('X-4: objects and lists count together', () => {
    expect(parseJson(`${LONG}[${nests(124_999, '{}')},${nests(125_000, '[]')}]`)).toBeUndefined();
    expect(parseJson(`${LONG}[${nests(124_998, '{}')},${nests(124_999, '[]')}]`)).toHaveLength(2);
  });

  it('X-4: a short one may hold what fits into it', () => {
    expect(parseJson(nests(300_000, '{}'))).toHaveLength(300_000);
  });
});

describe('what is read of JSON', () => {
  it('X-2: a record is an object that is no list, and only its own properties are read', () => {
    expect([record({}), record([]), record(null), record('a'), record(undefined)]).toEqual([
      {},
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([own({ a: 1 }, 'a'), own({}, 'toString')]).toEqual([1, undefined]);
  });

  it('T-3: a text is a text, and a number is finite', () => {
    expect([text('a'), text(7), text(null)]).toEqual(['a', undefined, undefined]);
    expect([finite(7), finite(Number.NaN), finite(Number.POSITIVE_INFINITY), finite('7')]).toEqual([
      7,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('T-3: a list is plain, or wrapped as head and tail', () => {
    expect(list([1])).toEqual([1]);
    expect(list({ head: 1, tail: [2, 3] })).toEqual([1, 2, 3]);
    expect([list({ head: 1 }), list({ head: 1, tail: 'x' })]).toEqual([[1], [1]]);
    expect([list({ tail: [1] }), list('a'), list(undefined)]).toEqual([undefined, undefined, undefined]);
  });

  it('T-4: a value is bare, or wrapped as such', () => {
    expect([unwrap(7), unwrap({ value: 7 }), unwrap({}), unwrap([1])]).toEqual([7, 7, undefined, [1]]);
  });
});
