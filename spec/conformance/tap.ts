/** One request as it left the connector. */
export interface Exchange {
  readonly at: number;
  endedAt: number | undefined;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** The header names that were sent. */
  readonly headers: Headers;
  status: number | undefined;
}

/** What is in the body of a batch. */
export interface SentOperation {
  readonly operation: string;
  readonly code?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A transport that keeps a record of what passes. */
export function tapped(transport: typeof globalThis.fetch): { fetch: typeof globalThis.fetch; exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const at = performance.now();
    const { method, url, headers } = request;
    const exchange: Exchange = { at, endedAt: undefined, method, url, headers, body: '', status: undefined };
    exchanges.push(exchange);
    Object.assign(exchange, { body: await request.clone().text() });
    try {
      const response = await transport(request);
      exchange.status = response.status;
      return response;
    } finally {
      exchange.endedAt = performance.now();
    }
  };
  return { fetch, exchanges };
}

/** The requests that carry operations. */
export const batchesOf = (exchanges: readonly Exchange[]): Exchange[] =>
  exchanges.filter(({ method }) => method === 'PATCH');

export function operationsOf({ body }: Exchange): SentOperation[] {
  const sent: unknown = body === '' ? {} : JSON.parse(body);
  const operations = typeof sent === 'object' && sent !== null && 'operations' in sent ? sent.operations : [];
  return Array.isArray(operations) ? operations : [];
}

export const codeOf = ({ code, data }: SentOperation): unknown => code ?? data?.['code'];
