import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { CODES } from '../../../spec/taxonomy/sandbox/switches/codes.ts';
import type { ExchangeRecord } from '../exchange-log.ts';
import { evidenceOf } from './evidence.ts';
import { isMisread, type Judged, segmentCodeIn } from './judged.ts';
import { inEffect, keyOf } from './keeping.ts';
import { windowEnd } from './politeness.ts';

/** The longest wait taken from Retry-After, and the deadline of a request, unless the host says otherwise. */
const [MAX_RETRY_AFTER_MS, TIMEOUT_MS] = [300_000, 60_000];

/**
 * T-2: an outcome is unknown only of what had been sent, and only where reading back failed too, or was not allowed any more (the
 * run was cancelled, ended by a fatal answer, or shut out for longer than it may wait), or where what was read back proves nothing:
 * the operation may still be running, or the evidence contradicts itself (T-4).
 */
export function* unknownOnlyUnread(judged: Judged): Generator<string> {
  const { results, exchanges, summary, delivery } = judged;
  const stopped = summary?.fatal !== undefined || summary?.status === 'cancelled';
  const patience = delivery?.maxRetryAfterMs ?? MAX_RETRY_AFTER_MS;
  const shutOut = exchanges.some((exchange) => windowEnd(exchange) - (exchange.answeredAt ?? 0) > patience);
  const rowOf = new Map(judged.changeSets.flatMap(({ rows }) => rows.map((row) => [row.rowId, row] as const)));
  const named = new Map<string, number>();
  for (const { segmentCode } of results) {
    const key = keyOf(judged, segmentCode ?? '');
    named.set(key, (named.get(key) ?? 0) + 1);
  }
  for (const result of results) {
    const row = rowOf.get(result.rowId);
    if (result.error?.code !== 'outcome_unknown' || row === undefined) continue;
    // A code that several rows name may have been sent and read for another of them.
    const alone = named.get(keyOf(judged, result.segmentCode ?? '')) === 1;
    const known = { ...judged, exchanges: exchanges.slice(0, judged.toldAfter?.get(result.rowId)) };
    const complaint = whyKnown(known, row, result, alone, stopped || shutOut);
    if (complaint !== undefined) yield `T-2: the outcome of row ${result.rowId} is unknown, but ${complaint}`;
  }
}

function whyKnown(
  judged: Judged,
  row: ChangeRow,
  { segmentCode }: RowResult,
  alone: boolean,
  excused: boolean,
): string | undefined {
  const { exchanges } = judged;
  const key = keyOf(judged, segmentCode ?? '');
  const carries = (exchange: ExchangeRecord) =>
    exchange.method === 'PATCH' && [...evidenceOf(exchange).sent.keys()].some((code) => keyOf(judged, code) === key);
  // What is kept otherwise may be doubted, though the import means it so.
  const asWanted = (segment: object | undefined) => inEffect({ mode: judged.mode }, row, segment);
  const sendings = exchanges.filter(carries);
  const [first] = sendings;
  const last = sendings.at(-1);
  if (first === undefined || last === undefined) return 'it was never sent';
  if (sendings.every(({ status }) => status === 429 || status === 425)) return 'Permutive never let it in';
  const reads = exchanges.slice(exchanges.indexOf(alone ? last : first) + 1).filter(({ method }) => method === 'GET');
  if (alone) {
    // After a read that failed rows are settled without it, whatever a listing for others shows later.
    const whole = reads.every(wasRead) ? reads.filter((read) => isWhole(read, exchanges)) : [];
    const own = untilUnread(
      reads.filter((read) => asksFor(read, key, judged)),
      exchanges,
    );
    const asked = own.length > 0 ? own : whole;
    const shownIn = (read: ExchangeRecord) =>
      isReached(segmentCodeIn(read.path), untilNext(read, exchanges))
        ? shownBy(read, key, segmentCode ?? '', judged)
        : [];
    const shown = asked.flatMap(shownIn);
    if (shown.some((segment) => asWanted(segment ?? undefined))) return 'it was read back as wanted';
    // Kept otherwise, and making sure of it failed; or listed under another spelling alone: nobody can tell (T-3).
    const otherwise = shown.some((segment) => segment !== null && inEffect(judged, row, segment));
    if (otherwise || reads.some((read) => showsBeside(read, key, segmentCode ?? '', judged))) return undefined;
    const open = sendings.some((sending) => mayStillRun(sending, judged)) || contradicted(sendings, shown, key, judged);
    // What was not seen is looked for again (T-4): a stop may come before that (T-9), and that look may fail.
    const lastSeen = reads.findLastIndex((read) => asked.includes(read) && shownIn(read).length > 0);
    const inVain = reads.slice(lastSeen + 1).some((read) => !wasRead(read) || beginsListing(read, exchanges));
    if (shown.length > 0 && !open && !excused && !inVain) return 'it was read back';
    if (shown.length > 0) return undefined;
    const answered = evidenceOf(last).told?.find(({ code }) => code === segmentCode);
    // Listed as it was before, the operation was accepted and not carried out (T-3).
    if (evidenceOf(last).accepted && answered !== undefined) return asWanted(answered) ? 'it was answered' : undefined;
  }
  // What another row of the code wants may be there as it is kept, which is doubt for them all.
  const keptOtherwise = (segment: object | null) =>
    judged.changeSets.some(({ rows }) =>
      rows.some((other) => isOf(key, other, judged) && isKeptOtherwise(judged, other, segment)),
    );
  if (reads.flatMap((read) => shownBy(read, key, segmentCode ?? '', judged)).some(keptOtherwise)) return undefined;
  if (excused || sendings.some((sending) => isNoVerdict(sending) || mayStillRun(sending, judged))) return undefined;
  // Where reading others keeps failing, the rest need not be tried.
  const saysNothing = (read: ExchangeRecord) =>
    !wasRead(read) ||
    isMisread(judged, segmentCodeIn(read.path) ?? '') ||
    // No path of its kind was ever seen to reach its code, so its absence is a guess (T-4).
    (asksFor(read, key, judged) && !isReached(segmentCodeIn(read.path), exchanges));
  return reads.some(saysNothing) ? undefined : 'no reading back failed';
}

const isOf = (key: string, { segment_code }: ChangeRow, judged: Judged): boolean =>
  keyOf(judged, String(segment_code)) === key;

/** Whether a segment is as a row wants it, but not letter for letter. */
const isKeptOtherwise = (judged: Judged, row: ChangeRow, segment: object | null): boolean =>
  segment !== null && inEffect(judged, row, segment) && !inEffect({ mode: judged.mode }, row, segment);

const isPage = ({ method, path }: ExchangeRecord): boolean => method === 'GET' && path.endsWith('/segments');

/** Whether a read is of one segment, or a page of a listing that was read to its end: one that breaks off leaves reads to be made. */
function isWhole(read: ExchangeRecord, exchanges: readonly ExchangeRecord[]): boolean {
  if (!isPage(read)) return true;
  const after = exchanges.slice(exchanges.indexOf(read));
  const end = after.findIndex((exchange) => !isPage(exchange));
  return after.slice(0, end === -1 ? undefined : end).some((page) => evidenceOf(page).endsListing);
}

/** Whether a read is the first page of a listing. One that does not show what an earlier one did has not looked whether it has changed since (T-4). */
function beginsListing(read: ExchangeRecord, exchanges: readonly ExchangeRecord[]): boolean {
  const before = exchanges[exchanges.indexOf(read) - 1];
  return isPage(read) && (before === undefined || !isPage(before) || evidenceOf(before).endsListing);
}

/** What a row was read for itself: once that has failed, and was not tried again at once, it is settled without, and a later read is for another's sake. */
function untilUnread(own: readonly ExchangeRecord[], exchanges: readonly ExchangeRecord[]): readonly ExchangeRecord[] {
  const isLast = (read: ExchangeRecord) => exchanges[exchanges.indexOf(read) + 1]?.path !== read.path;
  const failed = own.findIndex((read) => !wasRead(read) && isLast(read));
  return failed === -1 ? own : own.slice(0, failed + 1);
}

/** What there had been when an observation was over: a path that was seen to reach its code only later says nothing of what was read before (T-4). */
function untilNext(read: ExchangeRecord, exchanges: readonly ExchangeRecord[]): readonly ExchangeRecord[] {
  const at = exchanges.indexOf(read);
  const next = exchanges.findIndex(({ method, path }, index) => index > at && (method !== 'GET' || path === read.path));
  return next === -1 ? exchanges : exchanges.slice(0, next);
}

/** What a read says of a segment: itself, null for its absence; nothing when it says nothing of it. */
function shownBy(read: ExchangeRecord, key: string, kept: string, judged: Judged): (object | null)[] {
  const { told, envelope } = evidenceOf(read);
  const there = told?.find(({ code }) => code === kept);
  if (there !== undefined) return [there];
  return asksFor(read, key, judged) && read.status === 404 && envelope && isAsKept(read, judged) ? [null] : [];
}

/**
 * Whether a read asks for a code as it would be kept, as far as the run can know: once codes were seen to be kept in another spelling, a segment may
 * be there under that one alone (T-4).
 */
function isAsKept(read: ExchangeRecord, judged: Judged): boolean {
  const code = segmentCodeIn(read.path) ?? '';
  if (CODES[judged.switches?.codes ?? 'as_given'].keep(code) === code) return true;
  const before = judged.exchanges.slice(0, judged.exchanges.indexOf(read));
  const key = keyOf(judged, code);
  const otherwise = before.filter(
    (exchange) => tellsOtherwise(exchange, judged) || listsBeside(exchange, key, code, judged),
  );
  // Reads that pass over the spelling too find it under any.
  return (
    otherwise.length === 0 ||
    otherwise.some(({ method, path }) => method === 'GET' && segmentCodeIn(path) !== undefined)
  );
}

/** Whether a listing shows another spelling of a code: that it is not found under its own is a guess then, until it is looked for twice (T-4). */
const listsBeside = (exchange: ExchangeRecord, key: string, code: string, judged: Judged): boolean =>
  isPage(exchange) && showsBeside(exchange, key, code, judged);

/** Whether an answer spells a code otherwise than it was sent or asked for. */
function tellsOtherwise(exchange: ExchangeRecord, judged: Judged): boolean {
  const { told = [], sent } = evidenceOf(exchange);
  const asked = exchange.method === 'PATCH' ? [...sent.keys()] : [segmentCodeIn(exchange.path) ?? ''];
  return told.some(({ code }) =>
    asked.some((one) => one !== code && keyOf(judged, one) === keyOf(judged, String(code))),
  );
}

/**
 * Whether the path of a code was seen to reach that code's segment (T-4): one that stands in it as it is does; of another it takes a segment that
 * was found by such a path, and of one with % or + one found by such, or that what is encoded twice is not found.
 */
function isReached(code: string | undefined, exchanges: readonly ExchangeRecord[]): boolean {
  if (code === undefined || encodeURIComponent(code) === code) return true;
  const found = (like: RegExp) => exchanges.some((read) => like.test(read.path) && evidenceOf(read).told?.length === 1);
  const isOnce = () => exchanges.some(({ path, status }) => /\/code\/%25/.test(path) && status === 404);
  return found(/\/code\/.*%2[5B]/) || (found(/\/code\/.*%/) && (!/[%+]/.test(code) || isOnce()));
}

/** Whether a read shows another spelling of a code. */
const showsBeside = (read: ExchangeRecord, key: string, code: string, judged: Judged): boolean =>
  evidenceOf(read).told?.some((told) => told['code'] !== code && keyOf(judged, String(told['code'])) === key) ?? false;

/** Whether a read asks for a code, and is taken to. */
function asksFor({ path }: ExchangeRecord, key: string, judged: Judged): boolean {
  const code = segmentCodeIn(path);
  // A code that is spelled so that it need not be asks how paths are decoded (T-4).
  const asItself = path.endsWith(`/${encodeURIComponent(code ?? '')}`);
  return code !== undefined && asItself && keyOf(judged, code) === key && !isMisread(judged, code);
}

/** Accepted, and not seen in effect; or told of a conflict that no read shows: words against reads, which is doubt (T-4). */
const isNoVerdict = (sending: ExchangeRecord): boolean => {
  const { status = 0 } = sending;
  return (status >= 200 && status < 300) || ([404, 409].includes(status) && evidenceOf(sending).sent.size === 1);
};

/** T-4: after a deadline, 504, 524 or 202 the operation may still be running. */
function mayStillRun({ status, answer, at, endedAt = at }: ExchangeRecord, { delivery }: Judged): boolean {
  if (status === 504 || status === 524 || status === 202) return true;
  return answer === undefined && endedAt - at >= (delivery?.timeoutMs ?? TIMEOUT_MS);
}

/**
 * Whether what the write path said of an operation and what was read do not go together: accepted and seen otherwise, refused as
 * existing and seen as absent, or the reverse.
 */
function contradicted(
  sendings: readonly ExchangeRecord[],
  shown: readonly (object | null)[],
  key: string,
  judged: Judged,
): boolean {
  return sendings.some((sending) => {
    const { status = 0 } = sending;
    if (status < 200 || status >= 500 || status === 429) return false;
    const [, kind] = [...evidenceOf(sending).sent].find(([code]) => keyOf(judged, code) === key) ?? [];
    return status < 300 || shown.some((segment) => (segment === null) === (kind === 'Create'));
  });
}

/** Whether a read told of its segment, or of the listing. */
function wasRead(read: ExchangeRecord): boolean {
  const { told, envelope } = evidenceOf(read);
  const one = read.path.includes('/segments/code/');
  if (one) return told?.length === 1 || (read.status === 404 && envelope);
  return told !== undefined || /\/imports\/[^/]+$/.test(read.path);
}
