import { closeSync, openSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ExchangeBodies } from './protocol.ts';

/** Of one run, in bytes: a folder is for looking into what happened, not a log of everything. */
const KEPT = 64 * 1024 * 1024;
const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

/** Keeps what went over the wire, a line an exchange, written when it is whole; never the key. */
export class BodiesFile {
  #file: number | undefined;
  #written = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'a', 0o600);
  }

  /** What comes after the end of its run, or beyond the bound, is not kept. */
  add(number: number, { request, answer }: ExchangeBodies): void {
    if (this.#file === undefined || this.#written > KEPT) return;
    this.#written += writeSync(this.#file, `${JSON.stringify({ number, request, answer })}\n`);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

interface Span {
  readonly from: number;
  readonly length: number;
}

/** Reads one exchange of such a file at a time; a file that is not there holds none. */
export class KeptBodies {
  readonly #path: string;
  #spans: Promise<ReadonlyMap<number, Span>> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async numbers(): Promise<ReadonlySet<number>> {
    return new Set((await this.#index()).keys());
  }

  async of(number: number): Promise<ExchangeBodies | undefined> {
    const span = (await this.#index()).get(number);
    if (span === undefined) return undefined;
    const file = await open(this.#path);
    try {
      const { request, answer } = JSON.parse(await textAt(file, span)); // Written by BodiesFile.
      return { request, answer };
    } finally {
      await file.close();
    }
  }

  #index(): Promise<ReadonlyMap<number, Span>> {
    this.#spans ??= spansOf(this.#path);
    return this.#spans;
  }
}

async function textAt(file: FileHandle, { from, length }: Span): Promise<string> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.toString('utf8');
}

/** Where each exchange's line lies. A last line that broke off with its program is none. */
async function spansOf(path: string): Promise<ReadonlyMap<number, Span>> {
  const spans = new Map<number, Span>();
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return spans;
  try {
    const buffer = Buffer.alloc(CHUNK);
    let [from, position] = [0, 0];
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
      if (bytesRead === 0) return spans;
      const chunk = buffer.subarray(0, bytesRead);
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
        const span = { from, length: position + at - from };
        const head = await textAt(file, { from, length: Math.min(span.length, 40) });
        const number = /^\{"number":(\d+),/.exec(head)?.[1];
        if (number !== undefined) spans.set(Number(number), span);
        from = position + at + 1;
      }
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}
