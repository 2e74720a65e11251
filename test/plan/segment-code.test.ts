import { describe, expect, it } from '@jest/globals';
import { foldCode, generateSegmentCode, problemOfCode } from '../../connector/plan/segment-code.ts';
import { SEGMENT_CODE_PATTERN } from '../../spec/host/target.ts';

describe('generated segment codes', () => {
  /** Pinned for ever: a changed vector is a changed code in somebody's workspace. */
  const VECTORS: readonly (readonly [name: string, code: string])[] = [
    ['High-Value Customers', 'high_value_customers'],
    ['a', 'a'],
    ['  __x__  '.trim(), 'x'],
    ['A'.repeat(64), 'a'.repeat(64)],
    ['A'.repeat(65), `${'a'.repeat(48)}_83620394`],
    ['Café', 'cafe_73473dcc'],
    ['Cafe', 'cafe'],
    ['東京', 'segment_130016b2'],
    ['---', 'segment_cb3f91d5'],
    ['50% off!', '50_off_bedee95f'],
    ['İstanbul', 'istanbul_24ec8f72'],
  ];

  it.each(VECTORS)('S-6: the code of %j never changes', (name, code) => {
    expect(generateSegmentCode(name)).toBe(code);
  });

  it('S-6: names that lose characters never share a code', () => {
    const names = ['Café', 'Cafe!', 'Cafè', 'cafe?', 'CAFÉ', '咖啡', 'café+'];
    expect(new Set(names.map(generateSegmentCode)).size).toBe(names.length);
  });

  it('S-6: a cut code does not end in an underscore before its digest', () => {
    expect(generateSegmentCode(`${'a'.repeat(47)} ${'b'.repeat(40)}`)).toMatch(/^a{47}_[0-9a-f]{8}$/);
  });

  it('S-5: every generated code is a valid code', () => {
    for (const [name] of VECTORS) expect(problemOfCode(generateSegmentCode(name))).toBeUndefined();
  });
});

describe('segment codes', () => {
  it.each(['a', 'demo_25_34', '1234', '...', 'é', 'a.b', 'x'.repeat(255), '😀'.repeat(255)])(
    'S-5: %j can be a code',
    (code) => {
      expect(problemOfCode(code)).toBeUndefined();
    },
  );

  it.each([
    ['.', 'means a folder, not a segment'],
    ['..', 'means a folder, not a segment'],
    ['a b', 'holds a space'],
    ['a\tb', 'holds the invisible character \\u{9}'],
    ['a,b', 'holds a comma'],
    ['a/b', 'holds "/"'],
    ['a\\b', 'holds "\\"'],
    ['a?b', 'holds "?"'],
    ['a#b', 'holds "#"'],
    ['a\u0000', 'holds the invisible character \\u{0}'],
    ['a\u0085', 'holds the invisible character \\u{85}'],
    ['a\u00a0b', 'holds the invisible character \\u{a0}'],
    ['a\u200bb', 'holds the invisible character \\u{200b}'],
    ['ne\u00adws', 'holds the invisible character \\u{ad}'],
    ['a\u{e0061}b', 'holds the invisible character \\u{e0061}'],
    ['x'.repeat(256), 'is longer than 255 characters'],
  ])('S-5: %j cannot be a code: it %s', (code, problem) => {
    expect(problemOfCode(code)).toBe(problem);
  });

  it('S-5: the pattern of the manifest says the same of every character of the first plane', () => {
    const patterns = [new RegExp(SEGMENT_CODE_PATTERN), new RegExp(SEGMENT_CODE_PATTERN, 'u')];
    const wrong: string[] = [];
    for (let unit = 0; unit < 0x10000; unit += 1) {
      const character = String.fromCharCode(unit);
      if (!character.isWellFormed()) continue;
      const allowed = problemOfCode(`a${character}`) === undefined;
      if ((problemOfCode(`usual${character}`) === undefined) !== allowed) wrong.push(`${unit.toString(16)} at length`);
      for (const pattern of patterns)
        if (pattern.test(`a${character}`) !== allowed) wrong.push(`${unit.toString(16)} ${pattern.flags}`);
    }
    expect(wrong).toEqual([]);
  });

  it('T-3: codes that differ in case, form or outer space fold to one', () => {
    expect(new Set(['Cafe\u0301', 'CAFÉ ', 'café'].map((code) => foldCode(code)))).toEqual(new Set(['café']));
  });
});
