import type { Exchange } from './answer.ts';

/** Codes of Node and undici for a connection that was never made: nobody can have acted on the request (D-2). */
const NOT_CONNECTED = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** OpenSSL's and Node's names for a certificate that is not accepted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|^ERR_TLS_/;

/** The words of a transport's error and its cause; the error itself stays here, for it may hold the request. */
export function lost(error: unknown): Extract<Exchange, { kind: 'no_answer' }> {
  const message = textIn(error, 'message') || 'the request failed';
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
  const code = textIn(cause, 'code') ?? '';
  const why = textIn(cause, 'message') ?? '';
  const details = [why, why.includes(code) ? '' : code].filter((detail) => !message.includes(detail));
  const told = details.length === 0 ? message : `${message} (${details.join(', ')})`;
  return { kind: 'no_answer', reason: reasonOf(code), message: told };
}

function reasonOf(code: string): 'not_connected' | 'certificate' | 'network' {
  if (NOT_CONNECTED.has(code)) return 'not_connected';
  return CERTIFICATE.test(code) ? 'certificate' : 'network';
}

/** Read by shape: a host's transport may throw errors of another realm, which are no `instanceof Error` here. */
function textIn(value: unknown, key: 'message' | 'code'): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const text: unknown = (value as Record<typeof key, unknown>)[key]; // `in` has just shown the key.
  return typeof text === 'string' && text !== '' ? text : undefined;
}
