import type { ExchangeRecord } from '../exchange-log.ts';

/**
 * P-5 and D-3: one request at a time for an import, none inside a window. A 429's window holds for every import of the same key.
 * The exchanges may be those of several runs, one after the other or at once.
 */
export function* politeRequests(exchanges: readonly ExchangeRecord[]): Generator<string> {
  const inOrder = [...exchanges].sort((one, other) => one.sentAs - other.sentAs);
  const refusals = inOrder.filter((exchange) => windowEnd(exchange) > Number.NEGATIVE_INFINITY);
  const busyUntil = new Map<string, number>();
  for (const exchange of inOrder) {
    const { at, method, path, sentAs } = exchange;
    const lane = laneOf(exchange);
    const busy = busyUntil.get(lane) ?? Number.NEGATIVE_INFINITY;
    if (busy > at) yield `P-5: ${method} ${path} was sent while another request was in flight`;
    busyUntil.set(lane, Math.max(busy, exchange.endedAt ?? Number.POSITIVE_INFINITY));
    for (const refusal of refusals) {
      const concerned = refusal.status === 429 ? keyOf(refusal) === keyOf(exchange) : laneOf(refusal) === lane;
      if (concerned && (refusal.answeredAs ?? sentAs) < sentAs && windowEnd(refusal) > at)
        yield `D-3: ${method} ${path} was sent inside a Retry-After window`;
    }
  }
}

const laneOf = ({ path }: ExchangeRecord): string => /\/imports\/[^/]+/.exec(path)?.[0] ?? path;
const keyOf = ({ headers }: ExchangeRecord): string | null => headers.get('x-api-key');

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
