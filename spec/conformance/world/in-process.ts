import type { Answer, ServiceRequest } from './exchange.ts';

/** What becomes of a request at the service: an answer, whole or begun, nothing at all, or a connection that breaks. */
export type Fate =
  | { readonly kind: 'answered' | 'begun'; readonly answer: Answer }
  | { readonly kind: 'silence' }
  | { readonly kind: 'broken' };

/** Statuses whose Response may not have a body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * A `fetch` that reaches the service without a socket, and fails as one does: with a TypeError on a lost connection, with the signal's reason on
 * abort. `elsewhere` is told of a redirect that was followed.
 */
export function inProcessFetch(
  serve: (request: ServiceRequest) => Promise<Fate>,
  elsewhere: (method: string, url: string) => void,
): typeof fetch {
  return async (input, init) => {
    // The signal is taken as given: a Request made with it is only weakly tied to it in Node 20.
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const request = new Request(input, { ...init, signal: null });
    const { method, headers, redirect } = request;
    const aborted = untilAborted(signal);
    const served = request.text().then((body) => serve({ method, url: new URL(request.url), headers, body }));
    try {
      const fate = await Promise.race([served, aborted.reason]);
      switch (fate.kind) {
        case 'broken':
          throw lost();
        case 'silence':
          return await aborted.reason;
        case 'begun':
          return responseOf(fate.answer, halfOf(fate.answer.body ?? '', signal));
        case 'answered':
          return redirected(fate.answer, redirect, (url) => elsewhere(method, new URL(url, request.url).href));
      }
    } finally {
      aborted.forget();
    }
  };
}

/** Rejects with the signal's reason; never, without a signal. */
function untilAborted(signal: AbortSignal | undefined): {
  readonly reason: Promise<never>;
  readonly forget: () => void;
} {
  let leave: () => void = () => undefined;
  const reason = new Promise<never>((_, reject) => {
    leave = () => reject(signal?.reason);
  });
  reason.catch(() => undefined); // Whoever lost the race does not look at it.
  signal?.addEventListener('abort', leave, { once: true });
  return { reason, forget: () => signal?.removeEventListener('abort', leave) };
}

/** What fetch() makes of a redirect: handed back, refused, or followed to where nobody is. */
function redirected(answer: Answer, redirect: Request['redirect'], follow: (url: string) => void): Response {
  const location = new Headers(answer.headers).get('location');
  const leads = answer.status >= 300 && answer.status < 400 && location !== null;
  if (!leads || redirect === 'manual') return responseOf(answer, answer.body);
  if (redirect === 'error') throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
  follow(location);
  return responseOf({ status: 404 }, '{}');
}

const responseOf = ({ status, headers }: Answer, body: string | ReadableStream<Uint8Array> | undefined): Response =>
  new Response(BODILESS.has(status) ? null : (body ?? ''), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });

/** Half of the body, and nothing more until the caller gives up. */
function halfOf(body: string, signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(stream) {
      const bytes = new TextEncoder().encode(body);
      stream.enqueue(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      const fail = () => stream.error(signal?.reason);
      if (signal?.aborted) fail();
      else signal?.addEventListener('abort', fail, { once: true });
    },
  });
}

const lost = (): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
