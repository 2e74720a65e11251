/** An HTTP-date names whole seconds, so it may mean up to a second later than it says (D-3). */
const DATE_SLACK_MS = 1_000;

/** IMF-fixdate, RFC 850 and asctime all start with a day's name; Date.parse alone would take almost anything. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/** Milliseconds a Retry-After header asks to wait, or nothing when it is junk, negative or past (D-3). */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  if (!HTTP_DATE.test(value)) return undefined;
  const ms = Date.parse(value) - now;
  return ms > 0 ? ms + DATE_SLACK_MS : undefined;
}
