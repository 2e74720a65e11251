import { describe, expect, it } from '@jest/globals';
import { readCategories, readPrice } from '../../connector/plan/field.ts';
import { Problem } from '../../connector/plan/text.ts';

describe('prices', () => {
  it.each<[unknown, number | undefined]>([
    [0, 0],
    [2.5, 2.5],
    ['2.50', 2.5],
    ['.5', 0.5],
    ['5.', 5],
    [' 1e2 ', 100],
    ['\u200b3', 3],
    [3n, 3],
    ['', undefined],
    [null, undefined],
  ])('S-1: %p reads as %p', (raw, value) => {
    expect(readPrice(raw)).toEqual(value);
  });

  it.each([-1, '-0.01', 'free', '1,5', '0x10', '.', Number.NaN, '1e999', 10n ** 400n, [], true])(
    'S-1: %p is refused as a price',
    (raw) => {
      expect(readPrice(raw)).toBeInstanceOf(Problem);
    },
  );
});

describe('categories', () => {
  it.each<[unknown, readonly string[] | undefined]>([
    ['a, b ,c', ['a', 'b', 'c']],
    [
      ['a', ' b\u200b '],
      ['a', 'b'],
    ],
    [[], []],
    [',,', undefined],
    ['', undefined],
    [null, undefined],
  ])('S-1: %j reads as %j', (raw, value) => {
    expect(readCategories(raw)).toEqual(value);
  });

  it.each([7, {}, [1], [null], [['a']], ['\ud800']].map((raw) => [raw]))('S-1: %j is refused as categories', (raw) => {
    expect(readCategories(raw)).toBeInstanceOf(Problem);
  });

  it.each([
    ['a list of more than fit', Array.from({ length: 16_385 }, () => 'a')],
    ['a list without end', new Array(2 ** 32 - 1)],
    ['entries that are too long together', ['a'.repeat(40_000), 'b'.repeat(40_000)]],
    ['one text', 'a,'.repeat(40_000)],
  ])('P-9: %s is refused unread', (_, raw) => {
    expect(readCategories(raw)).toMatchObject({ tooLong: true });
  });
});
