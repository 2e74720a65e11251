import type { ExchangeRecord } from '../exchange-log.ts';

/**
 * P-5 and D-3: one request at a time for an import, none inside a window. A 429's window holds for every import of the same key.
 * The exchanges may be those of several runs, one after the other or at once.
 */
export function* politeRequests(exchanges: readonly ExchangeRecord[]): Generator<string> {
  const busyUntil = new Map<string, number>();
  const closedUntil = new Map<string, number>();
  const until = (times: ReadonlyMap<string, number>, name: string) => times.get(name) ?? Number.NEGATIVE_INFINITY;
  const extend = (times: Map<string, number>, name: string, time: number) =>
    times.set(name, Math.max(until(times, name), time));
  for (const exchange of [...exchanges].sort((one, other) => one.at - other.at)) {
    const { at, endedAt = Number.POSITIVE_INFINITY, method, path, status } = exchange;
    const lane = /\/imports\/[^/]+/.exec(path)?.[0] ?? path;
    const key = exchange.headers.get('x-api-key') ?? '';
    if (at < until(busyUntil, lane)) yield `P-5: ${method} ${path} was sent while another request was in flight`;
    if (at < Math.max(until(closedUntil, lane), until(closedUntil, key)))
      yield `D-3: ${method} ${path} was sent inside a Retry-After window`;
    extend(busyUntil, lane, endedAt);
    extend(closedUntil, status === 429 ? key : lane, windowEnd(exchange));
  }
}

/**
 * Until when a refusal closes the import: seconds from the answer on, of several the longest, or a date by the answer's own clock
 * and a second of slack (D-3).
 */
export function windowEnd({ status, retryAfter, date, answeredAt }: ExchangeRecord): number {
  if (retryAfter === null || answeredAt === undefined || status === undefined || status < 400)
    return Number.NEGATIVE_INFINITY;
  const seconds = retryAfter.split(',').map((part) => part.trim());
  if (seconds.every((part) => /^\d+$/.test(part)))
    return answeredAt + Math.max(...seconds.map((part) => Math.ceil(Number(part)))) * 1_000;
  const until = / GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  const ms = until - (date ?? answeredAt);
  return ms > 0 ? answeredAt + ms + 1_000 : Number.NEGATIVE_INFINITY;
}
