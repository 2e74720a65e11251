import { describe, expect, it } from '@jest/globals';
import { narrowed } from '../../bench/narrowing-budget.ts';
import { seeded } from '../../support/narrowing-play.ts';

describe('what narrowing may cost', () => {
  it('T-7: 20,000 rows, half of them invalid, take at most 4,700 batches', async () => {
    const next = seeded(3);
    const { sent, told } = await narrowed(() => next() < 0.5);
    expect(sent).toBeLessThanOrEqual(4_700);
    expect(Object.keys(told).sort()).toEqual(['created', 'not_isolated', 'rejected_by_permutive']);
  });

  it('T-7: one good row a batch takes at most 400 batches in all', async () => {
    expect((await narrowed((at) => at % 5_000 !== 2_500)).sent).toBeLessThanOrEqual(400);
  });

  it.each([400, 409, 422] as const)('T-7: an import that is full (%i) takes at most 400 batches', async (full) => {
    expect((await narrowed(() => false, { quota: 3_000, full })).sent).toBeLessThanOrEqual(400);
  });

  it('T-7: a block of 300 bad rows in each batch leaves at most 1,500 rows without a verdict of their own', async () => {
    const { told } = await narrowed((at) => at % 5_000 >= 2_000 && at % 5_000 < 2_300);
    const { created = 0, rejected_by_permutive = 0, ...others } = told;
    expect(created).toBe(20_000 - 1_200);
    expect(created + rejected_by_permutive).toBeGreaterThanOrEqual(20_000 - 1_500);
    expect(Object.keys(others).filter((code) => code !== 'not_isolated')).toEqual([]);
  });

  it('D-5: a hidden maximum of 1,000, told by a plain 400, is learned: 20,000 rows take at most 60 batches', async () => {
    const { sent, told } = await narrowed(() => false, { maxOperations: 1_000, beyondMaximum: '400' });
    expect(told).toEqual({ created: 20_000 });
    expect(sent).toBeLessThanOrEqual(60);
  });
});
