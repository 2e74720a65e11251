import { describe, expect, it } from '@jest/globals';
import { hashOf, hashText } from '../connector/text-hash.ts';

const TEXTS = Array.from({ length: 20_000 }, (_, at) => `c${at}`);

/** How far from a half the share of hashes is that have a bit set. */
const imbalance = (bits: readonly boolean[]) => Math.abs(bits.filter(Boolean).length / bits.length - 0.5);

describe('hashes of texts', () => {
  it('T-5: are of 53 bits, and hardly ever collide', () => {
    const hashes = TEXTS.map((text) => hashText(text));
    expect(new Set(hashes).size).toBe(TEXTS.length);
    expect(hashes.every((hash) => Number.isSafeInteger(hash) && hash > 0)).toBe(true);
    for (const bit of [2 ** 52, 2 ** 32, 2 ** 31, 1])
      expect(imbalance(hashes.map((hash) => Math.floor(hash / bit) % 2 === 1))).toBeLessThan(0.05);
  });

  it('P-6: are of 64 bits as two numbers, each of them as good as the other', () => {
    const hashes = TEXTS.map((text) => hashOf(text));
    for (const half of ['high', 'low'] as const) {
      expect(new Set(hashes.map((hash) => hash[half])).size).toBeGreaterThan(TEXTS.length - 10);
      for (const bit of [0, 1, 2, 15, 24, 31])
        expect(imbalance(hashes.map((hash) => ((hash[half] >>> bit) & 1) === 1))).toBeLessThan(0.05);
    }
  });

  it('T-5: differ with the seed and with the order of characters', () => {
    expect(hashText('a', 1)).not.toBe(hashText('a'));
    expect(hashText('ab')).not.toBe(hashText('ba'));
    expect(hashOf('a', 1)).not.toEqual(hashOf('a'));
  });
});
