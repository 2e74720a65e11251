import type { Clock } from '../clock.ts';

/** How long a cancelled run waits for its host in all, in milliseconds (T-9). */
const CANCELLED_PATIENCE_MS = 500;

/** Waits for a host to take results: as long as it likes, and once the run is cancelled only so long in all. */
export class Patience {
  readonly #cancel: AbortSignal;
  readonly #clock: Clock;
  #leftMs = CANCELLED_PATIENCE_MS;
  #interrupt: () => void = () => undefined;

  constructor(cancel: AbortSignal, clock: Clock) {
    this.#cancel = cancel;
    this.#clock = clock;
    cancel.addEventListener('abort', () => this.#interrupt(), { once: true });
  }

  /** Resolves once the host has taken a result, or the patience is at its end. Rejects with what the host's promise rejects with. */
  async waitFor(result: unknown): Promise<void> {
    const taken = Promise.resolve(result);
    if (!this.#cancel.aborted && (await this.#takenBeforeCancelled(taken))) return;
    if (this.#leftMs <= 0) {
      taken.catch(() => undefined); // Nobody waits for it any more.
      return;
    }
    const since = this.#clock.now();
    const timer = new AbortController();
    try {
      await Promise.race([taken, this.#clock.wait(this.#leftMs, timer.signal).catch(() => undefined)]);
    } finally {
      timer.abort();
      this.#leftMs -= this.#clock.now() - since;
    }
  }

  /** Not a race with a promise of the cancellation: every result would stay reachable from it until the end of the run (P-6). */
  #takenBeforeCancelled(taken: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(false);
      taken.then(() => resolve(true), reject);
    });
  }
}
