import { describe, expect, it } from '@jest/globals';
import { Listed } from '../../connector/send/listed.ts';

const [a, b, c] = ['a', 'b', 'c'].map((code) => ({ code, name: code }));

describe('what an answer lists', () => {
  it('T-3: is found by its code, in the order that was asked in or any other', () => {
    const listed = new Listed([a, b, c]);
    expect(['a', 'b', 'c'].map((code) => listed.find(code))).toEqual([a, b, c]);
    const turned = new Listed([c, a, b]);
    expect(['a', 'b', 'c', 'a'].map((code) => turned.find(code))).toEqual([a, b, c, a]);
  });

  it('T-3: is not found when it is not there, and that hides none of the others', () => {
    const listed = new Listed([a, c]);
    expect(['a', 'b', 'c'].map((code) => listed.find(code))).toEqual([a, undefined, c]);
  });

  it.each<[string, object]>([
    ['name', { name: 'X' }],
    ['description', { description: 'X' }],
    ['price', { cpm: 1 }],
    ['categories', { categories: ['x', 'z'] }],
    ['time', { updated_at: '2030-01-01T00:00:00Z' }],
  ])('T-3: with another %s the second time contradicts itself, and is as if it were not listed', (_field, other) => {
    const first = { code: 'a', name: 'A', description: 'D', cpm: 2, categories: ['x', 'y'], updated_at: '2029' };
    for (const asAsked of [true, false]) {
      const listed = new Listed([first, b, { ...first, ...other }], { asAsked });
      expect(listed.find('b')).toBe(b);
      expect(listed.contradictsItself).toBe(true);
      expect(listed.besides(new Set())).toEqual([b]);
      expect(new Listed([first, { ...first, ...other }]).find('a')).toBeUndefined();
    }
  });

  it('T-3: contradicts itself where what comes after all that was asked for does', () => {
    const listed = new Listed([a, b, { ...b, name: 'X' }], { asAsked: true });
    expect([listed.find('a'), listed.find('b'), listed.contradictsItself]).toEqual([a, b, true]);
  });

  it('T-3: tells what was not asked for before anything is looked for', () => {
    for (const asAsked of [true, false]) expect(new Listed([a, b], { asAsked }).besides(new Set(['a']))).toEqual([b]);
  });

  it('T-3: twice in the same way contradicts nothing', () => {
    const first = { code: 'a', name: 'A', categories: ['x', 'y'], cpm: '2' };
    const listed = new Listed([first, b, { ...first, categories: ['x', 'y'], cpm: 2 }], { asAsked: true });
    expect(listed.find('a')).toBe(first);
    expect([listed.contradictsItself, listed.find('b'), listed.find('a')]).toEqual([false, b, expect.anything()]);
  });

  it('T-3: entries that are no segments are passed over, and so is one that is a code and no more', () => {
    const listed = new Listed([null, { name: 'x' }, 7, { code: 'b', status: 201 }, a]);
    expect([listed.find('a'), listed.find('b')]).toEqual([a, undefined]);
    expect(listed.besides(new Set())).toEqual([a]);
  });

  it('T-3: besides what was asked for holds the rest', () => {
    expect(new Listed([a, b, c]).besides(new Set(['a', 'x']))).toEqual([b, c]);
  });

  it('D-1: is not turned into a table while it keeps the order', () => {
    let read = 0;
    const counting = (code: string) => ({
      get code() {
        read += 1;
        return code;
      },
    });
    const listed = new Listed(['a', 'b', 'c'].map(counting), { asAsked: true });
    for (const code of ['a', 'b', 'c']) listed.find(code);
    expect(listed.contradictsItself).toBe(false);
    expect(read).toBeLessThanOrEqual(2 * 3); // Is it a segment, and is it the one?
  });
});
