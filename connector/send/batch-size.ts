/** A size learned from what took too long never falls below this, and doubles after so many accepted batches (D-5). */
const SMALLEST_SLOW = 100;
const GROWS_AFTER = 5;
/** Times that a refused group passes whole in parts before its size is taken for what was refused (D-5). */
const TIMES_PASSED = 2;

/** The most operations a request may hold: shrinks when Permutive finds a batch too large or too slow (D-5). */
export class BatchSize {
  readonly #asked: number;
  #kept: number;
  #slow: number;
  /** Whether nothing was accepted since the last group that took too long. */
  #falling = false;
  #accepted = 0;
  #passedInParts = 0;
  #largestPart = 0;

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
    this.#falling = true;
    this.#accepted = 0;
  }

  /** Whether a group of `count` that takes too long need not do so twice: one that was larger has just done so. */
  fallsWith(count: number): boolean {
    return this.#falling && count > SMALLEST_SLOW;
  }

  accepted(): void {
    this.#falling = false;
    if (this.#slow >= this.#asked) return;
    this.#accepted += 1;
    if (this.#accepted % GROWS_AFTER === 0) this.#slow *= 2;
  }

  /** A part of a refused group passed as it was sent. */
  partPassed(count: number): void {
    this.#largestPart = Math.max(this.#largestPart, count);
  }

  /** A refused group has passed whole in parts. */
  groupPassed(): void {
    this.#passedInParts += 1;
  }

  /** Whether it was their size that groups were refused for; from now on as many go out as have passed. */
  isFound(): boolean {
    if (this.#passedInParts < TIMES_PASSED || this.#largestPart >= this.limit) return false;
    this.keep(this.#largestPart);
    return true;
  }
}

/** Watches refused groups for those that pass whole in parts: then not a row was refused, but their size (D-5). */
export class PartsPassed<T> {
  readonly #size: BatchSize;
  readonly #watched = new Map<T, Watched[]>();
  readonly #enabled: boolean;
  limitFound = false;

  constructor(size: BatchSize, enabled: boolean) {
    this.#size = size;
    this.#enabled = enabled;
  }

  refused(group: readonly T[]): void {
    if (!this.#enabled || group.length === 1) return;
    const watched = { left: group.length, spoilt: false };
    for (const one of group) {
      const others = this.#watched.get(one);
      if (others === undefined) this.#watched.set(one, [watched]);
      else others.push(watched);
    }
  }

  /** `asSent`: nothing of it was brought in line by observation instead. */
  passed(group: readonly T[], asSent: boolean): void {
    if (!this.#enabled) return;
    if (asSent) this.#size.partPassed(group.length);
    for (const one of group) {
      for (const watched of this.#watched.get(one) ?? []) {
        watched.spoilt ||= !asSent;
        watched.left -= 1;
        if (watched.left === 0 && !watched.spoilt) this.#size.groupPassed();
      }
    }
    this.limitFound ||= this.#size.isFound();
  }

  /** It was refused for itself. */
  spoilt(one: T): void {
    for (const watched of this.#watched.get(one) ?? []) watched.spoilt = true;
  }
}

interface Watched {
  left: number;
  spoilt: boolean;
}
