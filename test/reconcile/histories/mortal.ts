import type { Clock } from '../../../connector/clock.ts';

/**
 * A process that dies at the nth of the moments at which it waits for the world: import, snapshot, list, host or clock. Between two of
 * them nothing outside it changes, so to die at each is to die at every await. Once dead it does nothing more.
 */
export class Mortal {
  #left: number;
  #die: () => void = () => undefined;
  /** Resolves when it dies. */
  readonly death: Promise<'killed'>;
  alive = true;
  /** Time as this process has it: turns at an import and windows are known to nobody else. */
  readonly clock: Clock;

  constructor(moments: number, world: Clock) {
    this.#left = moments;
    this.death = new Promise((resolve) => {
      this.#die = () => resolve('killed');
    });
    this.clock = {
      now: world.now,
      random: world.random,
      wait: async (ms, signal) => {
        await this.lives();
        await world.wait(ms, signal);
        await this.lives();
      },
    };
  }

  /** Passes one moment; never resolves for a process that is dead. */
  lives(): Promise<void> {
    this.#left -= 1;
    if (this.#left > 0 && this.alive) return Promise.resolve();
    this.alive = false;
    this.#die();
    return new Promise(() => undefined);
  }
}
