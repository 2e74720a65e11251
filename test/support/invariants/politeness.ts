import type { ExchangeRecord } from '../exchange-log.ts';

/** P-5 and D-3: one request at a time, none inside a Retry-After window. */
export function* politeRequests(exchanges: readonly ExchangeRecord[]): Generator<string> {
  let busyUntil = Number.NEGATIVE_INFINITY;
  let closedUntil = Number.NEGATIVE_INFINITY;
  for (const exchange of exchanges) {
    const { at, endedAt = Number.POSITIVE_INFINITY, method, path } = exchange;
    if (at < busyUntil) yield `P-5: ${method} ${path} was sent while another request was in flight`;
    if (at < closedUntil) yield `D-3: ${method} ${path} was sent inside a Retry-After window`;
    busyUntil = Math.max(busyUntil, endedAt);
    closedUntil = Math.max(closedUntil, windowEnd(exchange));
  }
}

/** Until when an answer closes the import: seconds from the answer on, or a date and a second of slack (D-3). */
export function windowEnd({ status, retryAfter, answeredAt }: ExchangeRecord): number {
  if (retryAfter === null || answeredAt === undefined || (status !== 429 && status !== 503))
    return Number.NEGATIVE_INFINITY;
  if (/^\d+$/.test(retryAfter)) return answeredAt + Number(retryAfter) * 1_000;
  const date = / GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  return date > answeredAt ? date + 1_000 : Number.NEGATIVE_INFINITY;
}
