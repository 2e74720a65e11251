/** A limit that nobody is told of: a bucket of one second's requests, after a storm in which nothing is let in. */
export class RateLimit {
  readonly #limit: number;
  readonly #stormMs: number;
  #tokens: number;
  #filledAt = 0;
  #stormUntil: number | undefined;
  #closedUntil = 0;
  #letIn = 0;
  #refused = 0;
  #early = 0;
  #firstAt: number | undefined;
  #lastAt = 0;

  constructor(limit: number, stormMs: number) {
    this.#limit = limit;
    this.#stormMs = stormMs;
    this.#tokens = limit;
  }

  /** Seconds for Retry-After when a request at `now` (milliseconds) is refused. */
  refusalAt(now: number): number | undefined {
    this.#stormUntil ??= now + this.#stormMs;
    if (now < this.#closedUntil) this.#early += 1;
    if (now < this.#stormUntil) return this.#refuse(now);
    if (this.#firstAt === undefined) this.#filledAt = now;
    this.#tokens = Math.min(this.#limit, this.#tokens + ((now - this.#filledAt) / 1_000) * this.#limit);
    this.#filledAt = now;
    if (this.#tokens < 1) return this.#refuse(now);
    this.#tokens -= 1;
    this.#letIn += 1;
    this.#firstAt ??= now;
    this.#lastAt = now;
    return undefined;
  }

  #refuse(now: number): number {
    this.#refused += 1;
    const seconds = 1;
    this.#closedUntil = now + seconds * 1_000;
    return seconds;
  }

  /** `early`: requests inside a Retry-After window. `aSecond`: let in a second after the storm, without the first bucket. */
  get report() {
    const seconds = (this.#lastAt - (this.#firstAt ?? 0)) / 1_000;
    const aSecond = Math.max(0, this.#letIn - this.#limit) / seconds;
    return { limit: this.#limit, letIn: this.#letIn, refused: this.#refused, early: this.#early, aSecond };
  }
}
