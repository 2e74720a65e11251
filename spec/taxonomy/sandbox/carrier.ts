import type { Answer } from './answer.ts';

/** How fast a trickled answer comes. */
export interface Pace {
  readonly bytesPerTick: number;
  readonly tickMs: number;
}

/** One request's way back to its client, and everything that can go wrong on it. Each ends the request but `wait`. */
export interface Carrier {
  answer(answer: Answer): void;
  /** Breaks the connection without a word. */
  reset(): void;
  /** Sends nothing, or the headers and half the body of `begun`, and then nothing more. Resolves when the client is gone. */
  stall(begun?: Answer): Promise<void>;
  /** Resolves when all of it is sent, or the client is gone. */
  trickle(answer: Answer, pace: Pace): Promise<void>;
  /** Sends half the body and breaks the connection. */
  truncate(answer: Answer): void;
  wait(ms: number): Promise<void>;
}

/** What goes over the wire. */
export interface Wire {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer in bytes, with the length of all of it even when only a part will be sent. */
export function wireOf({ status, headers, body }: Answer, encode?: (body: Buffer) => Buffer): Wire {
  const plain = Buffer.from(body);
  const bytes = encode?.(plain) ?? plain;
  return { headers: status === 204 ? headers : { ...headers, 'content-length': String(bytes.length) }, body: bytes };
}

/** The first half of a body. */
export const halfOf = (body: Buffer): Buffer => body.subarray(0, body.length >>> 1);

/** A body in pieces of so many bytes. */
export function* pieces(body: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}
