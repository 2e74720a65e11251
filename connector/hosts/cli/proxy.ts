import { ProxyAgent, type RequestInit, fetch as undiciFetch } from 'undici';
import { UsageError } from '../usage-error.ts';
import type { Io } from './io.ts';

/** A proxy that the environment names for a host. */
export interface Proxy {
  /** Without the credentials that may stand in it. */
  readonly shown: string;
  readonly fetch: typeof fetch;
}

/** The proxy for `baseUrl`, by HTTPS_PROXY, HTTP_PROXY and NO_PROXY, upper or lower case (F-22); this machine needs none. @throws {UsageError} */
export function proxyFor(baseUrl: string, env: Io['env']): Proxy | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const { protocol, hostname, port } = new URL(baseUrl);
  const variable = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const named = variableOf(env, variable);
  if (named === '' || isThisMachine(hostname) || isExempt(hostname, port, variableOf(env, 'NO_PROXY')))
    return undefined;
  const address = named.includes('://') ? named : `http://${named}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(`${variable} does not hold the address of an HTTP proxy, such as http://proxy.example:3128.`);
  }
  const { origin } = new URL(address);
  return { shown: `${origin} (${variable})`, fetch: fetchBy(new ProxyAgent(address)) };
}

const variableOf = (env: Io['env'], name: string): string => env[name.toLowerCase()] || env[name] || '';

const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);

/** `example.com`, `.example.com` and `*.example.com` mean the host and all below it; `*` means every host. */
function isExempt(host: string, port: string, exempt: string): boolean {
  return exempt
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [name = '', ofPort] = entry
        .toLowerCase()
        .replace(/^\*?\./, '')
        .split(':');
      if (ofPort !== undefined && ofPort !== port) return false;
      return name === '*' || host === name || host.endsWith(`.${name}`);
    });
}

/** The same fetch on every supported Node: the platform's heeds no proxy before Node 24, and takes no agent of another undici. */
const fetchBy =
  (dispatcher: ProxyAgent): typeof fetch =>
  async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const { method, headers, signal } = request ?? {};
    const asked = {
      ...(request && { method, headers: [...(headers ?? [])], signal, redirect: request.redirect }),
      ...(request?.body && { body: await request.arrayBuffer() }),
      ...init,
      dispatcher,
    };
    // Two libraries' words for one standard: both are the fetch of the platform's types.
    const response = await undiciFetch(request?.url ?? String(input), asked as RequestInit);
    return response as unknown as Response;
  };
