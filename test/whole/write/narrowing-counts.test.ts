import { afterEach, describe, expect, it } from '@jest/globals';
import type { ChangeSet } from '../../../spec/host/change-set.ts';
import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { seeded } from '../../support/narrowing-play.ts';
import { batchesSent, createWorld, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

/** So many rows in change-sets of 5,000, bad where `isBad` says so by place. */
const changeSets = (count: number, isBad: (at: number) => boolean): ChangeSet[] =>
  Array.from({ length: count / 5_000 }, (_, set) => ({
    rows: rows(5_000, {}, set * 5_000).map((row, at) =>
      isBad(set * 5_000 + at) ? { ...row, segment_name: 'bad' } : row,
    ),
  }));

async function narrowed(count: number, isBad: (at: number) => boolean, switches: SandboxOptions = {}) {
  world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad', ...switches });
  const record = await run(world, { changeSets: changeSets(count, isBad) });
  return { record, told: tally(record.results) };
}

describe('what narrowing may cost', () => {
  it('T-7: 20,000 rows, half of them invalid, take at most 4,700 batches', async () => {
    const next = seeded(3);
    const { record, told } = await narrowed(20_000, () => next() < 0.5);
    expect(batchesSent(record)).toBeLessThanOrEqual(4_700);
    expect(Object.keys(told).sort()).toEqual(['created', 'not_isolated', 'rejected_by_permutive']);
  });

  it('T-7: one good row a batch takes at most 400 batches in all', async () => {
    const { record } = await narrowed(20_000, (at) => at % 5_000 !== 2_500);
    expect(batchesSent(record)).toBeLessThanOrEqual(400);
  });

  it.each([409, 422] as const)('T-7: an import that is full (%i) takes at most 400 batches', async (full) => {
    const { record } = await narrowed(20_000, () => false, { quota: 3_000, full });
    expect(batchesSent(record)).toBeLessThanOrEqual(400);
  });

  it('T-7: a block of 300 bad rows in each batch leaves at most 1,500 rows without a verdict of their own', async () => {
    const { told } = await narrowed(20_000, (at) => at % 5_000 >= 2_000 && at % 5_000 < 2_300);
    const { created = 0, rejected_by_permutive = 0, ...others } = told;
    expect(created).toBe(20_000 - 1_200);
    expect(created + rejected_by_permutive).toBeGreaterThanOrEqual(20_000 - 1_500);
    expect(Object.keys(others).filter((code) => code !== 'not_isolated')).toEqual([]);
  });

  it('D-5: a hidden maximum of 1,000, told by a plain 400, is learned: 20,000 rows take at most 60 batches', async () => {
    const { record, told } = await narrowed(20_000, () => false, { maxOperations: 1_000, beyondMaximum: '400' });
    expect(told).toEqual({ created: 20_000 });
    expect(batchesSent(record)).toBeLessThanOrEqual(60);
  });
});
