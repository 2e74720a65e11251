import { refusal, type Sandbox } from '../../../../spec/taxonomy/sandbox/index.ts';

/**
 * The way to the sandbox with real trouble on it, once each: the import's listing asks for a pause of two seconds, and the
 * answer to the first updates is lost after they were carried out.
 */
export function roughWeather({ fetch: carry, inject }: Pick<Sandbox, 'fetch' | 'inject'>): typeof fetch {
  inject({ on: { kind: 'list' }, nth: 2, do: refusal(429, 'Too many requests.', { 'retry-after': '2' }) });
  let lost = false;
  return async (input, init) => {
    const answer = await carry(input, init);
    if (lost || init?.method !== 'PATCH' || !textOf(init.body).includes('"Update"')) return answer;
    lost = true;
    await answer.body?.cancel();
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
  };
}

const textOf = (body: unknown): string =>
  typeof body === 'string'
    ? body
    : body instanceof Uint8Array
      ? new TextDecoder().decode(body.subarray(0, 64 * 1024))
      : '';
