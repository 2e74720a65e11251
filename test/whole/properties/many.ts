/**
 * As many random runs as asked for with each of some seeds, in plain Node: `npm run test:properties [-- RUNS SEED,SEED…]`; 20,000 over four seeds unless
 * told otherwise. Prints seed and path of each run that breaks a property, and ends with an error when one does.
 * `npm run test:properties -- SEED PATH replay` plays one of them again and shrinks it.
 */
import fc from 'fast-check';
import { inThreads } from '../../support/shares.ts';
import { PROPERTIES } from './properties.ts';
import { type Scenario, scenario } from './scenario.ts';

const [first = '5000', second = '20261123,77,5,991', how] = process.argv.slice(2);
/** Runs that a thread is given at a time. */
const SHARE = 100;

interface Share {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
}
interface Told {
  runs: number;
  readonly found: string[];
}

/** What a property says against a play; nothing where it does not speak of such a play. */
async function complaintsOf(property: (play: Scenario) => Promise<string[]>, play: Scenario): Promise<string[]> {
  try {
    return await property(play);
  } catch (error) {
    return fc.PreconditionFailure.isFailure(error) ? [] : [`It threw ${error instanceof Error ? error.stack : error}`];
  }
}

/** A path into the runs of a seed that has no colon is the place of one. */
async function tryShare({ seed, from, count }: Share): Promise<Told> {
  const told: Told = { runs: 0, found: [] };
  for (const play of fc.sample(scenario, { seed, path: String(from), numRuns: count })) {
    for (const [name, property] of Object.entries(PROPERTIES)) {
      const complaints = await complaintsOf(property, play);
      if (complaints.length > 0)
        told.found.push(`seed ${seed}, path ${from + told.runs}, ${name}: ${complaints.slice(0, 3).join(' | ')}`);
    }
    told.runs += 1;
  }
  return told;
}

async function replay(seed: number, path: string): Promise<void> {
  for (const [name, property] of Object.entries(PROPERTIES)) {
    const whole = fc.asyncProperty(scenario, async (play) => {
      const complaints = await property(play);
      if (complaints.length > 0) throw new Error(complaints.join('\n'));
    });
    const found = await fc.check(whole, { seed, path, numRuns: 1 });
    process.stdout.write(`${name}: ${found.failed ? fc.defaultReportMessage(found) : 'holds'}\n`);
    if (found.failed) process.exitCode = 1;
  }
}

async function tryAll(runs: number, seeds: readonly number[]): Promise<void> {
  const sum: Told & { seconds: number } = { runs: 0, found: [], seconds: 0 };
  const startedAt = performance.now();
  const shares = seeds.flatMap((seed) =>
    Array.from({ length: Math.ceil(runs / SHARE) }, (_, at) => ({
      seed,
      from: at * SHARE,
      count: Math.min(SHARE, runs - at * SHARE),
    })),
  );
  const take = (told: Told) => {
    sum.runs += told.runs;
    sum.seconds = Math.round((performance.now() - startedAt) / 1_000);
    for (const one of told.found) {
      sum.found.push(one);
      process.stderr.write(`${one}\n`);
    }
    if (sum.runs % 1_000 < SHARE) process.stderr.write(`${sum.runs} of ${runs * seeds.length}, ${sum.seconds} s\n`);
  };
  if (!(await inThreads(shares, tryShare, take))) return;
  process.stdout.write(`${JSON.stringify(sum)}\n`);
  if (sum.runs !== runs * seeds.length || sum.found.length > 0) process.exitCode = 1;
}

if (how === 'replay') await replay(Number(first), second);
else await tryAll(Number(first), second.split(',').map(Number));
