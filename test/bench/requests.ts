import { fullLists } from './list-request-counts.ts';
import { narrowingBudget } from './narrowing-budget.ts';
import {
  allRefused,
  type Counted,
  cleanRows,
  guiltyRows,
  nothingButOutage,
  removals,
  renamedRows,
  twoInAHundredBad,
} from './request-counts.ts';

/** Prints the request counts against their limits; exits 1 when one is broken. `--quick` takes fewer repeats. */
const runs = process.argv.includes('--quick') ? 50 : 400;
const counts: Counted[] = [
  ...(await cleanRows()),
  ...(await removals()),
  ...(await renamedRows()),
  ...[1, 5, 50].flatMap((k) => [...guiltyRows(k, runs, false), ...guiltyRows(k, runs, true)]),
  ...(await allRefused()),
  ...(await nothingButOutage()),
  ...(await twoInAHundredBad()),
  ...(await narrowingBudget()),
  ...(await fullLists()),
];

const shown = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(1));
const lines = [
  '| what | counted | limit | |',
  '|---|---:|---:|---|',
  ...counts.map(({ what, counted, limit, note }) => `| ${what} | ${shown(counted)} | ${shown(limit)} | ${note} |`),
];
process.stdout.write(`${lines.join('\n')}\n`);
const broken = counts.filter(({ counted, limit }) => counted > limit);
for (const { what, counted, limit } of broken) process.stderr.write(`Over the limit: ${what}: ${counted} > ${limit}\n`);
process.exitCode = broken.length > 0 ? 1 : 0;
