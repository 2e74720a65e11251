import { describe, expect, it } from '@jest/globals';
import { Problem, readCategories, readPrice, readText } from '../../connector/plan/field.ts';

describe('text fields', () => {
  it.each<[unknown, string | undefined]>([
    [' a ', 'a'],
    ['e\u0301', 'é'],
    [42, '42'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [123n, '123'],
    [2n ** 70n, '1180591620717411303424'],
    [null, undefined],
    [undefined, undefined],
    ['', undefined],
    ['   ', undefined],
  ])('S-1: %p reads as %p', (raw, value) => {
    expect(readText(raw)).toEqual(value);
  });

  it.each([2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, true, {}, [], new Date(0), Symbol('x'), '\udfff'])(
    'S-1: %p is refused as text',
    (raw) => {
      expect(readText(raw)).toBeInstanceOf(Problem);
    },
  );
});

describe('prices', () => {
  it.each<[unknown, number | undefined]>([
    [0, 0],
    [2.5, 2.5],
    ['2.50', 2.5],
    [' 1e2 ', 100],
    [3n, 3],
    ['', undefined],
    [null, undefined],
  ])('S-1: %p reads as %p', (raw, value) => {
    expect(readPrice(raw)).toEqual(value);
  });

  it.each([-1, '-0.01', 'free', '1,5', '0x10', Number.NaN, '1e999', [], true])(
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
      ['a', ' b '],
      ['a', 'b'],
    ],
    [[], []],
    [',,', undefined],
    ['', undefined],
    [null, undefined],
  ])('S-1: %j reads as %j', (raw, value) => {
    expect(readCategories(raw)).toEqual(value);
  });

  it.each([7, {}, [1], [null], [['a']]])('S-1: %j is refused as categories', (raw) => {
    expect(readCategories(raw)).toBeInstanceOf(Problem);
  });
});
