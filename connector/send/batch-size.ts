/** A size learned from what took too long never falls below this, and doubles after so many accepted batches (D-5). */
const SMALLEST_SLOW = 100;
const GROWS_AFTER = 5;

/** The most operations a request may hold: shrinks when Permutive finds a batch too large or too slow (D-5). */
export class BatchSize {
  readonly #asked: number;
  #kept: number;
  #slow: number;
  #accepted = 0;

  constructor(batchSize: number) {
    this.#asked = batchSize;
    this.#kept = batchSize;
    this.#slow = batchSize;
  }

  get limit(): number {
    return Math.min(this.#asked, this.#kept, this.#slow);
  }

  /** A group of `count` was too large: half of it at most, from now on. */
  tooLarge(count: number): void {
    this.keep(Math.ceil(count / 2));
  }

  /** Never more than `count` from now on. */
  keep(count: number): void {
    this.#kept = Math.max(1, Math.min(this.#kept, count));
  }

  /** A group of `count` took too long. */
  tooSlow(count: number): void {
    this.#slow = Math.max(SMALLEST_SLOW, Math.min(this.#slow, Math.ceil(count / 2)));
    this.#accepted = 0;
  }

  accepted(): void {
    if (this.#slow >= this.#asked) return;
    this.#accepted += 1;
    if (this.#accepted % GROWS_AFTER === 0) this.#slow *= 2;
  }
}
