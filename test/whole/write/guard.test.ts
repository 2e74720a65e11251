import { afterEach, describe, expect, it } from '@jest/globals';
import type { ChangeSet } from '../../../spec/host/change-set.ts';
import { createWorld, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

/** A world whose import holds the segments of `count` rows. */
function holding(count: number): World {
  world = createWorld();
  world.sandbox.put(rows(count).map(({ segment_code }) => ({ code: String(segment_code), name: 'x' })));
  return world;
}
const removals = (count: number, from = 0) => rows(count, { change: 'removed' }, from);
const limited = (changeSets: Iterable<ChangeSet>, maxDeletes: number, apiKey: string = world.sandbox.keys.write) =>
  run(world, { mode: 'mirror', changeSets, delivery: { maxDeletes, batchSize: 4 }, apiKey });

describe('a guard on deletions', () => {
  it('P-8: more than it allows, and none is deleted; everything else is done', async () => {
    holding(10);
    const record = await limited([{ rows: [...removals(10), ...rows(5, {}, 20)] }], 4);
    expect(tally(record.results)).toEqual({ delete_limit_exceeded: 10, created: 5 });
    expect(world.sandbox.segments()).toHaveLength(15);
  });

  it('P-8: as many as it allows are deleted last, when everything else has its result', async () => {
    holding(4);
    const record = await limited([{ rows: removals(4) }, { rows: rows(9, {}, 20), flush: true }], 4);
    expect(record.results.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 9 }, () => 'created'),
      ...Array.from({ length: 4 }, () => 'deleted'),
    ]);
  });

  it('P-8: a source that throws deletes nothing under a guard', async () => {
    holding(4);
    function* source(): Generator<ChangeSet> {
      yield { rows: [...removals(2), ...rows(3, {}, 20)] };
      throw new Error('source broke');
    }
    const record = await limited(source(), 4);
    expect(record.thrown).toBeInstanceOf(Error);
    expect(tally(record.results)).toEqual({ cancelled: 2, created: 3 });
  });

  it('P-8, D-6: after a fatal answer what was held back fails with that, not with the guard', async () => {
    holding(4);
    const unknownKey = '00000000-0000-4000-8000-000000000000';
    const record = await limited([{ rows: [...removals(2), ...rows(3, {}, 20)] }], 1, unknownKey);
    expect(tally(record.results)).toEqual({ authentication_failed: 5 });
  });
});
