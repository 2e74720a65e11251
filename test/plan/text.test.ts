import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Problem, readText, trimmed } from '../../connector/plan/text.ts';

describe('text fields', () => {
  it.each<[unknown, string | undefined]>([
    [' a ', 'a'],
    ['e\u0301', 'é'],
    [42, '42'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [-1.5e-7, '-0.00000015'],
    [5e-324, `0.${'0'.repeat(323)}5`],
    [123n, '123'],
    [2n ** 70n, '1180591620717411303424'],
    [null, undefined],
    [undefined, undefined],
    ['', undefined],
    ['   ', undefined],
  ])('S-1: %p reads as %p', (raw, value) => {
    expect(readText(raw, 1_024)).toEqual(value);
  });

  it.each([2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, true, {}, [], new Date(0), Symbol('x'), '\udfff'])(
    'S-1: %p is refused as text',
    (raw) => {
      expect(readText(raw, 255)).toBeInstanceOf(Problem);
    },
  );

  it('S-1: a finite number is told exactly, without an exponent', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n));
    fc.assert(
      fc.property(numbers, (number) => {
        const text = readText(number, 1_024);
        expect(text).toMatch(/^-?\d+\.\d+$/);
        expect(Number(text)).toBe(number);
      }),
    );
  });

  it.each([
    ['\u200bnews', 'news'],
    ['news\u200b', 'news'],
    ['\u202anews\u202c', 'news'],
    ['\ufeff news \u2060', 'news'],
    ['\u{e0001}news\u{e0020}', 'news'],
    ['ne\u00adws', 'ne\u00adws'],
    ['\u200b \u00ad', undefined],
  ])('S-5: format characters are dropped at both ends and nowhere else: %j', (raw, text) => {
    expect(readText(raw, 255)).toBe(text);
  });

  it('S-5: what is left of any text begins and ends with something to be seen', () => {
    const unit = fc.constantFrom(' ', '\t', '\u200b', '\u00ad', '\ufeff', '\u{e0001}', 'a', 'é', '😀');
    fc.assert(
      fc.property(fc.string({ unit }), (raw) => {
        const text = trimmed(raw);
        expect(raw).toContain(text);
        expect(text).not.toMatch(/^[\s\p{Cf}]|[\s\p{Cf}]$/u);
        expect(trimmed(text)).toBe(text);
      }),
    );
  });

  it.each([
    ['x'.repeat(256), 255],
    ['😀'.repeat(256), 255],
    ['x'.repeat(1_025), 1_024],
    [10n ** 255n, 255],
    [10n ** 1_000_000n, 255],
  ])('S-5: text that is too long is refused for its length', (raw, limit) => {
    expect(readText(raw, limit)).toMatchObject({ tooLong: true, text: expect.stringContaining('longer than') });
  });

  it('S-5: a limit counts characters, after white space is dropped and letters are composed', () => {
    expect(readText(` ${'😀'.repeat(255)} `, 255)).toBe('😀'.repeat(255));
    expect(readText('e\u0301'.repeat(255), 255)).toBe('é'.repeat(255));
  });
});
