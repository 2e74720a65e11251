/** Numbers and times in the language that the page is written in. */
const counts = new Intl.NumberFormat('en');
export const number = (value: number): string => counts.format(value);
export const many = (value: number, one: string, more = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : more}`;

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const fine = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const short = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const dayShort = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
export const clock = (at: string): string => time.format(new Date(at));
/** `18:04:42.118`: where what followed what is the point. */
export const clockMs = (at: string): string => fine.format(new Date(at));
export const clockShort = (at: string): string => short.format(new Date(at));
export const dayAndClock = (at: string): string => `${day.format(new Date(at))}, ${clock(at)}`;

const DAY_MS = 86_400_000;
/** A day as one names it: `Today, 09:31`, `Yesterday, 18:04`, `20 Nov, 17:58`. */
export function begun(at: string, now = Date.now()): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const time = Date.parse(at);
  const days = Math.ceil((midnight - time) / DAY_MS);
  const when = days <= 0 ? 'Today' : days === 1 ? 'Yesterday' : days < 300 ? dayShort.format(time) : day.format(time);
  return `${when}, ${clockShort(at)}`;
}

/** `0:09`, `2:16`, `1:02:16`: for clocks that run. */
export function running(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = String(seconds).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

export const took = (ms: number): string =>
  ms < 59_950 ? `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s` : running(ms);

export const price = (value: number | undefined): string =>
  value === undefined ? '' : value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 });

/** "Third party" of `THIRD_PARTY`, `third-party` or Permutive's `3rd`. */
export const worded = (text: string): string => {
  const party = PARTIES[text.toLowerCase()];
  if (party !== undefined) return party;
  const words = text.replace(/[_-]+/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const PARTIES: Readonly<Record<string, string>> = { '1st': 'First party', '2nd': 'Second party', '3rd': 'Third party' };

export const FIELD_NAMES: Readonly<Record<string, string>> = {
  row_id: 'Row',
  change: 'Change',
  segment_code: 'Segment code',
  segment_name: 'Segment name',
  description: 'Description',
  cpm: 'Price (CPM, USD)',
  categories: 'Categories',
};
