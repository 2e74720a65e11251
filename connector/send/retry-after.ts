/** An HTTP-date names whole seconds, so it may mean up to a second later than it says (D-3). */
const DATE_SLACK_MS = 1_000;

/** IMF-fixdate, RFC 850 and asctime all start with a day's name; Date.parse alone would take almost anything. */
const HTTP_DATE = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [^,]+/g;

/** A hundred years: a longer wait is junk, and so the wait told to a host is always a finite number (D-3). */
const MOST_SECONDS = 100 * 365 * 86_400;

/**
 * Milliseconds that `Retry-After` asks to wait, or nothing when it is junk, negative or past (D-3). Of several, joined by
 * commas as fetch joins them, the longest. A date is measured against the answer's own `date`: the server's clock may differ.
 */
export function retryAfterMs(header: string | null, date: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const reference = httpDate(date ?? '') ?? now;
  const waits = [
    ...(header.match(HTTP_DATE) ?? []).map((text) => untilDate(text, reference)),
    ...header.replace(HTTP_DATE, '').split(',').map(inSeconds),
  ].filter((ms) => ms !== undefined);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function untilDate(text: string, reference: number): number | undefined {
  const ms = (httpDate(text) ?? Number.NaN) - reference;
  return ms > 0 ? ms + DATE_SLACK_MS : undefined;
}

function inSeconds(text: string): number | undefined {
  const seconds = /^\d+(\.\d+)?$/.test(text.trim()) ? Math.ceil(Number(text)) : Number.NaN;
  return seconds <= MOST_SECONDS ? seconds * 1_000 : undefined;
}

/** Milliseconds since the epoch of an HTTP-date; asctime does not say that it means GMT. */
export function httpDate(text: string): number | undefined {
  const date = text.trim();
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(date)) return undefined;
  const ms = Date.parse(/\d{4}$/.test(date) ? `${date} GMT` : date);
  return Number.isNaN(ms) ? undefined : ms;
}
