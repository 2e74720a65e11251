/** Chance by seed: the same seed gives the same history. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 2654435761) >>> 0 || 1;
    for (let warm = 0; warm < 4; warm += 1) this.number();
  }

  /** Uniform in [0, 1): mulberry32. */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below `limit`. */
  below = (limit: number): number => Math.floor(this.number() * limit);
  is = (share: number): boolean => this.number() < share;

  of<T>(first: T, ...others: readonly T[]): T {
    return others[this.below(others.length + 1) - 1] ?? first;
  }

  some<T>(all: readonly T[], share: number): T[] {
    return all.filter(() => this.is(share));
  }
}
