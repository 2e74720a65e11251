import { afterEach, describe, expect, it } from '@jest/globals';
import type { Logger } from '../../../spec/host/connector.ts';
import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { violations } from '../../support/invariants.ts';
import { batchesSent, createWorld, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

const SIZE = 64;
const guiltyAt = (places: readonly number[]) =>
  rows(SIZE).map((row, at) => (places.includes(at) ? { ...row, segment_name: 'bad' } : row));

async function narrowed(
  places: readonly number[],
  switches: SandboxOptions,
  more: { logger?: Logger; signal?: AbortSignal } = {},
) {
  world = createWorld({ ...switches, rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
  const changeSets = [{ rows: guiltyAt(places) }];
  const record = await run(world, { changeSets, ...more });
  expect(violations({ mode: 'upsert', changeSets, segments: world.sandbox.segments(), ...record })).toEqual([]);
  return record;
}

describe.each(['atomic', 'partial'] as const)('a batch with bad rows, on a server that is %s', (atomicity) => {
  it.each(['none', 'path', 'code', 'lying', 'random'] as const)(
    'T-6: only the guilty fail, with Permutive’s words, when hints are %s',
    async (hints) => {
      for (const places of [[0], [63], [31, 32], [0, 1, 2], [5, 17, 40, 41, 60]]) {
        const record = await narrowed(places, { atomicity, hints });
        // Where a refused batch is applied in part, who put a segment there cannot be known: the row is `unchanged` then.
        const { created = 0, unchanged = 0, ...failures } = tally(record.results);
        expect({ succeeded: created + unchanged, failures }).toEqual({
          succeeded: SIZE - places.length,
          failures: { rejected_by_permutive: places.length },
        });
        if (atomicity === 'atomic') expect(unchanged).toBe(0);
        const failed = record.results.filter(({ status }) => status === 'failed').map(({ rowId }) => rowId);
        expect(failed.sort()).toEqual(places.map((at) => `r${at}`).sort());
        await world.sandbox.close();
      }
    },
  );

  it('T-7: of 200 rows or fewer each is told its own verdict, also when all are refused', async () => {
    const record = await narrowed(
      Array.from({ length: SIZE }, (_, at) => at),
      { atomicity },
    );
    expect(tally(record.results)).toEqual({ rejected_by_permutive: SIZE });
    expect(batchesSent(record)).toBeLessThanOrEqual(SIZE + 8);
  });

  it('T-6: with truthful hints k bad rows cost about k + 1 requests', async () => {
    const record = await narrowed([10, 30, 50], { atomicity, hints: 'path' });
    expect(batchesSent(record)).toBeLessThanOrEqual(3 + 4);
  });
});

describe('one bad row', () => {
  it.each(['atomic', 'partial'] as const)('T-6: changes no other row’s result (%s)', async (atomicity) => {
    const harmless = await narrowed([], { atomicity });
    await world.sandbox.close();
    for (const at of [0, 20, 63]) {
      const record = await narrowed([at], { atomicity });
      const others = (results: typeof record.results) =>
        results
          .filter(({ rowId }) => rowId !== `r${at}`)
          .map(({ rowId, status, segmentCode, error }) => ({ rowId, status, segmentCode, error }))
          .sort((a, b) => a.rowId.localeCompare(b.rowId));
      expect(others(record.results)).toEqual(others(harmless.results));
      await world.sandbox.close();
    }
    world = createWorld();
  });
});

describe('new rows among many that are there', () => {
  it('T-2: one that was carried out in company has succeeded, though conflicts are told as a bad row is and reads lag', async () => {
    world = createWorld({ atomicity: 'partial', conflicts: '400', readsLagMs: 3_000 });
    // A code that is encoded in paths is looked for in the listing, which tells of the other row too.
    const changeSets = [{ rows: rows(2).map((row) => ({ ...row, segment_code: `x:${row.segment_code}` })) }];
    world.sandbox.put([{ code: 'x:c1', name: 'Old' }]);
    const record = await run(world, { changeSets });
    expect(violations({ mode: 'upsert', changeSets, segments: world.sandbox.segments(), ...record })).toEqual([]);
    expect(tally(record.results)).toEqual({ updated: 2 });
  });

  it('T-6: a bad one is waited for nowhere: an Update asks after it where no other new row was accepted', async () => {
    const all = rows(SIZE - 1).map(({ segment_code }) => ({ code: `${segment_code}`, name: 'Old' }));
    for (const existing of [all, all.slice(1)]) {
      world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
      world.sandbox.put(existing);
      const { results, summary } = await run(world, {
        changeSets: [{ rows: guiltyAt([SIZE - 1]) }],
        delivery: { batchSize: SIZE / 2 },
      });
      expect(tally(results)).toMatchObject({ rejected_by_permutive: 1, updated: existing.length });
      expect(summary?.durationMs).toBe(0);
      await world.sandbox.close();
    }
  });
});

describe('a hint that lies beside a conflict', () => {
  it('T-6: does not condemn the row it names: the rest of its group was reconciled, not accepted', async () => {
    world = createWorld({ hints: 'random', pageSize: 2 }, 25_030);
    world.sandbox.put(['c17', 'c4'].map((code) => ({ code, name: 'Old' })));
    world.sandbox.change({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
    const row = (code: string, segment_name: string) => ({ rowId: code, segment_code: code, segment_name });
    const changeSets = [{ rows: [row('c17', 'bad'), row('c0', 'good'), row('c4', 'bad')] }];
    const record = await run(world, { mode: 'add', changeSets });
    expect(tally(record.results)).toEqual({ created: 1, duplicate_segment_code: 2 });
  });
});

describe('cancelling in the middle of narrowing', () => {
  it.each(['atomic', 'partial'] as const)('T-9: settles every row and sends nothing new (%s)', async (atomicity) => {
    const cancel = new AbortController();
    world = createWorld({ atomicity, rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 4, do: { kind: 'call', run: () => cancel.abort() } });
    const changeSets = [{ rows: guiltyAt([3, 40]) }];
    const record = await run(world, { changeSets, signal: cancel.signal });
    const judged = { mode: 'upsert', changeSets } as const;
    expect(violations({ ...judged, segments: world.sandbox.segments(), ...record })).toEqual([]);
    expect(record.summary?.status).toBe('cancelled');
    expect(record.results).toHaveLength(SIZE);
    expect(record.exchanges).toHaveLength(4);
    const again = await run(world, { changeSets });
    expect(tally(again.results)).toMatchObject({ rejected_by_permutive: 2 });
  });
});
