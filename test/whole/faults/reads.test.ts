import { afterEach, describe, expect, it } from '@jest/globals';
import { violations } from '../../support/invariants.ts';
import { createWorld, readsSent, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

/** 60 rows, 20 of which are there under other names and 5 as wanted; 10 more are to be removed, 5 of which are there. */
const wanted = rows(60);
const removed = Array.from({ length: 10 }, (_, n) => ({
  rowId: `gone ${n}`,
  change: 'removed' as const,
  segment_code: `gone_${n}`,
}));
const changeSets = [{ rows: [...wanted.map((row) => ({ ...row, change: 'added' as const })), ...removed] }];
const existing = [
  ...wanted.slice(0, 25).map(({ segment_code, segment_name }, n) => ({
    code: String(segment_code),
    name: n < 5 ? String(segment_name) : 'Old',
  })),
  ...removed.slice(0, 5).map(({ segment_code }) => ({ code: segment_code, name: 'Going' })),
];
const ALL = { created: 35, updated: 20, deleted: 5, unchanged: 10 };

describe('one way of reading is out of order', () => {
  it.each([500, 403, 404, 400])('T-4: an import whose listing answers %i is read code by code', async (status) => {
    world = createWorld();
    world.sandbox.put(existing);
    const page = { kind: 'answer', status, headers: {}, body: 'No.', apply: false } as const;
    world.sandbox.inject({ on: { kind: 'list' }, always: true, do: page });
    const request = { mode: 'mirror' as const, changeSets, delivery: { batchSize: 35 } };
    const record = await run(world, request);
    expect(tally(record.results)).toEqual(ALL);
    expect(violations({ ...request, segments: world.sandbox.segments(), ...record })).toEqual([]);
    expect(readsSent(record)).toBeLessThanOrEqual(70 + 8); // One a code, the listing's attempts, and looks at the import.
  });

  it('T-4: a listing that breaks off on every other page is made up for code by code', async () => {
    world = createWorld({ pageSize: 8 });
    world.sandbox.put(existing);
    const second = { test: ({ path }: { path: string }) => path.includes('pagination_token') };
    world.sandbox.inject({ on: second, always: true, do: { kind: 'gateway', status: 503, apply: false } });
    const record = await run(world, { mode: 'mirror', changeSets, delivery: { batchSize: 35 } });
    expect(tally(record.results)).toEqual(ALL);
  });

  it('T-4: where no segment can be read by its code, the listing tells of each', async () => {
    world = createWorld();
    world.sandbox.put(existing);
    const one = { test: ({ path }: { path: string }) => path.includes('/segments/code/') };
    world.sandbox.inject({ on: one, always: true, do: { kind: 'gateway', status: 500, apply: false } });
    const record = await run(world, { mode: 'mirror', changeSets, delivery: { batchSize: 1 } });
    expect(tally(record.results)).toEqual(ALL);
  });
});

describe('codes that a path holds in an encoded form', () => {
  const codes = ['a%2Fb', 'c++', 'caf\u00e9', 'x:y', 'plain'];
  const removals = (named: readonly string[]) => [
    { rows: named.map((code) => ({ rowId: code, change: 'removed' as const, segment_code: code })) },
  ];

  it.each(['decoded', 'decoded_twice', 'left_encoded'] as const)(
    'T-2, T-4: their removal is told as done only where it is done (paths %s)',
    async (paths) => {
      for (const batchSize of [1, 8]) {
        world = createWorld({ paths });
        world.sandbox.put(codes.map((code) => ({ code, name: code })));
        // Lost before it was carried out, and refused for a code that is not there: either is read back.
        world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'reset', when: 'before' } });
        const lost = { mode: 'mirror' as const, changeSets: removals([...codes, 'never']), delivery: { batchSize } };
        const first = await run(world, lost);
        expect(violations({ ...lost, switches: { paths }, segments: world.sandbox.segments(), ...first })).toEqual([]);
        expect(first.results.filter(({ status }) => status === 'succeeded').map(({ rowId }) => rowId)).toEqual([
          'never',
        ]);
        world.sandbox.clearFaults();
        const second = await run(world, lost);
        expect(tally(second.results)).toEqual({ deleted: 5, unchanged: 1 });
        expect(world.sandbox.segments()).toEqual([]);
        const third = await run(world, lost);
        expect(tally(third.results)).toEqual({ unchanged: 6 });
        await world.sandbox.close();
      }
      world = createWorld();
    },
  );
});
