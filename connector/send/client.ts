import type { KyInstance } from 'ky';
import type { Clock } from '../clock.ts';
import { within } from '../deadline.ts';
import type { Redact } from '../redact.ts';
import { type Answer, answerOf, type Exchange, headOf } from './answer.ts';
import { lost } from './lost.ts';

/** The most that is read of a refusal, of one segment and of an import, in bytes. */
const SMALL = 1024 * 1024;
/** The most that is read of a batch's answer and of a listing's page, in bytes. */
const LARGE = 12 * 1024 * 1024;

/** One request to the Taxonomy API; `path` is below the base URL, already encoded. */
export interface ApiRequest {
  readonly method: 'get' | 'patch';
  readonly path: string;
  readonly body?: Uint8Array;
  /** Whether its answer lists many things. */
  readonly long: boolean;
}

export interface ClientSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  /** The host's own; the platform's when absent. */
  readonly fetch: typeof fetch | undefined;
  readonly clock: Clock;
  readonly cancel: AbortSignal | undefined;
  /** How long a request in flight may go on after that, in milliseconds (T-9). */
  readonly graceMs: number;
  readonly redact: Redact;
}

/** The only place that knows the API key. */
export class Client {
  readonly #settings: ClientSettings;
  #api: KyInstance | undefined;

  constructor(settings: ClientSettings) {
    this.#settings = settings;
  }

  /** Sends one request, once. Never throws: whatever happens is an {@link Exchange}, free of the key. */
  async exchange(request: ApiRequest): Promise<Exchange> {
    const { clock, timeoutMs, cancel, graceMs, redact } = this.#settings;
    let heard: Answer | undefined;
    const onHead = (head: Answer) => {
      heard = head;
    };
    const ended = await within({ clock, ms: timeoutMs, cancel, graceMs }, (signal) =>
      this.#carry(request, signal, onHead).catch(lost),
    );
    switch (ended) {
      case 'deadline':
        // D-3: a refusal whose words never come has said all the same how long to wait.
        if (heard !== undefined && heard.status >= 400 && heard.retryAfter !== null) return redact<Exchange>(heard);
        return { kind: 'no_answer', reason: ended, message: `No complete answer within ${timeoutMs} ms.` };
      case 'cancelled':
        return { kind: 'no_answer', reason: ended, message: 'Aborted after the run was cancelled.' };
      default:
        if (ended.kind === 'no_answer' || ended.status < 200 || ended.status >= 300) return redact(ended);
        // The body of a success is redacted where its words are taken out: it is neither cut nor split before.
        return { ...redact({ ...ended, body: '' }), body: ended.body };
    }
  }

  async #carry({ method, path, body, long }: ApiRequest, signal: AbortSignal, onHead: (head: Answer) => void) {
    const { fetch = globalThis.fetch } = this.#settings;
    this.#api ??= await this.#opened();
    const response = await this.#api[method](path, {
      ...(body && { headers: { 'content-type': 'application/json' } }),
      // ky hands over a Request: one of this realm is none to another's fetch, and its body a stream that is copied twice.
      // It does not know the signal, which it would only hand on to that Request.
      fetch: (request) => {
        const { url, headers } = request as Request; // ky's types allow what it never hands over.
        const init = {
          method: method.toUpperCase(),
          headers: Object.fromEntries(headers),
          redirect: 'manual' as const,
          signal,
        };
        return fetch(url, body ? { ...init, body } : init);
      },
    });
    const head = headOf(response);
    onHead(head);
    return answerOf(head, response, long && head.status >= 200 && head.status < 300 ? LARGE : SMALL, signal);
  }

  async #opened(): Promise<KyInstance> {
    // H-15: ky looks at the platform's fetch as it loads, which takes as long as all the rest of the plugin; a host loads many.
    const { default: ky } = await import('ky');
    const { baseUrl, apiKey } = this.#settings;
    return ky.create({
      prefixUrl: baseUrl,
      headers: { 'X-API-Key': apiKey, accept: 'application/json' },
      retry: 0, // D-2: one owner of retries.
      timeout: false, // D-8: the deadline is the run's, and covers the body.
      throwHttpErrors: false, // A status is an answer; judge.ts says what it means.
    });
  }
}
