import type { Terminal } from './io.ts';

/**
 * Writes to a stream at its reader's pace. A reader that goes away (`| head`) is no error: from then on nothing is
 * written, and `closed` tells those who only work for the reader to stop.
 */
export class Output {
  closed = false;
  readonly #stream: Terminal;
  #fault: Error | undefined;
  #waiting: (() => void)[] = [];

  constructor(stream: Terminal) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.closed = true;
      if (error.code !== 'EPIPE') this.#fault = error;
      this.#wake();
    });
    stream.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    stream.on('drain', () => this.#wake());
  }

  /** Resolves when the stream takes more. Rejects when it cannot be written to for another reason than a closed pipe. */
  async write(text: string): Promise<void> {
    this.throwFault();
    if (this.closed || text === '') return;
    if (this.#stream.write(text)) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.throwFault();
  }

  /** Throws what went wrong with the stream, if anything did. */
  throwFault(): void {
    if (this.#fault) throw this.#fault;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
