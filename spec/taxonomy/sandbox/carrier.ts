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

/** The headers of an answer, with the length of all of it even when only a part will be sent. */
export const headersOf = (answer: Answer): Record<string, string> => ({
  ...answer.headers,
  'content-length': String(Buffer.byteLength(answer.body)),
});

/** The first half of the body. */
export function halfOf(answer: Answer): Buffer {
  const body = Buffer.from(answer.body);
  return body.subarray(0, body.length >>> 1);
}

/** The body in pieces of so many bytes. */
export function* pieces(answer: Answer, size: number): Generator<Buffer> {
  const body = Buffer.from(answer.body);
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}
