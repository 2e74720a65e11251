import pLimit, { type LimitFunction } from 'p-limit';
import type { Lane, LaneTurn } from '../../spec/destination/lane.ts';
import type { Clock } from '../clock.ts';

/** What is done in a turn, and the windows it closes, in milliseconds from its end. */
export type Turn<T> = (state: {
  readonly closedForMs: number;
}) => Promise<{ value: T; close?: Readonly<Record<string, number>> }>;

/** One request at a time to one import for all runs of this process (P-5), and the windows they share (D-3). */
class ProcessLane implements Lane {
  readonly #clock: Clock;
  readonly #queues = new Map<string, { readonly oneAtATime: LimitFunction; users: number }>();
  /** When each window ends. One outlives the run that met it and is forgotten when it has passed (L-5). */
  readonly #windows = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rejects with the signal's reason when it aborts before the turn has come. */
  async withTurn<T>({ turn: name, windows }: LaneTurn, turn: Turn<T>, signal?: AbortSignal): Promise<T> {
    const queue = this.#queues.get(name) ?? { oneAtATime: pLimit(1), users: 0 };
    this.#queues.set(name, queue);
    queue.users += 1;
    try {
      return await untilBegun(signal, (begin) =>
        queue.oneAtATime(async () => {
          begin();
          const { value, close = {} } = await turn({ closedForMs: this.#closedForMs(windows) });
          for (const [window, ms] of Object.entries(close)) this.#close(window, ms);
          return value;
        }),
      );
    } finally {
      queue.users -= 1;
      if (queue.users === 0) this.#queues.delete(name);
    }
  }

  #closedForMs(windows: readonly string[]): number {
    const now = this.#clock.now();
    return Math.max(0, ...windows.map((window) => (this.#windows.get(window) ?? now) - now));
  }

  #close(window: string, ms: number): void {
    const now = this.#clock.now();
    for (const [other, end] of this.#windows) if (end <= now) this.#windows.delete(other);
    this.#windows.set(window, Math.max(this.#windows.get(window) ?? 0, now + ms));
  }
}

/** Runs `work`, which calls `begin` when it is past waiting; until then the signal ends it, and `begin` throws afterwards. */
export function untilBegun<T>(signal: AbortSignal | undefined, work: (begin: () => void) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal?.reason);
    if (signal?.aborted) return leave();
    signal?.addEventListener('abort', leave, { once: true });
    const begin = () => {
      signal?.throwIfAborted();
      signal?.removeEventListener('abort', leave);
    };
    work(begin)
      .finally(() => signal?.removeEventListener('abort', leave))
      .then(resolve, reject);
  });
}

/** A lane for each clock: there is one in a process, and one in each world of a test. */
const lanes = new WeakMap<Clock, Lane>();

/** The lane of this process. */
export function processLane(clock: Clock): Lane {
  const lane = lanes.get(clock) ?? new ProcessLane(clock);
  lanes.set(clock, lane);
  return lane;
}
