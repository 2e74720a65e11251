import { describe, expect, it } from '@jest/globals';
import { places, search, seeded, truthful } from '../support/narrowing-play.ts';

describe('narrowing', () => {
  it.each([1, 2, 5, 10, 20, 50])(
    'T-6: finding %i bad rows among 5,000 without hints keeps the bound on average',
    (k) => {
      const next = seeded(k);
      const runs = 200;
      let total = 0;
      for (let run = 0; run < runs; run += 1) total += search({ n: 5_000, guilty: places(5_000, k, next) }).requests;
      expect(total / runs).toBeLessThanOrEqual(2 + 1.2 * k * (Math.log2(5_000 / k) + 2));
    },
  );

  it.each([1, 5, 50])('T-6: with truthful hints %i bad rows cost about k + 1 requests', (k) => {
    const guilty = places(5_000, k, seeded(k));
    expect(search({ n: 5_000, guilty, hint: truthful(guilty) }).requests).toBeLessThanOrEqual(2 * k + 1);
  });

  it('T-6: hints that begin to lie are found out before they use up the requests of the batch', () => {
    const guilty = new Set([31, 32]);
    const nextTo = (group: readonly number[]) =>
      group[(group.findIndex((item) => guilty.has(item)) + 1) % group.length];
    const { requests, condemned } = search({ n: 5_000, guilty, hint: nextTo }); // The first lie happens to be true.
    expect(condemned).toEqual([31, 32]);
    expect(requests).toBeLessThanOrEqual(40);
  });

  it('T-6: exactly the guilty are condemned, for every number of them', () => {
    const next = seeded(7);
    for (let k = 1; k <= 16; k += 1) {
      const guilty = places(16, k, next);
      const { condemned, settled } = search({ n: 16, guilty });
      expect({ condemned, settled }).toEqual({ condemned: [...guilty].sort((a, b) => a - b), settled: 16 });
    }
  });

  it.each(['next to it', 'always the first', 'anywhere'])('T-6: hints that lie (%s) condemn nobody', (manner) => {
    const next = seeded(11);
    for (let run = 0; run < 300; run += 1) {
      const guilty = places(12, 1 + (run % 3), next);
      const lie = (group: readonly number[]) => {
        const truth = group.findIndex((item) => guilty.has(item));
        if (manner === 'next to it') return group[(truth + 1) % group.length];
        return manner === 'always the first' ? group[0] : group[Math.floor(next() * group.length)];
      };
      expect(search({ n: 12, guilty, hint: lie }).condemned).toEqual([...guilty].sort((a, b) => a - b));
    }
  });
});
