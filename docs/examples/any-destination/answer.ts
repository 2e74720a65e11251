/** What came of a request, and what it means. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Code } from './errors.ts';

/** A batch of hundreds is a tenth of it. */
const MOST_BYTES = 4 * 1024 * 1024;

/** One exchange with the service: an answer, or why there is none. */
export type Exchange<Body> = {
  status?: number;
  body?: Body | undefined;
  /** The service's own words, where the body is a refusal. */
  refusal?: string | undefined;
  retryAfterMs?: number | undefined;
  lost?: 'timeout' | 'network_error';
  /** The service never heard of it. */
  unsent?: boolean;
  /** Nothing was tried: the service has asked to wait. */
  closedForMs?: number;
};
/** What an exchange means: a code unless all is well, whether to try again, whether it may have taken effect (D-2, T-2). */
export function judged({ lost, unsent, status = 0, body, refusal, retryAfterMs }: Exchange<unknown>): {
  code?: Code;
  again: boolean;
  unknown: boolean;
} {
  const verdict = (code: Code, again: boolean, unknown: boolean) => ({ code, again, unknown });
  if (lost !== undefined) return verdict(lost, true, !unsent);
  if (status === 429 || (status < 500 && retryAfterMs !== undefined)) return verdict('rate_limited', true, false);
  if (status >= 500 || status === 408 || status === 425)
    return verdict('service_unavailable', ![501, 505].includes(status), true);
  if (status >= 200 && status < 300 && body && refusal === undefined) return { again: false, unknown: false };
  if (status < 400 || refusal === undefined) return verdict('unexpected_response', true, true); // Not the service's own words (D-9).
  if (status === 401) return verdict('authentication_failed', false, false);
  return verdict(status === 403 ? 'insufficient_permissions' : 'refused', false, false);
}

/** What fetch() rejects with where no connection was made. */
const Unconnected = Type.Object({ cause: Type.Object({ code: Type.RegExp(/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/) }) });
export const neverConnected = (error: unknown): boolean => Value.Check(Unconnected, error);

/** The text of an answer; one without end must not take all memory. */
export async function textOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error('The answer is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** What a text holds that is as the schema says; any other is somebody else's. */
export function bodyIn<T extends TSchema>(schema: T, text: string): Static<T> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return Value.Check(schema, body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds that `Retry-After` asks to wait, in seconds or as a date; junk and what is past ask for nothing (D-3). */
export function waitIn(header: string | null): number | undefined {
  const ms = /^\d+$/.test(header ?? '') ? Number(header) * 1_000 : Date.parse(header ?? '') - Date.now();
  return ms > 0 && ms < 1e11 ? ms : undefined;
}
