import { describe, expect, it } from '@jest/globals';
import { readImport, readImports, readSegment, readSegmentPage } from '../../connector/send/decode.ts';
import { parseJson } from '../../connector/send/json.ts';

const page = (pagination: object, more: object = { elements: [{ code: 'a' }] }) =>
  readSegmentPage({ ...more, pagination });

describe('a page of the listing', () => {
  it.each<[unknown, string | undefined]>([
    ['next', 'next'],
    [7, '7'],
    [0, '0'],
    [{ value: 'next' }, 'next'],
    [{ value: 7 }, '7'],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
    [{ value: '' }, undefined],
    [[], undefined],
    [true, undefined],
    ['half \ud800', undefined],
    ['whole \ud83d\ude00', 'whole \ud83d\ude00'],
  ])('T-4: a token of %j is %p', (token, read) => {
    expect(page({ next_token: token })?.nextToken).toBe(read);
    expect(page({ nextToken: token })?.nextToken).toBe(read);
  });

  it('T-4: tells how many there are, in either spelling', () => {
    expect([page({ total_count: 7 })?.totalCount, page({ totalCount: { value: 7 } })?.totalCount]).toEqual([7, 7]);
  });

  it('T-4: tells a page without its list from one whose list is empty', () => {
    expect(page({ total_count: 0 }, {})).toMatchObject({ listed: false, segments: [], totalCount: 0 });
    expect(page({ total_count: 0 }, { elements: null })).toEqual(page({ total_count: 0 }, {}));
    expect(page({ total_count: 0 }, { elements: [] })).toMatchObject({ listed: true, segments: [] });
  });

  it('takes a list in either published form, and leaves out what is no segment', () => {
    const [a, b] = [{ code: 'a' }, { code: 'b', updatedAt: '2030-01-01T00:00:00Z' }];
    const segments = page({}, { elements: { head: a, tail: [b, null, { name: 'x' }] } })?.segments;
    expect(segments?.map(({ code, updatedAt }) => [code, updatedAt])).toEqual([
      ['a', undefined],
      ['b', '2030-01-01T00:00:00Z'],
    ]);
  });

  it('T-4: one that tells of an error is none, however whole it looks', () => {
    const whole = { elements: [], pagination: { total_count: 0 } };
    for (const error of [{ message: 'A shard is down.' }, 'No.'])
      expect([readSegmentPage({ ...whole, error }), readSegmentPage({ ...whole, errors: [error] })]).toEqual([
        undefined,
        undefined,
      ]);
    expect(readSegmentPage({ ...whole, error: null, errors: [] })).toMatchObject({ totalCount: 0 });
  });

  it.each([[{ elements: 7, pagination: {} }], [{ elements: [] }], [[]], [null], ['x']])('%j is no page', (json) => {
    expect(readSegmentPage(json)).toBeUndefined();
  });
});

describe('what is read of an answer', () => {
  it('X-2: a prototype’s properties are none of it', () => {
    expect(readSegment(parseJson('{"__proto__":{"code":"x"}}'))).toBeUndefined();
    expect(readImport(parseJson('{"__proto__":{"id":"x"}}'))).toBeUndefined();
  });

  it('P-1: a price may come as a text; no price is none', () => {
    expect(readSegment({ code: 'a', cpm: '1.50' })?.cpm).toBe(1.5);
    expect(readSegment({ code: 'a', cpm: ' ' })?.cpm).toBeUndefined();
    expect(readSegment({ code: 'a', cpm: Number.NaN })?.cpm).toBeUndefined();
  });

  it('P-1: categories are the texts among what is listed as such', () => {
    expect(readSegment({ code: 'a', categories: ['x', 7, null, 'y'] })?.categories).toEqual(['x', 'y']);
  });

  it('D-1: a byte order mark before it is passed over', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('C-2: an import tells its state by name or by its type, and whether it is inherited', () => {
    const told = { id: 'i', name: 'N', code: 'c', relation: 'Owner', source: { state: 'Active' }, inheritance: {} };
    expect(readImport(told)).toEqual({
      id: 'i',
      name: 'N',
      code: 'c',
      relation: 'Owner',
      state: 'Active',
      inherited: true,
    });
    expect(readImport({ id: 'i', source: { state: { type: 'Paused' } } })).toEqual({
      id: 'i',
      name: '',
      code: '',
      relation: undefined,
      state: 'Paused',
      inherited: false,
    });
    expect([readImport({ name: 'N' }), readImport({ id: 'i' })?.state]).toEqual([undefined, undefined]);
  });

  it('a segment has the id that it is listed with', () => {
    expect([readSegment({ id: 's', code: 'a' })?.id, readSegment({ code: 'a' })?.id]).toEqual(['s', undefined]);
  });

  it('imports that cannot be told apart are left out', () => {
    const imports = readImports({ items: [{ id: 'x', name: 'X' }, { name: 'no id' }, null] });
    expect(imports?.map(({ id }) => id)).toEqual(['x']);
    expect(readImports({})).toBeUndefined();
  });
});
