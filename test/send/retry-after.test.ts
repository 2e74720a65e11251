import { afterEach, describe, expect, it } from '@jest/globals';
import { retryAfterMs } from '../../connector/send/retry-after.ts';

const NOW = Date.UTC(2030, 0, 1, 12, 0, 0);
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();

describe('Retry-After', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each(['Asia/Tokyo', 'America/Los_Angeles'])('D-3: asctime means GMT on a machine in %s too', (of) => {
    process.env['TZ'] = of;
    expect(retryAfterMs('Tue Jan  1 12:00:05 2030', null, NOW)).toBe(6_000);
    expect(retryAfterMs('Tue Jan  1 12:00:05 2030 , 4', null, NOW)).toBe(6_000);
  });

  it('D-3: a date a millisecond ahead is a wait, one that is now is none', () => {
    expect([retryAfterMs(at(0), null, NOW - 1), retryAfterMs(at(0), null, NOW)]).toEqual([1_001, undefined]);
  });

  it.each<[string, string | null, number | undefined]>([
    ['seconds', '7', 7_000],
    ['none, for now', '0', 0],
    ['fractions, rounded up', '1.5', 2_000],
    ['white space', ' 3 ', 3_000],
    ['several: the longest', '1, 3, 2', 3_000],
    ['one that is junk among them', 'soon, 3', 3_000],
    ['a date, with a second of slack', at(9), 10_000],
    ['a date and seconds: the longest', `4, ${at(9)}`, 10_000],
    ['two dates', `${at(9)}, ${at(20)}`, 21_000],
    ['RFC 850', 'Tuesday, 01-Jan-30 12:00:05 GMT', 6_000],
    ['asctime, which means GMT', 'Tue Jan  1 12:00:05 2030', 6_000],
    ['a hundred years', String(100 * 365 * 86_400), 100 * 365 * 86_400_000],
    ['a second more than that', String(100 * 365 * 86_400 + 1), undefined],
    ['nothing', null, undefined],
    ['an empty text', '', undefined],
    ['a word', 'soon', undefined],
    ['a negative number', '-5', undefined],
    ['an exponent', '1e9', undefined],
    ['infinity', 'Infinity', undefined],
    ['more seconds than a number holds', '9'.repeat(400), undefined],
    ['an ISO date', '2030-01-01T12:00:05Z', undefined],
    ['a date that is past', at(-5), undefined],
    ['a date that is now', at(0), undefined],
    ['a date that is none', 'Tue, 99 Foo 2030', undefined],
  ])('D-3: %s', (_form, header, ms) => {
    expect(retryAfterMs(header, null, NOW)).toBe(ms);
  });

  it.each([-600, 600])('D-3: a date is measured against the answer’s own Date, whose clock is %d s off', (off) => {
    expect(retryAfterMs(at(off + 5), at(off), NOW)).toBe(6_000);
  });

  it.each(['yesterday', '5', '2029-01-01T00:00:00Z', 'Tue, 99 Foo 2030'])(
    'D-3: against this machine’s clock where that is none (%s)',
    (date) => {
      expect(retryAfterMs(at(5), date, NOW)).toBe(6_000);
    },
  );
});
