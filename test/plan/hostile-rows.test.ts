import { describe, expect, it } from '@jest/globals';
import { ChangeSetPlan } from '../../connector/plan/change-set-plan.ts';
import { contextOf, target } from './asked.ts';

/** What one row may take, in milliseconds: of the processor's time, which others on this machine do not spend. */
const ROW_MS = 50;
const TIMES = 5;

const MEGABYTE = 1_048_576;
const digits = '1'.repeat(MEGABYTE);
const marks = '\u0301\u0327'.repeat(MEGABYTE / 2);
const spaces = ' '.repeat(MEGABYTE);
/** As many marks as are looked at. */
const boundedMarks = '\u0301\u0327'.repeat(4_000);

const plan = (row: object) => {
  const planned = new ChangeSetPlan({ ...contextOf('upsert', target), order: 'set', keyOf: (code) => code });
  planned.add([{ rowId: 'r', ...row }], 0);
  return planned.finish();
};

describe('a hostile row', () => {
  it.each([
    ['digits as a price', { segment_code: 'a', cpm: `${digits}x` }],
    ['digits as a code', { segment_code: digits }],
    ['a whole number of a million digits', { segment_code: 10n ** 1_000_000n }],
    ['a price of a million digits', { segment_code: 'a', cpm: 10n ** 1_000_000n }],
    ['combining marks in every text', { segment_code: marks, segment_name: marks, description: marks }],
    ['as many combining marks as are read', { segment_name: boundedMarks, description: boundedMarks }],
    ['combining marks as categories', { segment_code: 'a', categories: marks.slice(0, 65_000) }],
    [
      'combining marks as many categories',
      { segment_code: 'a', categories: Array.from({ length: 256 }, () => marks.slice(0, 256)) },
    ],
    ['categories without end', { segment_code: 'a', categories: Array.from({ length: MEGABYTE }, () => 'a') }],
    ['categories in one text', { segment_code: 'a', categories: ','.repeat(MEGABYTE) }],
    ['categories that JSON writes longer', { segment_code: 'a', categories: '\u0001'.repeat(60_000) }],
    ['white space within', { segment_code: `a${spaces}b`, segment_name: `a${spaces}b`, description: `a${spaces}b` }],
    ['an id of a million digits', { rowId: 10n ** 1_000_000n, segment_code: 'a' }],
    ['a change of a megabyte', { segment_code: 'a', change: digits }],
  ])('X-5: %s fails, and in 50 ms', (_, row) => {
    const { changes, settled } = plan(row);
    expect([changes.size, settled.map(({ status }) => status)]).toEqual([0, ['failed']]);
    expect(JSON.stringify(settled).length).toBeLessThan(2_000);
    const before = process.cpuUsage();
    for (let time = 0; time < TIMES; time += 1) plan(row);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000 / TIMES).toBeLessThan(ROW_MS);
  });
});
