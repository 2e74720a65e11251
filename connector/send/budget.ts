/** The most retries the run may have saved up, unless one batch may take more. */
const CAPACITY = 10;
/** What an accepted batch gives back. */
const REFILL = 2;
/** What a run starts with, unless one batch may take more: n batches that fail are n + 5 requests (D-4). */
const INITIAL = 5;

/** The run's allowance of additional requests: a token bucket that successes refill (D-4). */
export class RetryBudget {
  readonly #capacity: number;
  #tokens: number;

  /** `maxAttempts`: of one batch; whoever asks for more than the default gets them for one that is alone. */
  constructor(maxAttempts: number) {
    this.#tokens = Math.max(INITIAL, maxAttempts - 1);
    this.#capacity = Math.max(CAPACITY, this.#tokens);
  }

  /** Takes one additional request; false when none is left. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** A batch was accepted: the service works. */
  refill(): void {
    this.giveBack(REFILL);
  }

  /**
   * Permutive answered a read, or refused a batch in its own words: what the retries of that request took is given back, and no
   * more. It must not pay for batches that are never answered.
   */
  giveBack(tokens: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + tokens);
  }
}
