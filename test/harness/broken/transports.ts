import { answering, type BrokenConnectors, itemsOf, keyIn, overRequest, overTransport, rewriting } from './breakage.ts';

export const BROKEN_TRANSPORTS: BrokenConnectors = {
  'absent fields that are sent empty': {
    connector: overTransport((send) =>
      rewriting(send, (operations) =>
        operations.map((operation) =>
          operation.operation === 'Create' ? { ...operation, data: { description: '', ...operation.data } } : operation,
        ),
      ),
    ),
    caughtBy: ['D-1a', 'S-8c'],
  },
  'Retry-After ignored': {
    connector: overTransport((send) => async (input, init) => {
      const response = await send(input, init);
      const headers = new Headers(response.headers);
      headers.delete('retry-after');
      return response.status === 429 ? new Response(response.body, { status: 429, headers }) : response;
    }),
    caughtBy: ['D-3a', 'D-3b', 'D-3d'],
  },
  'redirects that are followed': {
    connector: overTransport((send) => async (input, init) => {
      const response = await send(input, init);
      const location = response.headers.get('location');
      return response.status === 307 && location !== null ? send(location, init) : response;
    }),
    caughtBy: ['D-7a'],
  },
  'a request that is dropped when the run is cancelled': {
    connector: overRequest((_request, { fetch: send = fetch, signal }) => ({
      context: {
        fetch: async (input, init) => {
          const response = await send(input, init);
          signal?.throwIfAborted();
          return response;
        },
      },
    })),
    caughtBy: ['T-9f'],
  },
  'a key that stands in the address': {
    connector: overRequest(({ config }, { fetch: send = fetch }) => ({
      context: {
        fetch: (input, init) => {
          const request = new Request(input, init);
          return send(new Request(`${request.url}?k=${keyIn(config)}`, request));
        },
      },
    })),
    caughtBy: ['X-1d'],
  },
  'results that are settled by position': {
    connector: overTransport((send) =>
      answering(send, async (answer, operations) => {
        if (answer.status !== 200) return undefined;
        const text = await answer.text();
        const listed: unknown = text.startsWith('{"items"') ? JSON.parse(text).items : undefined;
        return Array.isArray(listed)
          ? Response.json({ items: itemsOf(operations).slice(0, listed.length) })
          : undefined;
      }),
    ),
    caughtBy: ['T-3g'],
  },
  '202 taken for done': {
    connector: overTransport((send) =>
      answering(send, ({ status }, operations) =>
        status === 202 ? Response.json({ items: itemsOf(operations) }) : undefined,
      ),
    ),
    caughtBy: ['T-3f'],
  },
  'errors inside a 2xx that are not looked at': {
    connector: overTransport((send) =>
      answering(send, async (answer, operations) =>
        (await answer.text()).includes('"errors"') ? Response.json({ items: itemsOf(operations) }) : undefined,
      ),
    ),
    caughtBy: ['T-3e'],
  },
  'retries without a budget': {
    connector: overTransport((send) => async (input, init) => {
      const request = new Request(input, init);
      let answer = await send(request.clone());
      for (let again = 0; again < 3 && answer.status === 503 && !answer.headers.has('retry-after'); again += 1) {
        answer = await send(request.clone());
      }
      return answer;
    }),
    caughtBy: ['D-4b', 'O-1a'],
  },
  'a key that is refused and used on': {
    connector: overTransport((send) => async (input, init) => {
      const answer = await send(input, init);
      return answer.status === 401 ? new Response(answer.body, { status: 400, headers: answer.headers }) : answer;
    }),
    caughtBy: ['D-6a', 'D-6d', 'T-11a'],
  },
};
