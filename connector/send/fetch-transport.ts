import { collect, lost, type Transport } from './answer.ts';

/** Sends by a host's own fetch: its proxy, its certificates, its tests. */
export const overFetch =
  (fetch: typeof globalThis.fetch): Transport =>
  async ({ url, method, headers, body }, signal) => {
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: { ...headers },
        ...(body !== undefined && { body }),
        redirect: 'manual', // D-7: fetch would follow with the key attached.
        signal,
      });
    } catch (error) {
      return lost(error);
    }
    const retryAfter = response.headers.get('retry-after');
    return { kind: 'answer', status: response.status, retryAfter, ...(await collect(response.body)) };
  };
