import type { ReadRequest } from './world/vocabulary.ts';
import type { World } from './world/world.ts';

/** One request as it left the connector. */
export interface Exchange {
  readonly at: number;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  /** What the world makes of it. */
  readonly read: ReadRequest;
  endedAt: number | undefined;
  /** The status answered, or why there was none. */
  status: number | string | undefined;
}

/** A transport that keeps a record of what passes. */
export function tapped(
  transport: typeof globalThis.fetch,
  read: World['read'],
  exchanges: { push(exchange: Exchange): unknown },
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method, headers } = request;
    const at = performance.now();
    const [url, body] = [new URL(request.url), await request.clone().text()];
    const exchange: Exchange = {
      at,
      method,
      url,
      headers,
      body,
      read: read({ method, url, headers, body }),
      endedAt: undefined,
      status: undefined,
    };
    exchanges.push(exchange);
    try {
      const response = await transport(request);
      exchange.status = response.status;
      return response;
    } catch (error) {
      exchange.status = error instanceof Error ? error.name : 'no answer';
      throw error;
    } finally {
      exchange.endedAt = performance.now();
    }
  };
}

/** An exchange in a line: where a failure is to be looked for. */
export function exchangeLine({ method, url, read, status, at, endedAt }: Exchange): string {
  const what = read.kind === 'batch' ? `batch of ${read.operations?.length ?? '?'}` : read.kind;
  const took = endedAt === undefined ? 'not answered' : `${status}, ${Math.round(endedAt - at)} ms`;
  return `${method} ${url.pathname}${url.search}  ${what} -> ${took}`;
}
