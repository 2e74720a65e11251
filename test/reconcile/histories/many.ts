/**
 * Lives as many histories as asked for, a share a thread at a time: `npm run test:histories [-- COUNT [FROM]]`. Prints what they came to, and ends with an
 * error when anything happened that must never happen, or when what is rare was missing.
 */
import { inThreads } from '../../support/shares.ts';
import { type Lived, type Lives, lived } from './lived.ts';

const [count = '100000', from = '0'] = process.argv.slice(2);
const COUNT = Number(count);
const FROM = Number(from);
/** Histories of a share; one of them is lived again for each moment of its last run, and dies there. */
const SHARE = 500;

const shares = Array.from({ length: Math.ceil(COUNT / SHARE) }, (_, at) => at * SHARE).flatMap((at): Lives[] => [
  { from: FROM + at, count: Math.min(SHARE, COUNT - at), step: 1, how: 'once' },
  { from: FROM + at, count: 1, step: 1, how: 'every moment' },
]);
const sum = { histories: 0, runs: 0, kills: 0, foreign: 0 };
const violations: string[] = [];
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1_000);

function take({ runs, kills, foreign, violations: found }: Lived, { count: lives, how }: Lives): void {
  sum.runs += runs;
  sum.kills += kills;
  sum.foreign += foreign;
  for (const what of found) process.stderr.write(`${what}\n`);
  violations.push(...found);
  if (how === 'every moment') return;
  sum.histories += lives;
  if (sum.histories % 2_000 < SHARE) process.stderr.write(`${sum.histories} of ${COUNT}, ${seconds()} s\n`);
}

if (await inThreads(shares, lived, take)) {
  process.stdout.write(`${JSON.stringify({ ...sum, seconds: seconds(), violations })}\n`);
  // A test of rare things must have had them.
  if (violations.length > 0 || sum.kills < COUNT / 5 || sum.foreign < COUNT) process.exitCode = 1;
}
