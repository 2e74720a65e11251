import { afterEach, describe, expect, it } from '@jest/globals';
import { violations } from '../../support/invariants.ts';
import { batchesSent, createWorld, readsSent, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

const inChangeSets = (count: number, more = {}) =>
  Array.from({ length: Math.ceil(count / 5_000) }, (_, at) => ({
    rows: rows(Math.min(5_000, count - at * 5_000), more, at * 5_000),
  }));

describe('the fewest requests', () => {
  it('P-5: 100,000 clean rows are exactly 20 requests', async () => {
    world = createWorld();
    const changeSets = inChangeSets(100_000);
    const record = await run(world, { changeSets });
    expect(tally(record.results)).toEqual({ created: 100_000 });
    expect(record.exchanges).toHaveLength(20);
    expect(violations({ mode: 'upsert', changeSets, segments: world.sandbox.segments(), ...record })).toEqual([]);
  });

  it('P-5, T-3: 100,000 removals are exactly 20 batches, and one in a thousand is looked at', async () => {
    world = createWorld();
    world.sandbox.put(
      rows(100_000).map(({ segment_code, segment_name }) => ({
        code: String(segment_code),
        name: String(segment_name),
      })),
    );
    const record = await run(world, { mode: 'remove', changeSets: inChangeSets(100_000, { change: 'removed' }) });
    expect(tally(record.results)).toEqual({ deleted: 100_000 });
    expect(batchesSent(record)).toBe(20);
    expect(readsSent(record)).toBe(100);
  });

  it('T-5: 100,000 rows that all exist under other names take 21 batches and the listing’s pages, and no by-code read', async () => {
    world = createWorld({ pageSize: 1_000 });
    world.sandbox.put(rows(100_000).map(({ segment_code }) => ({ code: String(segment_code), name: 'Old' })));
    const record = await run(world, { changeSets: inChangeSets(100_000) });
    expect(tally(record.results)).toEqual({ updated: 100_000 });
    expect(batchesSent(record)).toBeLessThanOrEqual(21);
    expect(readsSent(record)).toBe(100);
    expect(record.exchanges.filter(({ path }) => path.includes('/code/'))).toEqual([]);
  });

  it('T-7: 5,000 rows all refused for one reason stop after 56 requests in vain and 8 rows tried alone', async () => {
    world = createWorld({ rejects: () => true });
    const record = await run(world, { changeSets: inChangeSets(5_000) });
    const { not_isolated = 0, ...alone } = tally(record.results);
    expect(Object.keys(alone)).toEqual(['rejected_by_permutive']);
    expect(not_isolated).toBeGreaterThan(4_900);
    expect(batchesSent(record)).toBeLessThanOrEqual(1 + 56 + 8);
    expect(readsSent(record)).toBeLessThanOrEqual(4);
  });

  it('D-4: with everything failing n batches are at most n + 21 PATCH requests, and an observation each', async () => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'answer', status: 503 } });
    const record = await run(world, { changeSets: inChangeSets(2_000), delivery: { batchSize: 100 } });
    expect(tally(record.results)).toEqual({ service_unavailable: 2_000 });
    expect(batchesSent(record)).toBeLessThanOrEqual(20 + 21);
    // T-4: looked for again the first time, for reads may lag; and in the batch that was narrowed the import, and what was refused alone (T-6).
    expect(readsSent(record)).toBeLessThanOrEqual(20 + 6);
  });

  it.each([
    ['a 504', { kind: 'answer', status: 504 }, 100],
    ['silence', { kind: 'stall', when: 'headers' }, 5_000],
  ] as const)('D-4, D-5: with %s to everything, halved batches take no more', async (_what, mishap, batchSize) => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: mishap });
    const record = await run(world, { changeSets: inChangeSets(20 * batchSize), delivery: { batchSize } });
    expect(batchesSent(record)).toBeLessThanOrEqual(20 + 21);
    // What was never sent is not in effect; of the rest nobody can tell.
    const { timeout = 0, outcome_unknown = 0, ...more } = tally(record.results);
    expect([timeout + outcome_unknown, more]).toEqual([20 * batchSize, {}]);
    for (const { operation, error } of record.results) expect(error?.code === 'timeout').toBe(operation === null);
  });

  it.each([156, 100])('D-5: a limit of %i told by 504 is reached, and every row succeeds', async (maxOperations) => {
    world = createWorld({ maxOperations, beyondMaximum: '504' });
    const record = await run(world, { changeSets: inChangeSets(10_000) });
    expect(tally(record.results)).toEqual({ created: 10_000 });
    expect(batchesSent(record)).toBeLessThanOrEqual(160);
  });

  it('P-3: a log of 5,000 rows over 10 codes is one request, and the last row of each decides', async () => {
    world = createWorld();
    const log = rows(5_000).map((row, at) => ({
      ...row,
      segment_code: `c${at % 10}`,
      change: at % 3 === 0 ? ('removed' as const) : ('added' as const),
    }));
    const gone = log.slice(-10).filter(({ change }) => change === 'removed');
    world.sandbox.put(gone.map(({ segment_code }) => ({ code: segment_code, name: 'Old' })));
    const record = await run(world, { mode: 'mirror', changeSets: [{ rows: log, order: 'log' }] });
    expect(batchesSent(record)).toBe(1);
    expect(record.results).toHaveLength(5_000);
    const last = log.slice(-10).filter(({ change }) => change === 'added');
    expect(
      world.sandbox
        .segments()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(last.map((row) => row.segment_name).sort());
  });
});
