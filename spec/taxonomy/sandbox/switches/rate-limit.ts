import { type Answer, refuse } from '../answer.ts';

/** So many requests of one key in so long a time; beyond them 429 until the time is over. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
  /** How the 429 tells when to come again: seconds, a date of this server's clock, or not at all. */
  readonly retryAfter?: 'seconds' | 'date' | 'none';
}

/** Counts the requests of each key. */
export class RateLimiter {
  readonly #windows = new Map<string, { readonly since: number; requests: number }>();

  /** The 429 of a request beyond the limit; nothing when there is room for it. */
  admit(key: string, limit: RateLimit, now: number): Answer | undefined {
    const open = this.#windows.get(key);
    const window = open !== undefined && now < open.since + limit.perMs ? open : { since: now, requests: 0 };
    this.#windows.set(key, window);
    window.requests += 1;
    if (window.requests <= limit.requests) return undefined;
    const refusal = refuse('RateLimited');
    const retryAfter = told(limit.retryAfter, window.since + limit.perMs, now);
    return { ...refusal, headers: { ...refusal.headers, ...(retryAfter && { 'retry-after': retryAfter }) } };
  }

  clear(): void {
    this.#windows.clear();
  }
}

function told(form: RateLimit['retryAfter'], until: number, now: number): string | undefined {
  switch (form) {
    case undefined:
    case 'seconds':
      return String(Math.ceil((until - now) / 1_000));
    case 'date':
      return new Date(Math.ceil(until / 1_000) * 1_000).toUTCString();
    case 'none':
      return undefined;
  }
}
