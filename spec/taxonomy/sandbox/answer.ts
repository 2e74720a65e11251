import { randomUUID } from 'node:crypto';
import type { ErrorEnvelope } from '../error.ts';
import type { Encoding } from './switches/encoding.ts';

/** An answer before it is put on a wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How its bytes are compressed on a socket. */
  readonly encoding?: Encoding;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const json = (body: unknown, status = 200): Answer => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify(body),
});

/** The Taxonomy API's 400s are plain text. */
export const invalid = (what: string): Answer => ({
  status: 400,
  headers: { 'content-type': 'text/plain; charset=UTF-8' },
  body: `Invalid value for: ${what}`,
});

/** The refusals with an envelope. Only 2000 is a published code; the others are the sandbox's. */
const ENVELOPES = {
  InvalidAPIKey: { http: 401, status: 'Unauthorized', code: 2000, message: 'The API key provided is invalid.' },
  InsufficientAPIKey: { http: 403, status: 'Forbidden', code: 2001, message: 'The API key has insufficient access.' },
  DoesNotExist: { http: 404, status: 'Not Found', code: 3000, message: 'The resource does not exist.' },
  AlreadyExists: { http: 409, status: 'Conflict', code: 3001, message: 'The resource already exists.' },
  ValidationError: { http: 422, status: 'Unprocessable Entity', code: 3002, message: 'The request is not valid.' },
  TooLarge: { http: 413, status: 'Payload Too Large', code: 3003, message: 'The request is too large.' },
  RateLimited: { http: 429, status: 'Too Many Requests', code: 4000, message: 'Too many requests.' },
  UnspecifiedInternalError: {
    http: 500,
    status: 'Internal Server Error',
    code: 5000,
    message: 'Something went wrong.',
  },
  Timeout: { http: 504, status: 'Gateway Timeout', code: 5001, message: 'This took too long.' },
} as const;

export function refuse(shape: keyof typeof ENVELOPES, cause?: string, status?: number): Answer {
  const { http, ...error } = ENVELOPES[shape];
  const envelope: ErrorEnvelope = {
    request_id: randomUUID(),
    error: { ...error, ...(cause !== undefined && { cause }), docs: 'https://developer.permutive.com/reference' },
  };
  return json(envelope, status ?? http);
}
