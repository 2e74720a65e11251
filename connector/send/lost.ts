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
  const cause = partOf(error, 'cause') ?? error;
  const code = textIn(cause, 'code') ?? '';
  const why = textIn(cause, 'message') ?? '';
  const details = [why, why.includes(code) ? '' : code].filter((detail) => !message.includes(detail));
  const told = details.length === 0 ? message : `${message} (${details.join(', ')})`;
  return { kind: 'no_answer', reason: reasonOf(code, textIn(cause, 'syscall')), message: told };
}

function reasonOf(code: string, syscall: string | undefined): 'not_connected' | 'certificate' | 'network' {
  // A connection that was made can lose its way too: then the request was out (T-2).
  const wasMade = syscall === 'read' || syscall === 'write';
  if (NOT_CONNECTED.has(code) && !wasMade) return 'not_connected';
  return CERTIFICATE.test(code) ? 'certificate' : 'network';
}

type Part = 'message' | 'code' | 'cause' | 'syscall';

function textIn(value: unknown, key: Part): string | undefined {
  const text = partOf(value, key);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Read by shape: a host's transport may throw errors of another realm, which are no `instanceof Error` here, or cannot even be read (T-12). */
function partOf(value: unknown, key: Part): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Partial<Record<Part, unknown>>)[key]; // Any object may have one.
  } catch {
    return undefined;
  }
}
