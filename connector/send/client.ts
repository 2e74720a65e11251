import ky from 'ky';
import type { Clock } from '../clock.ts';

/** The largest answer that is read, in bytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** How long a cancelled run lets its request in flight end (T-9). */
const CANCEL_GRACE_MS = 5_000;

/** One HTTP request to the Taxonomy API; `path` is below the base URL, already encoded. */
export interface ApiRequest {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly body?: string;
}

/** What became of one request, before anything is made of it. */
export type Exchange =
  | { kind: 'answer'; status: number; retryAfter: string | null; body: string; complete: boolean }
  | { kind: 'no_answer'; reason: 'network' | 'deadline' | 'cancelled'; message: string };

export interface ClientSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly cancel: AbortSignal | undefined;
}

/** The only place that knows the API key and the wire. */
export class Client {
  readonly #settings: ClientSettings;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  /** Sends one request, once. Never throws: whatever happens is an {@link Exchange}. */
  async exchange(request: ApiRequest): Promise<Exchange> {
    const { clock, timeoutMs, cancel } = this.#settings;
    const connection = new AbortController();
    const finished = new AbortController();
    // The race is against the deadline itself: a host's own fetch need not honour the signal (D-8).
    let settle: (exchange: Exchange) => void = () => undefined;
    const expired = new Promise<Exchange>((resolve) => {
      settle = resolve;
    });
    const expire = (reason: 'deadline' | 'cancelled', message: string) => {
      settle({ kind: 'no_answer', reason, message });
      connection.abort();
    };
    const after = (ms: number, action: () => void) => clock.wait(ms, finished.signal).then(action, () => undefined);
    void after(timeoutMs, () => expire('deadline', `No complete answer within ${timeoutMs} ms.`));
    const onCancel = () =>
      void after(CANCEL_GRACE_MS, () => expire('cancelled', 'Aborted after the run was cancelled.'));
    if (cancel?.aborted) onCancel();
    else cancel?.addEventListener('abort', onCancel, { once: true });
    try {
      return await Promise.race([this.#send(request, connection.signal), expired]);
    } finally {
      cancel?.removeEventListener('abort', onCancel);
      finished.abort();
    }
  }

  async #send(request: ApiRequest, signal: AbortSignal): Promise<Exchange> {
    const { baseUrl, apiKey, fetch } = this.#settings;
    let response: Response;
    try {
      response = await ky(`${baseUrl}${request.path}`, {
        method: request.method,
        headers: {
          'X-API-Key': apiKey,
          accept: 'application/json',
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(request.body !== undefined && { body: request.body }),
        fetch,
        signal,
        retry: 0, // D-2: one owner of retries.
        timeout: false, // ky's ends at the headers; the deadline here covers the body too (D-8).
        throwHttpErrors: false,
        redirect: 'manual', // D-7: fetch would follow with the key attached.
      });
    } catch (error) {
      return { kind: 'no_answer', reason: 'network', message: faultOf(error) };
    }
    const { body, complete } = await readBody(response);
    return { kind: 'answer', status: response.status, retryAfter: response.headers.get('retry-after'), body, complete };
  }
}

/** The body as text, and whether all of it came; a status is known even when the body breaks off. */
async function readBody(response: Response): Promise<{ body: string; complete: boolean }> {
  if (response.body === null) return { body: '', complete: true };
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let complete = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        complete = true;
        break;
      }
      size += value.byteLength;
      if (size > MAX_ANSWER_BYTES) break;
      chunks.push(value);
    }
  } catch {
    // The connection broke in mid-body: `complete` stays false.
  }
  if (!complete) void reader.cancel().catch(() => undefined);
  return { body: Buffer.concat(chunks).toString('utf8'), complete };
}

/** The words of a transport error and its cause; the error object itself stays here, for it may hold the request. */
function faultOf(error: unknown): string {
  const message = textIn(error, 'message') ?? 'the request failed';
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const detail = textIn(cause, 'code') ?? textIn(cause, 'message');
  return detail === undefined ? message : `${message} (${detail})`;
}

/** Read by shape: a host's transport may throw errors of another realm, which are no `instanceof Error` here. */
function textIn(value: unknown, key: 'message' | 'code'): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const text: unknown = (value as Record<typeof key, unknown>)[key]; // `in` has just shown the key.
  return typeof text === 'string' && text !== '' ? text : undefined;
}
