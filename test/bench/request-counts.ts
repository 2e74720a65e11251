import { places, search, seeded, truthful } from '../support/narrowing-play.ts';
import { batchesSent, createWorld, readsSent, rows, run } from '../support/run.ts';

/** One line of the table: what was counted, and what it may come to at most. */
export interface Counted {
  readonly what: string;
  readonly counted: number;
  readonly limit: number;
  /** What the limit is, or what to compare with. */
  readonly note: string;
}

const inChangeSets = (count: number, more = {}) =>
  Array.from({ length: Math.ceil(count / 5_000) }, (_, at) => ({
    rows: rows(Math.min(5_000, count - at * 5_000), more, at * 5_000),
  }));
const existing = (count: number) =>
  rows(count).map(({ segment_code }) => ({ code: String(segment_code), name: 'Old' }));

export async function cleanRows(): Promise<Counted[]> {
  const world = createWorld();
  const record = await run(world, { changeSets: inChangeSets(100_000) });
  await world.sandbox.close();
  return [{ what: '100,000 clean rows', counted: record.exchanges.length, limit: 20, note: 'P-5: exactly 20' }];
}

export async function removals(): Promise<Counted[]> {
  const world = createWorld();
  world.sandbox.put(existing(100_000));
  const record = await run(world, { mode: 'remove', changeSets: inChangeSets(100_000, { change: 'removed' }) });
  const left = world.sandbox.segments().length;
  await world.sandbox.close();
  return [
    { what: '100,000 removals: batches', counted: batchesSent(record), limit: 20, note: 'P-5' },
    { what: '… looks at them', counted: readsSent(record), limit: 100, note: 'T-3: the first, and one in a thousand' },
    { what: '… segments that are left', counted: left, limit: 0, note: 'T-2' },
  ];
}

export async function renamedRows(): Promise<Counted[]> {
  const world = createWorld({ pageSize: 1_000 });
  world.sandbox.put(existing(100_000));
  const record = await run(world, { changeSets: inChangeSets(100_000) });
  const single = world.sandbox.requests.filter(({ kind }) => kind === 'read').length;
  await world.sandbox.close();
  return [
    {
      what: '100,000 rows that exist under other names: batches',
      counted: batchesSent(record),
      limit: 21,
      note: 'T-5',
    },
    { what: '… listing pages of 1,000', counted: readsSent(record) - single, limit: 100, note: 'T-5' },
    { what: '… by-code reads', counted: single, limit: 0, note: 'T-5' },
  ];
}

export async function twoInAHundredBad(): Promise<Counted[]> {
  const world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
  const bad = places(100_000, 2_000, seeded(2));
  const changeSets = inChangeSets(100_000).map(({ rows: clean }, set) => ({
    rows: clean.map((row, at) => (bad.has(set * 5_000 + at) ? { ...row, segment_name: 'bad' } : row)),
  }));
  const record = await run(world, { changeSets });
  await world.sandbox.close();
  const lost = 98_000 - record.results.filter(({ status }) => status === 'succeeded').length;
  return [
    { what: '100,000 rows, 2 % bad: good rows that do not succeed', counted: lost, limit: 0, note: 'T-7' },
    {
      what: '… batches',
      counted: batchesSent(record),
      limit: 600 + 100_000 / 5,
      note: 'T-7: the budget of narrowing',
    },
  ];
}

export async function allRefused(): Promise<Counted[]> {
  const world = createWorld({ rejects: () => true });
  const record = await run(world, { changeSets: inChangeSets(10_000) });
  await world.sandbox.close();
  return [
    {
      what: '10,000 rows, all invalid: requests a batch',
      counted: record.exchanges.length / 2,
      limit: 1 + 56 + 8 + 4,
      note: 'T-7: 56 in vain, 8 alone, and an observation',
    },
  ];
}

export async function nothingButOutage(): Promise<Counted[]> {
  const world = createWorld();
  world.sandbox.inject({ always: true, do: { kind: 'answer', status: 503 } });
  const record = await run(world, { changeSets: inChangeSets(100_000) });
  await world.sandbox.close();
  return [
    {
      what: '100,000 rows, everything 503: batches sent',
      counted: batchesSent(record),
      limit: 20 + 21,
      note: 'D-4: n + 21',
    },
  ];
}

/** Mean requests of narrowing one batch of 5,000 with `k` bad rows, over seeded random places (T-6). */
export function guiltyRows(k: number, runs: number, hints: boolean): Counted[] {
  const n = 5_000;
  const next = seeded(k);
  let total = 0;
  let halving = 0;
  for (let at = 0; at < runs; at += 1) {
    const guilty = places(n, k, next);
    total += search({ n, guilty, ...(hints && { hint: truthful(guilty) }) }).requests;
    halving += halved(0, n, [...guilty]);
  }
  const limit = hints ? 2 * k + 1 : 2 + 1.2 * k * (Math.log2(n / k) + 2);
  const note = hints
    ? 'T-6: 2k + 1'
    : `T-6; log2 C(n,k) = ${logChoose(n, k).toFixed(1)}, plain halving ${(halving / runs).toFixed(1)}`;
  return [
    {
      what: `5,000 rows, ${k} bad, ${hints ? 'truthful' : 'no'} hints (mean of ${runs})`,
      counted: total / runs,
      limit,
      note,
    },
  ];
}

/** Requests of halving every refused group. */
function halved(from: number, to: number, guilty: readonly number[]): number {
  const here = guilty.filter((item) => item >= from && item < to);
  if (here.length === 0 || to - from === 1) return 1;
  const middle = Math.floor((from + to) / 2);
  return 1 + halved(from, middle, here) + halved(middle, to, here);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i += 1) sum += Math.log2((n - k + i) / i);
  return sum;
}
