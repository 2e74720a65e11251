/** One HTTP request as it goes out. */
export interface WireRequest {
  readonly url: string;
  readonly method: 'GET' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** What came back, before anything is made of it. A status is known even when the body breaks off. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
  /** Whether all of the body came. */
  readonly complete: boolean;
}

/** What became of one request. */
export type Exchange =
  | Answer
  | {
      readonly kind: 'no_answer';
      readonly reason: 'network' | 'deadline' | 'cancelled';
      /** What happened, in words for an error's message. */
      readonly message: string;
    };

/**
 * Sends one request, once, and follows no redirect (D-7). Never rejects: a connection that fails is an {@link Exchange} too. It
 * should end soon after `signal` aborts; nobody relies on that.
 */
export type Transport = (request: WireRequest, signal: AbortSignal) => Promise<Exchange>;

/** The largest answer that is read, in bytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Reads a body to its end, its break or its bound. */
export async function collect(
  source: AsyncIterable<Uint8Array> | null,
): Promise<{ readonly body: string; readonly complete: boolean }> {
  if (source === null) return { body: '', complete: true };
  const chunks: Uint8Array[] = [];
  let reader: AsyncIterator<Uint8Array> | undefined;
  let size = 0;
  let complete = false;
  try {
    reader = source[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await reader.next();
      if (done) {
        complete = true;
        break;
      }
      size += value.byteLength;
      if (size > MAX_ANSWER_BYTES) break;
      chunks.push(value);
    }
  } catch {
    // The connection broke in mid-body, or a host's transport has a body that cannot be read: `complete` stays false.
  }
  // Not awaited: a stream that hangs as it is given up must not hold the answer.
  if (!complete) void reader?.return?.().catch(() => undefined);
  return { body: Buffer.concat(chunks).toString('utf8'), complete };
}

/** The words of a transport's error and its cause; the error itself stays here, for it may hold the request. */
export function lost(error: unknown): Exchange {
  const message = textIn(error, 'message') || 'the request failed';
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  const detail = textIn(cause, 'code') ?? textIn(cause, 'message');
  const told = detail === undefined || message.includes(detail) ? message : `${message} (${detail})`;
  return { kind: 'no_answer', reason: 'network', message: told };
}

/** Read by shape: a host's transport may throw errors of another realm, which are no `instanceof Error` here. */
function textIn(value: unknown, key: 'message' | 'code'): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const text: unknown = (value as Record<typeof key, unknown>)[key]; // `in` has just shown the key.
  return typeof text === 'string' && text !== '' ? text : undefined;
}
