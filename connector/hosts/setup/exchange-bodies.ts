import type { ExchangeBodies } from './protocol.ts';

/** To look into requests, not to keep a log: the newest ones, so many characters of all and of one body. */
const KEPT = 32 * 1024 * 1024;
const LENGTH = 1024 * 1024;
/** Read beyond that, so that no secret is cut before it is taken out (X-1). */
const MARGIN = 1024;

/** What went over the wire in a run, without the key. The n-th call is request n: requests of a run go out one at a time. */
export class ExchangeRecorder {
  readonly #bodies = new Map<number, ExchangeBodies>();
  readonly #secrets: readonly string[];
  readonly #whole: (number: number, bodies: ExchangeBodies) => void;
  #calls = 0;
  #held = 0;

  /** @param whole Told of each exchange once nothing more is read of it. */
  constructor(secrets: readonly string[], whole: (number: number, bodies: ExchangeBodies) => void = () => undefined) {
    this.#secrets = secrets;
    this.#whole = whole;
  }

  of(number: number): ExchangeBodies | undefined {
    return this.#bodies.get(number);
  }

  get numbers(): ReadonlySet<number> {
    return new Set(this.#bodies.keys());
  }

  /** A fetch that remembers. The answer goes on at once: what is kept of it is read beside whoever reads it. */
  over(carry: typeof fetch): typeof fetch {
    return async (input, init) => {
      this.#calls += 1;
      const number = this.#calls;
      const request = this.#shown(requestHead(input, init), bodyText(init));
      try {
        const response = await carry(input, init);
        this.#keep(number, request, answerHead(response));
        void bodyOf(response).then((body) => {
          const answer = this.#shown(answerHead(response), body);
          this.#keep(number, request, answer);
          this.#whole(number, { request, answer });
        });
        return response;
      } catch (error) {
        const answer = 'No answer.';
        this.#keep(number, request, answer);
        this.#whole(number, { request, answer });
        throw error;
      }
    };
  }

  #keep(number: number, request: string, answer: string): void {
    this.#forget(number);
    this.#bodies.set(number, { request, answer });
    this.#held += request.length + answer.length;
    for (const oldest of this.#bodies.keys()) {
      if (this.#held <= KEPT) break;
      this.#forget(oldest);
    }
  }

  #forget(number: number): void {
    const bodies = this.#bodies.get(number);
    if (bodies === undefined) return;
    this.#held -= bodies.request.length + bodies.answer.length;
    this.#bodies.delete(number);
  }

  #shown(head: string, body: string): string {
    const safe = this.#secrets.reduce((text, secret) => text.replaceAll(secret, '[the key]'), body);
    if (safe === '') return head;
    return `${head}\n\n${safe.length > LENGTH ? `${safe.slice(0, LENGTH)}\n… and more` : safe}`;
  }
}

function requestHead(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): string {
  const url = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  return `${method} ${url.pathname}${url.search}\nAPI key: not shown`;
}

function bodyText({ body }: RequestInit = {}): string {
  if (typeof body === 'string') return body.slice(0, LENGTH + MARGIN);
  return body instanceof Uint8Array ? new TextDecoder().decode(body.subarray(0, LENGTH + MARGIN)) : '';
}

function answerHead({ status, statusText, headers }: Response): string {
  const head = [`${status} ${statusText}`.trim()];
  for (const name of ['content-type', 'retry-after', 'date', 'x-request-id']) {
    const value = headers.get(name);
    if (value !== null) head.push(`${name}: ${value}`);
  }
  return head.join('\n');
}

/** As much of an answer's body as is shown; the rest of a hostile one is not waited for (X-4). */
async function bodyOf(response: Response): Promise<string> {
  const reader = response.body === null ? undefined : response.clone().body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length <= LENGTH + MARGIN) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
    // Settles only once the connector is done with its own half, too.
    reader.cancel().catch(() => undefined);
    return text;
  } catch {
    return `${text}\n… the body broke off`;
  }
}
