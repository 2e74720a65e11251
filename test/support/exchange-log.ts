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

/** Wraps a transport so that every request can be looked at afterwards. */
export function recorded(
  transport: typeof fetch,
  clock: VirtualClock,
): { fetch: typeof fetch; exchanges: ExchangeRecord[] } {
  const exchanges: ExchangeRecord[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const release = clock.hold();
    let request: Request;
    let record: ExchangeRecord;
    try {
      request = new Request(input, init);
      record = {
        at: clock.now(),
        sentAs: next(),
        answeredAs: undefined,
        endedAt: undefined,
        method: request.method,
        path: new URL(request.url).pathname,
        headers: request.headers,
        body: await request.clone().text(),
        status: undefined,
        retryAfter: null,
        date: undefined,
        answeredAt: undefined,
        answer: undefined,
      };
      exchanges.push(record);
    } finally {
      release();
    }
    const end = (answer?: string) => {
      record.endedAt ??= clock.now();
      record.answer ??= answer;
    };
    try {
      const response = await transport(request);
      record.status = response.status;
      record.retryAfter = response.headers.get('retry-after');
      record.date = Date.parse(response.headers.get('date') ?? '') || undefined;
      record.answeredAt = clock.now();
      record.answeredAs = next();
      if (response.body !== null) return new Response(observed(response.body, end), response);
      end('');
      return response;
    } catch (error) {
      end();
      throw error;
    }
  };
  return { fetch, exchanges };
}

/** The same body; `end` is told its text when it was read to its end, nothing when it broke off or was given up. */
function observed(body: ReadableStream<Uint8Array>, end: (text?: string) => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return new ReadableStream<Uint8Array>(
    {
      async pull(copy) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            end(text);
            copy.close();
            return;
          }
          text += decoder.decode(value, { stream: true });
          copy.enqueue(value);
        } catch (error) {
          end();
          copy.error(error);
        }
      },
      cancel(reason) {
        end();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
