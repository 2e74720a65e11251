import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Answer, Exchange } from './answer.ts';
import { readRefusal } from './decode.ts';
import { retryAfterMs } from './retry-after.ts';

/** An exchange that may be tried again. `applied` tells whether the request may have taken effect all the same (T-2). */
export interface Retry {
  readonly kind: 'retry';
  readonly error: ErrorDetail;
  readonly applied: 'no' | 'maybe';
  /** How long Permutive asked to wait, in milliseconds. */
  readonly waitMs: number | undefined;
  readonly slow: boolean;
}

/** An exchange that says all it will ever say. */
export type Final<T> =
  | { kind: 'success'; answer: T }
  | { kind: 'refused'; status: number; error: ErrorDetail; body: string; signature: string }
  | { kind: 'too_large'; error: ErrorDetail }
  | { kind: 'fatal'; error: ErrorDetail }
  | { kind: 'unexpected'; error: ErrorDetail; applied: 'no' | 'maybe' }
  | { kind: 'cancelled' };

/** What one exchange means. */
export type Judgement<T> = Final<T> | Retry;

/** Statuses that say "try again" (D-2). */
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Judges an exchange. `read` makes something of a success's JSON, or nothing when it cannot be understood; then the answer
 * counts as lost (D-2: a 2xx whose body cannot be read).
 */
export function judge<T>(exchange: Exchange, read: (json: unknown) => T | undefined, now: number): Judgement<T> {
  if (exchange.kind === 'no_answer') {
    const { message } = exchange;
    switch (exchange.reason) {
      case 'cancelled':
        return { kind: 'cancelled' };
      case 'deadline': {
        const error = errorDetail('timeout', { message: `Permutive did not answer in time. ${message}` });
        return { kind: 'retry', error, applied: 'maybe', waitMs: undefined, slow: true };
      }
      case 'network': {
        const error = errorDetail('network_error', {
          message: `Permutive could not be reached: ${message.replace(/\.?$/, '.')}`,
        });
        // A connection that broke may have carried the whole request (T-2).
        return { kind: 'retry', error, applied: 'maybe', waitMs: undefined, slow: false };
      }
    }
  }
  return judgeAnswer(exchange, read, now);
}

function judgeAnswer<T>(exchange: Answer, read: (json: unknown) => T | undefined, now: number): Judgement<T> {
  const { status, body, complete } = exchange;
  if (status >= 200 && status < 300) {
    const answer = complete ? read(parse(body)) : undefined;
    if (answer !== undefined) return { kind: 'success', answer };
    const message = 'Permutive accepted the request, but its answer cannot be read.';
    const error = errorDetail('unexpected_response', { message, httpStatus: status });
    return { kind: 'retry', error, applied: 'maybe', waitMs: undefined, slow: false };
  }
  const refusal = readRefusal(body);
  const specifics = { httpStatus: status, ...(refusal.requestId !== undefined && { requestId: refusal.requestId }) };
  const told = refusal.message === '' ? `HTTP ${status}.` : refusal.message;
  if (TRANSIENT.has(status)) {
    const waitMs = status === 429 || status === 503 ? retryAfterMs(exchange.retryAfter, now) : undefined;
    const code = status === 429 ? 'rate_limited' : status === 408 || status === 504 ? 'timeout' : 'service_unavailable';
    const error = errorDetail(code, { ...specifics, message: `Permutive answered ${status}: ${told}` });
    // T-4: a 429 was not applied; nor was what came too early (425). A 5xx proves nothing.
    const applied = status === 429 || status === 425 ? 'no' : 'maybe';
    return { kind: 'retry', error, applied, waitMs, slow: status === 504 };
  }
  switch (status) {
    case 401:
      return {
        kind: 'fatal',
        error: errorDetail('authentication_failed', {
          ...specifics,
          message: `Permutive does not accept the API key: ${told}`,
        }),
      };
    case 403:
      return {
        kind: 'fatal',
        error: errorDetail('insufficient_permissions', {
          ...specifics,
          message: `The API key is not allowed to do this: ${told}`,
        }),
      };
    case 413:
      return { kind: 'too_large', error: errorDetail('payload_too_large', specifics) };
    case 400:
    case 404:
    case 409:
    case 422: {
      const error = errorDetail('rejected_by_permutive', { ...specifics, message: `Permutive refused it: ${told}` });
      // The kind of refusal, without what differs from row to row: numbers, quoted values and positions.
      const kind = told.replace(/(["'`]).*?\1/g, '*').replace(/\d+/g, '#');
      return { kind: 'refused', status, error, body: told, signature: `${status} ${refusal.errorCode ?? ''} ${kind}` };
    }
    default: {
      const redirect = status === 0 || (status >= 300 && status < 400);
      const message = redirect
        ? 'Permutive answered with a redirect, which is refused: the API key goes to the configured address only.'
        : `Permutive answered ${status}: ${told}`;
      const error = errorDetail('unexpected_response', { ...specifics, message, httpStatus: status });
      return { kind: 'unexpected', error, applied: redirect ? 'no' : 'maybe' };
    }
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
