import { afterEach, describe, expect, it } from '@jest/globals';
import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { violations } from '../../support/invariants.ts';
import {
  batchesSent,
  createWorld,
  type RunOptions,
  readsSent,
  rows,
  run,
  tally,
  type World,
} from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

/** Thirty rows in batches of ten; what the world holds before is up to `prepare`. */
async function synced(switches: SandboxOptions, prepare: () => void, options: Partial<RunOptions> = {}) {
  world = createWorld({ pageSize: 5, ...switches });
  prepare();
  const changeSets = options.changeSets ?? [{ rows: rows(30) }];
  const record = await run(world, { changeSets, delivery: { batchSize: 10 }, ...options });
  expect(record.thrown).toBeUndefined();
  const judged = { mode: options.mode ?? 'upsert', changeSets: [...(changeSets as { rows: [] }[])] } as const; // Always an array here.
  expect(violations({ ...judged, segments: world.sandbox.segments(), ...record })).toEqual([]);
  return record;
}
const put = (count: number, from: number, name: (at: number) => string) => () =>
  world.sandbox.put(Array.from({ length: count }, (_, at) => ({ code: `c${from + at}`, name: name(from + at) })));
const asWanted = (at: number) => `Name ${at}`;
const CONFLICTS = ['409', '400', 'overwrite'] as const;

describe.each(CONFLICTS)('a Create of what exists is answered with %s', (conflicts) => {
  it('T-4, P-1: where the stored values are equal, the rows are unchanged', async () => {
    const { results } = await synced({ conflicts }, put(6, 8, asWanted));
    const same = conflicts === 'overwrite' ? {} : { unchanged: 6 };
    expect(tally(results)).toEqual({ created: conflicts === 'overwrite' ? 30 : 24, ...same });
  });

  it('T-4, P-1: where they differ, upsert updates', async () => {
    const { results } = await synced(
      { conflicts },
      put(6, 8, () => 'Old'),
    );
    expect(tally(results)).toEqual(conflicts === 'overwrite' ? { created: 30 } : { created: 24, updated: 6 });
  });
});

// An API that overwrites has no conflicts to report.
describe.each(['409', '400'] as const)('a Create of what exists with other values is answered with %s', (conflicts) => {
  it('T-4, P-1: add reports the code as taken and changes nothing', async () => {
    const { results } = await synced(
      { conflicts },
      put(6, 8, () => 'Old'),
      { mode: 'add' },
    );
    expect(tally(results)).toEqual({ created: 24, duplicate_segment_code: 6 });
    expect(world.sandbox.segments().filter(({ name }) => name === 'Old')).toHaveLength(6);
  });
});

describe('a rival', () => {
  it('T-4: that creates what was just seen missing is caught by one more round', async () => {
    const { results } = await synced({}, () => {
      put(1, 3, asWanted)();
      const rival = () => world.sandbox.put([{ code: 'c5', name: 'Rival' }]);
      world.sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'call', run: rival } });
    });
    expect(tally(results)).toEqual({ unchanged: 1, updated: 1, created: 28 });
  });

  it('T-4: that deletes what was to be updated is caught: the segment is created', async () => {
    const { results } = await synced({}, () => {
      put(2, 3, () => 'Old')();
      world.sandbox.inject({
        on: { kind: 'batch' },
        nth: 2,
        do: { kind: 'call', run: () => world.sandbox.take(['c4']) },
      });
    });
    expect(tally(results)).toEqual({ updated: 1, created: 29 });
  });
});

describe('a Delete of what is not there', () => {
  it.each(['404', '400', 'ignore'] as const)(
    'P-2: answered with %s is unchanged, and the others go',
    async (absent) => {
      const { results } = await synced({ absent }, put(25, 0, asWanted), {
        mode: 'remove',
        changeSets: [{ rows: rows(30, { change: 'removed' }) }],
      });
      const missing = absent === 'ignore' ? { deleted: 30 } : { deleted: 25, unchanged: 5 };
      expect(tally(results)).toEqual(missing);
      expect(world.sandbox.segments()).toEqual([]);
    },
  );
});

describe('what follows from a conflict and does not get through', () => {
  const removal = { mode: 'remove', changeSets: [{ rows: rows(2, { change: 'removed' }) }] } as const;

  it('T-4: is looked for once more: the refused batch may have been carried out in part, and reads may lag', async () => {
    const { results } = await synced(
      { atomicity: 'partial', readsLagMs: 3_000 },
      () => {
        put(1, 0, asWanted)();
        world.sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'answer', status: 301 } });
      },
      removal,
    );
    expect(tally(results)).toEqual({ unchanged: 2 });
  });

  it('T-4: is unknown where its absence from a listing was only a guess, and a window closes reads too', async () => {
    const headers = { 'retry-after': '3600' };
    const { results } = await synced(
      { atomicity: 'partial', counts: 'wavering', pageSize: 2 },
      () => {
        put(5, 1, asWanted)();
        world.sandbox.inject({
          on: { test: ({ path }) => path.endsWith('/code/c1') },
          always: true,
          do: { kind: 'answer', status: 429, headers },
        });
      },
      removal,
    );
    expect(tally(results)).toEqual({ unchanged: 1, outcome_unknown: 1 });
  });

  const both = ['partial', 'atomic'] as const;
  it.each(both)('T-2: is unknown where a window closes reads too, for they may lag (%s)', async (atomicity) => {
    const changeSets = [{ rows: rows(3).map((row) => ({ ...row, segment_name: 'Rock & roll' })) }];
    const { results } = await synced(
      { atomicity, values: 'escaped', conflicts: '409' },
      () => {
        world.sandbox.put(
          (atomicity === 'atomic' ? [0, 1, 2] : [0]).map((at) => ({
            code: `c${at}`,
            name: 'Old',
            updated_at: '2029-06-01T00:00:00Z',
          })),
        );
        const headers = { 'retry-after': '3600' };
        world.sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'answer', status: 429, headers } });
      },
      { changeSets },
    );
    expect(tally(results)).toEqual({ outcome_unknown: 3 });
    expect(results.map(({ error }) => error?.retryAfterMs)).toEqual([3_600_000, 3_600_000, 3_600_000]);
  });
});

describe('a removal of which no answer comes', () => {
  it('T-2: is not in effect while the segment is there, were it changed a moment before', async () => {
    const { results } = await synced(
      {},
      () => {
        put(2, 0, asWanted)();
        world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'reset', when: 'midway' } });
      },
      { mode: 'remove', changeSets: [{ rows: rows(2, { change: 'removed' }) }] },
    );
    expect(tally(results)).toEqual({ network_error: 2 });
    expect(world.sandbox.segments()).toHaveLength(2);
  });
});

describe('what an accepted batch lists', () => {
  it.each(['full', 'without_deleted', 'short', 'shuffled', 'duplicated', 'extra', 'empty', 'missing'] as const)(
    'T-3: %s items are settled by code, never by position or count',
    async (items) => {
      const changeSets = [{ rows: [...rows(24), ...rows(6, { change: 'removed' }, 24)] }];
      const { results } = await synced({ items }, put(6, 24, asWanted), { mode: 'mirror', changeSets });
      expect(tally(results)).toEqual({ created: 24, deleted: 6 });
    },
  );

  it('T-3: an accepted batch that was applied in part only is found out by the codes it does not list', async () => {
    const { results } = await synced({}, () => {
      const items = rows(7).map(({ segment_code, segment_name }) => ({ code: segment_code, name: segment_name }));
      world.sandbox.put(items.map(({ code, name }) => ({ code: String(code), name: String(name) })));
      const body = JSON.stringify({ items });
      world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'answer', status: 200, body } });
    });
    expect(tally(results)).toEqual({ created: 30 });
  });

  it.each(['add', 'upsert', 'mirror'] as const)(
    'T-3: a price that is kept otherwise costs one Update a run and one warning (%s)',
    async (mode) => {
      const warnings: string[] = [];
      const silent = () => undefined;
      const warn = (_: object, text?: string) => void warnings.push(text ?? '');
      const logger = { trace: silent, debug: silent, info: silent, error: silent, warn };
      world = createWorld({ values: 'rounded' });
      const changeSets = [{ rows: rows(30, { change: 'added', cpm: 1.2345 }) }];
      const record = await run(world, { mode, changeSets, delivery: { batchSize: 10 }, logger });
      expect(tally(record.results)).toEqual({ created: 30 });
      expect(batchesSent(record)).toBe(mode === 'add' ? 3 : 4);
      expect(warnings).toEqual(['Permutive keeps other values of cpm than it is sent.']);
    },
  );

  it.each(['add', 'upsert'] as const)(
    'T-3: a Create that is ignored with 200 was not carried out: what was there counts (%s)',
    async (mode) => {
      world = createWorld({ conflicts: 'ignore' });
      put(6, 8, () => 'Old')();
      put(3, 20, asWanted)();
      await world.clock.wait(60_000); // What changed before the run has an older time than its requests.
      const record = await run(world, { mode, changeSets: [{ rows: rows(30) }], delivery: { batchSize: 10 } });
      const taken = mode === 'add' ? { duplicate_segment_code: 6 } : { updated: 6 };
      expect(tally(record.results)).toEqual({ created: 21, unchanged: 3, ...taken });
    },
  );
});

describe('the listing', () => {
  it('T-4: that loops is given up, and codes are read one by one', async () => {
    const record = await synced({}, () => {
      put(20, 0, () => 'Old')();
      world.sandbox.inject({ on: { kind: 'list' }, do: { kind: 'loop_listing' } });
    });
    expect(tally(record.results)).toEqual({ updated: 20, created: 10 });
  });

  it('T-4: that changes under the walk costs nothing but a round', async () => {
    const { results } = await synced({}, () => {
      put(20, 0, () => 'Old')();
      const change = () => {
        world.sandbox.take(['c1']);
        world.sandbox.put([{ code: 'a0', name: 'New' }]);
      };
      world.sandbox.inject({ on: { kind: 'list' }, nth: 2, do: { kind: 'call', run: change } });
    });
    expect(tally(results)).toMatchObject({ created: 11 });
  });

  it('T-4: of a huge import is not walked for a few codes', async () => {
    const record = await synced({}, () => {
      put(2, 0, () => 'Old')();
      world.sandbox.put(Array.from({ length: 1_000 }, (_, at) => ({ code: `other${at}`, name: 'Other' })));
    });
    expect(tally(record.results)).toEqual({ updated: 2, created: 28 });
    // One page to learn its size; of the ten codes of the batch in conflict, it shows two.
    expect(readsSent(record)).toBe(9);
    expect(batchesSent(record)).toBe(4);
  });
});
