import type { VirtualClock } from './virtual-clock.ts';

/** One request as the connector's side of the wire saw it. */
export interface ExchangeRecord {
  readonly at: number;
  /** Its place among all sendings and answers of the process: what happens in one millisecond has an order too. */
  readonly sentAs: number;
  answeredAs: number | undefined;
  /** When all of the answer was there, or the connection was lost or given up. */
  endedAt: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  status: number | undefined;
  retryAfter: string | null;
  /** The server's clock at the answer, milliseconds. */
  date: number | undefined;
  /** When the headers of the answer came: a Retry-After window opens then. */
  answeredAt: number | undefined;
  /** The body of the answer; nothing unless all of it came. */
  answer: string | undefined;
}

let happened = 0;
const next = (): number => {
  happened += 1;
  return happened;
};

/**
 * Wraps a transport so that every request can be looked at afterwards. It takes what the connector's client hands to fetch(): a
 * URL and its init; nothing is copied into a Request, which would take longer than a test's whole request.
 */
export function recorded(
  transport: typeof fetch,
  clock: VirtualClock,
): { fetch: typeof fetch; exchanges: ExchangeRecord[] } {
  const exchanges: ExchangeRecord[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const record: ExchangeRecord = {
      at: clock.now(),
      sentAs: next(),
      answeredAs: undefined,
      endedAt: undefined,
      method: init?.method ?? 'GET',
      path: new URL(String(input)).pathname,
      headers: new Headers(init?.headers),
      body: textOf(init?.body ?? ''),
      status: undefined,
      retryAfter: null,
      date: undefined,
      answeredAt: undefined,
      answer: undefined,
    };
    exchanges.push(record);
    const end = (answer?: string) => {
      record.endedAt ??= clock.now();
      record.answer ??= answer;
    };
    try {
      const response = await transport(input, init);
      record.status = response.status;
      record.retryAfter = response.headers.get('retry-after');
      record.date = Date.parse(response.headers.get('date') ?? '') || undefined;
      record.answeredAt = clock.now();
      record.answeredAs = next();
      const { body } = response;
      if (body === null) end('');
      // In place of its body, not copied into a Response of its own.
      else Object.defineProperty(response, 'body', { value: observed(body, end) });
      return response;
    } catch (error) {
      end();
      throw error;
    }
  };
  return { fetch, exchanges };
}

function textOf(body: NonNullable<RequestInit['body']>): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new Error('The connector sends its bodies as bytes.');
}

/** The same body; `end` is told its text when it was read to its end, nothing when it broke off or was given up. */
async function* observed(body: ReadableStream<Uint8Array>, end: (text?: string) => void): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  let text = '';
  let whole = false;
  try {
    for await (const piece of body) {
      text += decoder.decode(piece, { stream: true });
      yield piece;
    }
    whole = true;
  } finally {
    end(whole ? text : undefined);
  }
}
