import type { Clock } from '../clock.ts';
import type { Exchange, Transport } from './answer.ts';
import { overFetch } from './fetch-transport.ts';
import { overNode } from './node-transport.ts';

/** How long a cancelled run lets its request in flight end (T-9). */
const CANCEL_GRACE_MS = 5_000;

/** One request to the Taxonomy API; `path` is below the base URL, already encoded. */
export interface ApiRequest {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly body?: Uint8Array;
}

export interface ClientSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** The host's own transport; Node's HTTP client when absent. */
  readonly fetch: typeof fetch | undefined;
  readonly clock: Clock;
  readonly cancel: AbortSignal | undefined;
}

/** The only place that knows the API key. */
export class Client {
  readonly #settings: ClientSettings;
  readonly #transport: Transport;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
    this.#transport = settings.fetch === undefined ? overNode : overFetch(settings.fetch);
  }

  /** Sends one request, once. Never throws: whatever happens is an {@link Exchange}. */
  async exchange(request: ApiRequest): Promise<Exchange> {
    const { clock, timeoutMs, cancel } = this.#settings;
    const connection = new AbortController();
    const finished = new AbortController();
    // The race is against the deadline itself: a transport need not honour the signal (D-8).
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

  #send({ method, path, body }: ApiRequest, signal: AbortSignal): Promise<Exchange> {
    const { baseUrl, apiKey } = this.#settings;
    const content = body !== undefined && { 'content-type': 'application/json' };
    const headers = { 'X-API-Key': apiKey, accept: 'application/json', ...content };
    return this.#transport({ url: `${baseUrl}${path}`, method, headers, body }, signal);
  }
}
