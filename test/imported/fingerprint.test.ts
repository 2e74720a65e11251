import { afterEach, describe, expect, it } from '@jest/globals';
import {
  differingFields,
  type Fields,
  fingerprintOf,
  matches,
  matchesSegment,
  merged,
  millisecondsOf,
} from '../../connector/imported/fingerprint.ts';

const given = (fields: Fields) => ({
  name: undefined,
  description: undefined,
  cpm: undefined,
  categories: undefined,
  ...fields,
});

// Before any other time is read: the one read last is remembered.
it.each(['', 'yesterday', '2030-13-01T00:00:00Z'])('T-3: no time is told by "%s"', (time) => {
  expect(millisecondsOf(time)).toBe(0);
});

describe('equal values', () => {
  it.each([
    ['a text in NFD', { name: 'Caf\u00e9' }, { name: 'Cafe\u0301' }],
    ['a text with outer space', { description: 'Words' }, { description: ' Words ' }],
    ['a price told as text', { cpm: 1.5 }, { cpm: '1.50' }],
    ['categories in another order, twice', { categories: ['a', 'b'] }, { categories: ['b', 'a', 'b'] }],
    ['an empty description for none', { description: '' }, {}],
    ['a field that was not given', {}, { name: 'Anything', cpm: 3, description: 'Any', categories: ['x'] }],
    ['no categories for an empty list', { categories: [] }, {}],
    ['a category in NFD', { categories: ['Caf\u00e9'] }, { categories: [' Cafe\u0301 '] }],
  ])('P-1: %s', (_how, asked, told) => {
    expect(matchesSegment(given(asked), { code: 'a', ...told })).toBe(true);
  });

  it.each([
    ['another text', { name: 'A' }, { name: 'B' }],
    ['another case', { name: 'a' }, { name: 'A' }],
    ['another price', { cpm: 1.5 }, { cpm: 1.25 }],
    ['a price that is no number', { cpm: 0 }, { cpm: '' }],
    ['a category less', { categories: ['a', 'b'] }, { categories: ['a'] }],
    ['no categories at all', { categories: ['a'] }, {}],
    ['no name at all', { name: 'a' }, {}],
    ['a description for an empty one', { description: '' }, { description: 'x' }],
    ['a name that only begins so', { name: 'a' }, { name: 'ab' }],
  ])('P-1: not %s', (_how, asked, told) => {
    expect(matchesSegment(given(asked), { code: 'a', ...told })).toBe(false);
  });
});

describe('a fingerprint', () => {
  const seen = fingerprintOf({ name: 'A', description: 'Words', cpm: 1, categories: ['x'] });

  it.each<[keyof Fields, Fields]>([
    ['name', { name: 'B' }],
    ['description', { description: 'Other' }],
    ['description', { description: '' }],
    ['cpm', { cpm: 2 }],
    ['categories', { categories: ['x', 'y'] }],
    ['categories', { categories: [] }],
  ])('T-5: differs by its %s alone', (field, of) => {
    expect(matches(given(of), seen)).toBe(false);
    expect(differingFields(given(of), seen)).toEqual([field]);
    expect(matches(given({ name: 'A', description: 'Words', cpm: 1, categories: ['x'] }), seen)).toBe(true);
  });

  it('T-5: an absent field is told from any that is there, a price of 0 too', () => {
    expect(fingerprintOf({})).toEqual({ name: 0, description: 0, cpm: 0, categories: 0, updatedAt: 0 });
    const there = fingerprintOf({ name: '', cpm: 0, categories: ['x'], description: 'x' });
    expect([there.name, there.cpm, there.categories, there.description].includes(0)).toBe(false);
    expect(fingerprintOf({ description: '  ', categories: [] })).toMatchObject({ description: 0, categories: 0 });
  });

  it('T-5: matches what the segment itself matches', () => {
    expect(matches(given({ name: 'A', categories: ['x'] }), seen)).toBe(true);
    expect(matches(given({ name: 'B' }), seen)).toBe(false);
  });

  it('T-3: tells which of the given fields differ', () => {
    expect(differingFields(given({ name: 'A', description: 'Other', cpm: 2 }), seen)).toEqual(['description', 'cpm']);
  });

  it('S-8: a field that an operation does not give stays as it is', () => {
    expect(matches(given({ name: 'B', description: 'Words', cpm: 1 }), merged(seen, given({ name: 'B' })))).toBe(true);
  });

  it('T-3: a time that cannot be read is none', () => {
    expect(fingerprintOf({ name: 'A', updatedAt: 'yesterday' }).updatedAt).toBe(0);
    for (const year of [2030, 2031, 2030])
      expect(fingerprintOf({ updatedAt: `${year}-01-01T00:00:00Z` }).updatedAt).toBe(Date.UTC(year, 0, 1));
  });
});

describe('what a segment looks like once a change has been applied', () => {
  const seen = fingerprintOf({ name: 'A', description: 'B', cpm: 1, categories: ['c'] });

  it('S-8: keeps what was not given', () => {
    expect(merged(seen, given({}))).toEqual(seen);
  });

  it('S-8: takes what was given, and says of no time when that was', () => {
    const fields = { name: 'X', description: 'Y', cpm: 2, categories: ['z'] };
    const later = { ...seen, updatedAt: 1 };
    expect(merged(later, given(fields))).toEqual(fingerprintOf(fields));
  });
});

describe('a time that Permutive tells', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each(['Asia/Tokyo', 'America/Los_Angeles', 'UTC'])(
    'T-3: is UTC where it names no zone, on a machine in %s',
    (of) => {
      process.env['TZ'] = of;
      const noon = Date.UTC(2030, 0, 1, 12);
      const told = [
        '2030-01-01T12:00:00',
        '2030-01-01 12:00:00.000',
        '2030-01-01T12:00:00Z',
        '2030-01-01T14:00:00+02:00',
      ];
      expect(told.map(millisecondsOf)).toEqual([noon, noon, noon, noon]);
    },
  );
});
