import { describe, expect, it } from '@jest/globals';
import { live } from './history.ts';
import { VARIANTS } from './variants.ts';

/** Histories within which each broken variant is caught. */
const ENOUGH = 500;

/** A check that nothing can break holds nothing. */
describe('what the histories are there to catch', () => {
  it.each(VARIANTS)(
    '%s is caught',
    async (_what, variant, rule) => {
      for (let seed = 0; seed < ENOUGH; seed += 1) {
        const { violations } = await live(seed, variant);
        if (violations.some((violation) => violation.includes(rule))) return;
      }
      expect(`${rule} was never violated`).toBe('caught');
    },
    600_000,
  );
});
