import { narrowing } from '../../connector/recover/narrow.ts';
import type { RefusedGroup } from '../../connector/recover/refusal.ts';

export interface Search {
  readonly n: number;
  readonly guilty: ReadonlySet<number>;
  readonly hint?: (group: readonly number[]) => number | undefined;
}

/** Plays an atomic server that refuses a group with a guilty one in it; counts requests, the first refused one included. */
export function search({ n, guilty, hint = () => undefined }: Search) {
  const settled = new Set<number>();
  const condemned: number[] = [];
  const refuse = (group: readonly number[]): RefusedGroup<number, string> => ({
    group,
    refusal: 'no',
    suspect: hint(group),
  });
  const all = Array.from({ length: n }, (_, item) => item);
  const moves = narrowing(refuse(all), { believed: true }, (item) => !settled.has(item));
  let requests = 1;
  for (let move = moves.next(); !move.done; ) {
    if (move.value.kind === 'guilty') {
      condemned.push(move.value.item);
      settled.add(move.value.item);
      move = moves.next({ refused: [], accepted: false });
      continue;
    }
    const { group } = move.value;
    requests += 1;
    const refused = group.some((item) => guilty.has(item));
    if (!refused) for (const item of group) settled.add(item);
    move = moves.next({ refused: refused ? [refuse(group)] : [], accepted: !refused });
  }
  return { requests, condemned: condemned.sort((a, b) => a - b), settled: settled.size };
}

/** A linear congruential generator: the same seed gives the same places. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `k` different places among `n`. */
export function places(n: number, k: number, next: () => number): Set<number> {
  const picked = new Set<number>();
  while (picked.size < k) picked.add(Math.floor(next() * n));
  return picked;
}

/** A server that tells the truth about the first guilty one. */
export const truthful = (guilty: ReadonlySet<number>) => (group: readonly number[]) =>
  group.find((item) => guilty.has(item));
