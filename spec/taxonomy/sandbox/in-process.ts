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
    const request = new Request(input, { ...init, signal: null });
    const carrier = new InProcessCarrier(world.switches.clock, signal);
    serve(request, carrier, reception).catch((error: unknown) => carrier.fail(error));
    return carrier.response;
  };
}

async function serve(request: Request, carrier: InProcessCarrier, reception: Reception): Promise<void> {
  const { pathname, search, searchParams } = new URL(request.url);
  const { route, params } = findRoute(request.method, belowBase(pathname));
  const arrival = { method: request.method, path: belowBase(`${pathname}${search}`), ...route };
  const entry = await reception.arrive(arrival, carrier);
  if (entry === undefined) return;
  const message = {
    params,
    token: searchParams.get('pagination_token') ?? undefined,
    key: request.headers.get('x-api-key') ?? undefined,
    body: request.body === null ? undefined : await request.text(),
  };
  await reception.serve(arrival, message, entry, carrier);
}
