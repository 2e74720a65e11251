import ky from 'ky';
import type { Clock } from '../../connector/clock.ts';

void ky; // The first request loads it otherwise, which takes real time: turns of the loop in which virtual time would jump.

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** Turns of the event loop without anybody being busy after which time may jump. */
const QUIET_TURNS = 3;

/**
 * A clock that stands still while anybody is at work and jumps to the next timer when all wait. Nothing sleeps, and a run
 * of hours takes milliseconds.
 */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];
  #busy = 0;
  #ticking = false;
  #seed: number;

  constructor(seed = 1, start = Date.UTC(2030, 0, 1)) {
    this.#seed = seed >>> 0 || 1;
    this.#now = start;
  }

  now = (): number => this.#now;

  /** A linear congruential generator: the same seed gives the same run. */
  random = (): number => {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return this.#seed / 2 ** 32;
  };

  wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer: Timer = {
        due: this.#now + Math.max(0, ms),
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.push(timer);
      this.#tick();
    });

  /** Keeps time from jumping until the returned function is called. */
  hold = (): (() => void) => {
    this.#busy += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#busy -= 1;
      this.#tick();
    };
  };

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    let quiet = 0;
    const turn = () => {
      if (this.#timers.length === 0) {
        this.#ticking = false;
        return;
      }
      quiet = this.#busy === 0 ? quiet + 1 : 0;
      if (quiet >= QUIET_TURNS) {
        quiet = 0;
        this.#timers.sort((a, b) => a.due - b.due);
        const next = this.#timers.shift();
        if (next !== undefined) {
          this.#now = Math.max(this.#now, next.due);
          next.fire();
        }
      }
      setImmediate(turn);
    };
    setImmediate(turn);
  }
}
