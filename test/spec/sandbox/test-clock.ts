import type { SandboxClock } from '../../../spec/taxonomy/sandbox/index.ts';

/** A clock whose waits end when the test says so, and which counts its holds. */
export class TestClock implements SandboxClock {
  time = 1_700_000_000_000;
  holds = 0;
  /** The waits asked for, in milliseconds. */
  readonly waits: number[] = [];
  /** When false, a wait lasts until `pass()` or until its signal aborts. */
  prompt = true;
  #pass: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    this.waits.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave, { once: true });
      const pass = () => {
        signal?.removeEventListener('abort', leave);
        this.time += ms;
        resolve();
      };
      if (this.prompt) pass();
      else this.#pass.push(pass);
    });
  }

  /** Ends every wait there is. */
  pass(): void {
    for (const pass of this.#pass.splice(0)) pass();
  }

  hold(): () => void {
    this.holds += 1;
    return () => {
      this.holds -= 1;
    };
  }
}

/** Gives the event loop turns until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
