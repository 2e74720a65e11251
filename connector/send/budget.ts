/** The most retries the run may have saved up. */
const CAPACITY = 10;
/** What an accepted batch gives back. */
const REFILL = 2;
/** What a run starts with: a lone batch can use the default six attempts, and n batches that fail are n + 5 requests (D-4). */
const INITIAL = 5;

/** The run's allowance of additional requests: a token bucket that successes refill (D-4). */
export class RetryBudget {
  #tokens: number;

  constructor(maxAttempts: number) {
    this.#tokens = Math.min(CAPACITY, Math.max(INITIAL, maxAttempts - 1));
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
    this.#tokens = Math.min(CAPACITY, this.#tokens + tokens);
  }
}
