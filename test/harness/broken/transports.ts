import { type BrokenConnectors, keyIn, overRequest, overTransport, rewriting } from './breakage.ts';

export const BROKEN_TRANSPORTS: BrokenConnectors = {
  'absent fields that are sent empty': {
    connector: overTransport((send) =>
      rewriting(send, (operations) =>
        operations.map((operation) =>
          operation.operation === 'Create' ? { ...operation, data: { description: '', ...operation.data } } : operation,
        ),
      ),
    ),
    caughtBy: ['D-1a', 'S-8a'],
  },
  'Retry-After ignored': {
    connector: overTransport((send) => async (input, init) => {
      const response = await send(input, init);
      const headers = new Headers(response.headers);
      headers.delete('retry-after');
      return response.status === 429 ? new Response(response.body, { status: 429, headers }) : response;
    }),
    caughtBy: ['D-3a', 'D-3b'],
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
};
