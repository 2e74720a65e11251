import type { ExchangeBodies } from './protocol.ts';

/** Bodies kept, and how much of each: to look into one request, not to keep a log. */
const KEPT = 300;
const LENGTH = 4 * 1024;

/** What went over the wire in a run, without the key. The n-th call is request n: requests of a run go out one at a time. */
export class ExchangeRecorder {
  readonly #bodies = new Map<number, ExchangeBodies>();
  readonly #secrets: readonly string[];
  #calls = 0;

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  of(number: number): ExchangeBodies | undefined {
    return this.#bodies.get(number);
  }

  /** A fetch that remembers; the answer goes on unread. */
  over(carry: typeof fetch): typeof fetch {
    return async (input, init) => {
      this.#calls += 1;
      const number = this.#calls;
      const request = requestText(input, init);
      try {
        const response = await carry(input, init);
        this.#keep(number, request, await answerText(response));
        return response;
      } catch (error) {
        this.#keep(number, request, 'No answer.');
        throw error;
      }
    };
  }

  #keep(number: number, request: string, answer: string): void {
    this.#bodies.set(number, { request: this.#safe(request), answer: this.#safe(answer) });
    for (const oldest of this.#bodies.keys()) {
      if (this.#bodies.size <= KEPT) break;
      this.#bodies.delete(oldest);
    }
  }

  #safe(text: string): string {
    return this.#secrets.reduce((safe, secret) => safe.replaceAll(secret, '[the key]'), text);
  }
}

function requestText(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): string {
  const url = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  const head = `${method} ${url.pathname}${url.search}\nAPI key: not shown`;
  const { body } = init ?? {};
  const text =
    typeof body === 'string'
      ? body
      : body instanceof Uint8Array
        ? new TextDecoder().decode(body.subarray(0, LENGTH * 2))
        : '';
  return text === '' ? head : `${head}\n\n${shortened(text)}`;
}

async function answerText(response: Response): Promise<string> {
  const { status, statusText, headers } = response;
  const head = [`${status} ${statusText}`.trim()];
  for (const name of ['content-type', 'retry-after', 'date', 'x-request-id']) {
    const value = headers.get(name);
    if (value !== null) head.push(`${name}: ${value}`);
  }
  if (response.body === null || response.ok) return head.join('\n');
  const text = await response
    .clone()
    .text()
    .catch(() => 'The body broke off.');
  return `${head.join('\n')}\n\n${shortened(text)}`;
}

const shortened = (text: string) =>
  text.length > LENGTH ? `${text.slice(0, LENGTH)}\n… ${text.length - LENGTH} characters more` : text;
