import { InProcessCarrier } from './in-process-carrier.ts';
import type { Reception } from './reception.ts';
import { belowBase, findRoute } from './routes.ts';
import type { World } from './world.ts';

/** A fetch() that reaches the sandbox without a socket. Rejects as fetch does: TypeError on a lost connection, the signal's reason on abort. */
export function inProcessFetch(reception: Reception, world: World): typeof fetch {
  return async (input, init) => {
    // The signal is taken as given: a Request made with it is only weakly tied to it in Node 20, and keeps listening.
    const signal =
      init?.signal ?? (input instanceof Request ? input.signal : undefined) ?? new AbortController().signal;
    signal.throwIfAborted();
    const request = requestOf(input, init);
    const carrier = new InProcessCarrier(world.switches.clock, signal);
    serve(request, carrier, reception).catch((error: unknown) => carrier.fail(error));
    return carrier.response;
  };
}

/** What is served of a request. */
interface Received extends Pick<Request, 'method' | 'url' | 'headers'> {
  readonly text: () => Promise<string> | string | undefined;
}

/** Plain bytes sent to a URL need no Request: making one takes longer than serving it. */
function requestOf(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Received {
  const { method = 'GET', body } = init;
  if (typeof input === 'string' && method === method.toUpperCase() && (body == null || body instanceof Uint8Array)) {
    const text = () => (body == null ? undefined : new TextDecoder().decode(body));
    return { method, url: input, headers: new Headers(init.headers), text };
  }
  const request = new Request(input, { ...init, signal: null });
  const { url, headers } = request;
  return { method: request.method, url, headers, text: () => (request.body === null ? undefined : request.text()) };
}

async function serve(request: Received, carrier: InProcessCarrier, reception: Reception): Promise<void> {
  const { pathname, search, searchParams } = new URL(request.url);
  const { route, params } = findRoute(request.method, belowBase(pathname));
  const arrival = { method: request.method, path: belowBase(`${pathname}${search}`), ...route };
  const entry = await reception.arrive(arrival, carrier);
  if (entry === undefined) return;
  const message = {
    params,
    token: searchParams.get('pagination_token') ?? undefined,
    key: request.headers.get('x-api-key') ?? undefined,
    body: await request.text(),
  };
  await reception.serve(arrival, message, entry, carrier);
}
