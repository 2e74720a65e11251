import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Guard, protects, type Removals, withholdsAll } from '../../connector/reconcile/guard.ts';

const whole = { listed: 1_000, incomplete: false };

describe('the guards of a full list', () => {
  it.each<[what: string, Removals, Guard, ReturnType<typeof withholdsAll>]>([
    ['ten of twenty pass', { ...whole, candidates: 10, owned: 20 }, {}, undefined],
    ['eleven of twenty do not', { ...whole, candidates: 11, owned: 20 }, {}, 'too_many_deletions'],
    ['a tenth of a thousand passes', { ...whole, candidates: 100, owned: 1_000 }, {}, undefined],
    ['one more does not', { ...whole, candidates: 101, owned: 1_000 }, {}, 'too_many_deletions'],
    ['approval is a ceiling', { ...whole, candidates: 500, owned: 500 }, { approveDeletions: 500 }, undefined],
    ['one beyond it', { ...whole, candidates: 501, owned: 501 }, { approveDeletions: 500 }, 'too_many_deletions'],
    ['a low approval', { ...whole, candidates: 6, owned: 900 }, { approveDeletions: 5 }, 'too_many_deletions'],
    ['an empty list', { listed: 0, incomplete: false, candidates: 1, owned: 1 }, {}, 'list_empty'],
    [
      'an empty list that is allowed',
      { listed: 0, incomplete: false, candidates: 1, owned: 1 },
      { allowEmptyList: true },
      undefined,
    ],
    [
      'an incomplete list, whatever is approved',
      { listed: 0, incomplete: true, candidates: 1, owned: 1 },
      { allowEmptyList: true, approveDeletions: 1 },
      'list_incomplete',
    ],
  ])('R-11: %s', (_what, removals, guard, expected) => {
    expect(withholdsAll(removals, guard)).toBe(expected);
  });

  it('R-11: what passes passes with fewer candidates too, and nothing passes that is more than both limits', () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, count, fc.double({ min: 0, max: 1, noNaN: true }), (candidates, owned, max, share) => {
        const judge = (some: number) =>
          withholdsAll({ ...whole, candidates: some, owned }, { maxDeletions: max, maxDeletionShare: share });
        if (judge(candidates) === undefined && candidates > 0) expect(judge(candidates - 1)).toBeUndefined();
        expect(judge(candidates) === 'too_many_deletions').toBe(candidates > max && candidates > share * owned);
      }),
    );
  });

  it('R-12: a protected code is a code or a prefix', () => {
    const isProtected = protects(['news', 'subs_*']);
    expect(['news', 'news_2', 'subs_', 'subs_trial', 'sub'].map(isProtected)).toEqual([true, false, true, true, false]);
  });
});
