import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type LogLevel, log, type Message } from './messages.ts';

const MASK = '[redacted]';

/** stdout: one message a line, at the pace of its reader. */
export class Output {
  readonly #stream: Writable;
  readonly #gone = new AbortController();
  #secret: RegExp | undefined;
  #drained: Promise<void> | undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    // EPIPE is often the only sign of a cancelled job (E2).
    stream.on('error', () => this.#gone.abort());
  }

  /** Aborted once the reader has gone: nothing that is written arrives any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Keeps `secret` out of every message from now on, wherever it stands in it. STATE lines are the source's and pass. */
  redact(secret: string): void {
    if (secret !== '') this.#secret = new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  }

  redacted(text: string): string {
    return this.#secret === undefined ? text : text.replace(this.#secret, MASK);
  }

  /** Writes a message. What is returned is to be awaited: it resolves when the reader takes more. */
  send(message: Message): Promise<void> | undefined {
    return this.#write(`${this.redacted(JSON.stringify(message))}\n`);
  }

  log(level: LogLevel, message: string): Promise<void> | undefined {
    return this.send(log(level, message));
  }

  /** Writes a line as it is, byte for byte. */
  echo(line: string): Promise<void> | undefined {
    return this.#write(`${line}\n`);
  }

  /** Resolves when everything written has left the process, or its reader is gone. */
  async flushed(): Promise<void> {
    if (this.#gone.signal.aborted) return;
    await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
  }

  #write(line: string): Promise<void> | undefined {
    if (this.#gone.signal.aborted || this.#stream.write(line)) return undefined;
    // One for all who wait. When the reader has gone they go on, and end by `gone`.
    this.#drained ??= once(this.#stream, 'drain', { signal: this.#gone.signal })
      .catch(() => undefined)
      .then(() => {
        this.#drained = undefined;
      });
    return this.#drained;
  }
}
