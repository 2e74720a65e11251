import type { VirtualClock } from './virtual-clock.ts';

/** One request as the connector's side of the wire saw it. */
export interface ExchangeRecord {
  readonly at: number;
  endedAt: number | undefined;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  status: number | undefined;
  retryAfter: string | null;
}

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
        endedAt: undefined,
        method: request.method,
        path: new URL(request.url).pathname,
        headers: request.headers,
        body: await request.clone().text(),
        status: undefined,
        retryAfter: null,
      };
      exchanges.push(record);
    } finally {
      release();
    }
    try {
      const response = await transport(request);
      record.status = response.status;
      record.retryAfter = response.headers.get('retry-after');
      return response;
    } finally {
      record.endedAt = clock.now();
    }
  };
  return { fetch, exchanges };
}
