import { describe, expect, it } from '@jest/globals';
import { generateSegmentCode, isSegmentCode } from '../../connector/plan/segment-code.ts';

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
    for (const [name] of VECTORS) expect(isSegmentCode(generateSegmentCode(name))).toBe(true);
  });
});

describe('segment codes', () => {
  it.each(['a', 'demo_25_34', '1234', '...', 'é', 'a.b', 'x'.repeat(255), '😀'.repeat(255)])(
    'S-5: %j can be a code',
    (code) => {
      expect(isSegmentCode(code)).toBe(true);
    },
  );

  it.each([
    '',
    '.',
    '..',
    'a b',
    'a\tb',
    'a,b',
    'a/b',
    'a\\b',
    'a?b',
    'a#b',
    'a\u0000',
    'a\u0085',
    'a\u00a0b',
    'x'.repeat(256),
    '\ud800',
  ])('S-5: %j cannot be a code', (code) => {
    expect(isSegmentCode(code)).toBe(false);
  });
});
