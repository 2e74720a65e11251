/** Time and chance as the connector sees them, so that tests can hold both still. */
export interface Clock {
  /** Milliseconds since the epoch; never runs backwards within a process. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

/** The longest delay a Node timer takes; longer ones would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  // The monotonic clock anchored to the epoch: a wall clock set back in mid-run would stretch a Retry-After window.
  now: () => performance.timeOrigin + performance.now(),
  random: Math.random,
  wait(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        Math.min(ms, LONGEST_TIMER_MS),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
};

/** Gives timers and sockets a turn; a loop over a synchronous source would otherwise starve them. */
export const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
