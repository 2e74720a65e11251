/** What is read and not yet settled or acknowledged. Over these, reading waits and what waits is sent part-filled. */
const MAX_RECORDS = 30_000;
const MAX_BYTES = 24 * 1024 * 1024;

/** Keeps the memory of a sync constant: counts what is held, and lets the reader wait for room. */
export class Holding {
  #records = 0;
  #bytes = 0;
  #waiting: (() => void)[] = [];

  take(records: number, bytes: number): void {
    this.#records += records;
    this.#bytes += bytes;
  }

  release(records: number, bytes: number): void {
    this.#records -= records;
    this.#bytes -= bytes;
    if (!this.full) this.wake();
  }

  get full(): boolean {
    return this.#records >= MAX_RECORDS || this.#bytes >= MAX_BYTES;
  }

  /** Resolves at the next release that leaves room, or when woken. */
  room(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
