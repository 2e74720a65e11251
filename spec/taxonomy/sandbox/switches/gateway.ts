import type { Answer } from '../answer.ts';

/** Pages of what stands between a client and Permutive: firewalls, ingresses, proxies, portals. None of them knows a segment. */
const html = (title: string, words: string): string =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${words}</p></body></html>\n`;

const PAGES: Readonly<Record<number, string>> = {
  200: html('Welcome to Airport WiFi', 'Accept the terms to go on.'),
  401: html('401 Authorization Required', 'nginx'),
  403: html('Attention Required!', 'Sorry, you have been blocked. Your request looked like an attack.'),
  404: 'default backend - 404',
  409: html('409 Conflict', 'Another version of this resource already exists.'),
  429: html('Too many requests', 'Error 1015: you are being rate limited.'),
  502: html('502 Bad Gateway', 'nginx'),
  503: html('503 Service Temporarily Unavailable', 'nginx'),
  504: html('504 Gateway Time-out', 'nginx'),
  511: html('Network Authentication Required', 'Sign in to this network.'),
};

/** The page a gateway shows with this status; a 52x is a content network's, which could not reach the server. */
export function gatewayPage(status: number): Answer {
  const body = PAGES[status] ?? html(`Error ${status}`, 'The web server reported an unknown error.');
  const type = body.startsWith('<') ? 'text/html; charset=UTF-8' : 'text/plain; charset=utf-8';
  return { status, headers: { 'content-type': type, server: 'gateway' }, body };
}

/** What a firewall looks at. */
export interface Passing {
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly body: string | undefined;
}
