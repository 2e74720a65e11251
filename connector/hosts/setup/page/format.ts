/** Numbers and times as the reader's locale writes them. */
const numbers = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const unit = (name: string, digits: number) =>
  new Intl.NumberFormat(undefined, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: digits });

export const count = (value: number): string => numbers.format(value);
export const timeOf = (ms: number): string => clock.format(ms);
export const dateOf = (ms: number): string => moment.format(ms);

export function duration(ms: number): string {
  if (ms < 1_000) return unit('millisecond', 0).format(ms);
  if (ms < 60_000) return unit('second', 1).format(ms / 1_000);
  return `${unit('minute', 0).format(Math.floor(ms / 60_000))} ${unit('second', 0).format(Math.floor((ms % 60_000) / 1_000))}`;
}

/** `count` things: "1 row", "2 rows". */
export const things = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
