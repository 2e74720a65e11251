import type { RowResult } from '../../../spec/host/row-result.ts';
import type { ExchangeRecord } from '../exchange-log.ts';
import type { Judged } from './judged.ts';
import { windowEnd } from './politeness.ts';

/** The longest wait taken from Retry-After unless the host says otherwise. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * T-2: an outcome is unknown only where reading back failed too, or was not allowed any more: the run was cancelled, ended by
 * a fatal answer, or shut out for longer than it may wait. Then still only of what had been sent.
 */
export function* unknownOnlyUnread({ results, exchanges, summary, delivery }: Judged): Generator<string> {
  const stopped = summary?.fatal !== undefined || summary?.status === 'cancelled';
  const patience = delivery?.maxRetryAfterMs ?? MAX_RETRY_AFTER_MS;
  const shutOut = exchanges.some((exchange) => windowEnd(exchange) - (exchange.answeredAt ?? 0) > patience);
  const rowsOf = new Map<string | null, number>();
  for (const { segmentCode } of results) rowsOf.set(segmentCode, (rowsOf.get(segmentCode) ?? 0) + 1);
  for (const result of results) {
    if (result.error?.code !== 'outcome_unknown') continue;
    // A code that several rows name may have been sent and read for another of them.
    const alone = rowsOf.get(result.segmentCode) === 1;
    const complaint = whyKnown(result, exchanges, alone, stopped || shutOut);
    if (complaint !== undefined) yield `T-2: the outcome of row ${result.rowId} is unknown, but ${complaint}`;
  }
}

function whyKnown(
  { segmentCode }: RowResult,
  exchanges: readonly ExchangeRecord[],
  alone: boolean,
  excused: boolean,
): string | undefined {
  const code = segmentCode ?? '';
  const carries = ({ method, body }: ExchangeRecord) => method === 'PATCH' && body.includes(JSON.stringify(code));
  const sendings = exchanges.filter(carries);
  const sent = alone ? exchanges.findLastIndex(carries) : exchanges.findIndex(carries);
  if (sent === -1) return 'it was never sent';
  if (sendings.every(({ status }) => status === 429)) return 'Permutive never let it in';
  if (alone && lists(exchanges[sent], code)) return 'it was answered';
  const reads = exchanges.slice(sent + 1).filter(({ method }) => method === 'GET');
  const own = `/segments/code/${encodeURIComponent(code)}`;
  if (alone && reads.some((read) => read.path.endsWith(own) && wasRead(read))) return 'it was read back';
  if (excused) return undefined;
  // Where reading others keeps failing, the rest need not be tried.
  return reads.some((read) => !wasRead(read)) ? undefined : 'no reading back failed';
}

/** Whether a read told of its segment, or of the listing. */
function wasRead({ status, answer }: ExchangeRecord): boolean {
  if (status === 404) return answer !== undefined;
  const told = status === 200 ? parsed(answer) : undefined;
  return typeof told === 'object' && told !== null && ('code' in told || 'pagination' in told || 'id' in told);
}

/** Whether an accepted batch lists a code in its answer. */
function lists(exchange: ExchangeRecord | undefined, code: string): boolean {
  const told = exchange?.status === 200 ? parsed(exchange.answer) : undefined;
  if (typeof told !== 'object' || told === null || !('items' in told) || !Array.isArray(told.items)) return false;
  return told.items.some(
    (item: unknown) => typeof item === 'object' && item !== null && 'code' in item && item.code === code,
  );
}

function parsed(answer: string | undefined): unknown {
  try {
    return JSON.parse(answer ?? '');
  } catch {
    return undefined;
  }
}
