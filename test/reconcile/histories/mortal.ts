/** A process that dies at the nth of the moments at which it waits for the world; from then on it does nothing more. */
export class Mortal {
  #left: number;
  #die: () => void = () => undefined;
  /** Resolves when it dies. */
  readonly death: Promise<'killed'>;
  alive = true;

  constructor(moments: number) {
    this.#left = moments;
    this.death = new Promise((resolve) => {
      this.#die = () => resolve('killed');
    });
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
