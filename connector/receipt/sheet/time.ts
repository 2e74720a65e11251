/** Clock times as the reader's own clock shows them. */
export interface Clock {
  readonly zone: string;
  date(at: string): string;
  time(at: string): string;
}

/** @param timeZone An IANA name; UTC when absent. */
export function clockIn(timeZone = 'UTC'): Clock {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' }).formatToParts(0);
  const date = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  return {
    zone: timeZone === 'UTC' ? 'UTC' : `${parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone}`,
    date: (at) => date.format(new Date(at)),
    time: (at) => time.format(new Date(at)),
  };
}
