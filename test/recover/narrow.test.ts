import { describe, expect, it } from '@jest/globals';
import { narrowing, type Refused } from '../../connector/recover/narrow.ts';

interface Search {
  readonly n: number;
  readonly guilty: ReadonlySet<number>;
  readonly hint?: (group: readonly number[]) => number | undefined;
}

/** Plays an atomic server; counts requests, the first refused one included. */
function search({ n, guilty, hint = () => undefined }: Search) {
  const settled = new Set<number>();
  const condemned: number[] = [];
  const refuse = (group: readonly number[]): Refused<number, string> => ({
    group,
    refusal: 'no',
    suspect: hint(group),
  });
  const all = Array.from({ length: n }, (_, item) => item);
  const moves = narrowing(refuse(all), { believed: true, proved: false }, (item) => !settled.has(item));
  let requests = 1;
  for (let move = moves.next(); !move.done; ) {
    if (move.value.kind === 'guilty') {
      condemned.push(move.value.item);
      settled.add(move.value.item);
      move = moves.next([]);
      continue;
    }
    const { group } = move.value;
    requests += 1;
    const refused = group.some((item) => guilty.has(item));
    if (!refused) for (const item of group) settled.add(item);
    move = moves.next(refused ? [refuse(group)] : []);
  }
  return { requests, condemned: condemned.sort((a, b) => a - b), settled: settled.size };
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function pick(n: number, k: number, next: () => number): Set<number> {
  const picked = new Set<number>();
  while (picked.size < k) picked.add(Math.floor(next() * n));
  return picked;
}

const first = (guilty: ReadonlySet<number>) => (group: readonly number[]) => group.find((item) => guilty.has(item));

describe('narrowing', () => {
  it.each([1, 2, 5, 10, 20, 50])(
    'T-6: finding %i bad rows among 5,000 without hints keeps the bound on average',
    (k) => {
      const next = random(k);
      const runs = 200;
      let total = 0;
      for (let run = 0; run < runs; run += 1) total += search({ n: 5_000, guilty: pick(5_000, k, next) }).requests;
      expect(total / runs).toBeLessThanOrEqual(2 + 1.2 * k * (Math.log2(5_000 / k) + 2));
    },
  );

  it.each([1, 5, 50])('T-6: with truthful hints %i bad rows cost about k + 1 requests', (k) => {
    const guilty = pick(5_000, k, random(k));
    expect(search({ n: 5_000, guilty, hint: first(guilty) }).requests).toBeLessThanOrEqual(k + 6);
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
    const next = random(7);
    for (let k = 1; k <= 16; k += 1) {
      const guilty = pick(16, k, next);
      const { condemned, settled } = search({ n: 16, guilty });
      expect({ condemned, settled }).toEqual({ condemned: [...guilty].sort((a, b) => a - b), settled: 16 });
    }
  });

  it.each(['next to it', 'always the first', 'anywhere'])('T-6: hints that lie (%s) condemn nobody', (manner) => {
    const next = random(11);
    for (let run = 0; run < 300; run += 1) {
      const guilty = pick(12, 1 + (run % 3), next);
      const lie = (group: readonly number[]) => {
        const truth = group.findIndex((item) => guilty.has(item));
        if (manner === 'next to it') return group[(truth + 1) % group.length];
        return manner === 'always the first' ? group[0] : group[Math.floor(next() * group.length)];
      };
      expect(search({ n: 12, guilty, hint: lie }).condemned).toEqual([...guilty].sort((a, b) => a - b));
    }
  });
});
