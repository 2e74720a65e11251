import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HeldDeletions } from '../../connector/plan/held-deletions.ts';
import type { SegmentChange, SettledRows } from '../../connector/plan/segment-change.ts';
import { foldCode } from '../../connector/plan/segment-code.ts';
import { byCode, removal, wanted } from './changes.ts';

const told = (settled: readonly SettledRows[]) =>
  settled
    .flatMap(({ rowId, others, error }) => [...others, { rowId }].map((row) => `${row.rowId} ${error.code}`))
    .sort();

/** What becomes of change-sets under a guard: what passes at once, what is settled, what goes out at the end. */
function guarded(limit: number, changeSets: readonly (readonly SegmentChange[])[]) {
  const held = new HeldDeletions(limit);
  const passed: string[] = [];
  const settled: SettledRows[] = [];
  for (const changes of changeSets) {
    const left = byCode(changes);
    settled.push(...held.takeFrom(left));
    passed.push(...[...left.values()].map(({ rowId }) => rowId));
  }
  settled.push(...held.refuseIfTooMany());
  return { passed, settled: told(settled), last: [...held.release().values()] };
}

describe('the guard on deletions', () => {
  it('P-8: without one nothing is held', () => {
    expect(guarded(Number.POSITIVE_INFINITY, [[removal('a')], [wanted('b')]])).toMatchObject({
      passed: ['a', 'b'],
      last: [],
    });
  });

  it('P-8: as many as it allows go out last, all of them', () => {
    const { passed, settled, last } = guarded(2, [
      [removal('a'), wanted('b')],
      [removal('c'), wanted('d')],
    ]);
    expect([passed, settled, last.map(({ code }) => code)]).toEqual([['b', 'd'], [], ['a', 'c']]);
  });

  it('P-8: one more, and none is deleted', () => {
    const { settled, last } = guarded(2, [[removal('a')], [removal('b'), removal('c')], [removal('d')]]);
    expect(settled).toEqual(['a', 'b', 'c', 'd'].map((code) => `${code} delete_limit_exceeded`));
    expect(last).toEqual([]);
  });

  it('P-8: rows that name one segment again are no more deletions, and share its result', () => {
    const { settled, last } = guarded(1, [[removal('a', '1')], [removal('a', '2')], [removal('a', '3')]]);
    expect(settled).toEqual([]);
    expect(last).toMatchObject([{ rowId: '3', others: [{ rowId: '1' }, { rowId: '2' }] }]);
  });

  it('P-8: a held removal that a later change-set contradicts is superseded, and counts no more', () => {
    const { passed, settled, last } = guarded(1, [[removal('a', '1')], [wanted('a', '2')], [removal('b', '3')]]);
    expect([passed, settled, last.map(({ code }) => code)]).toEqual([['2'], ['1 superseded'], ['b']]);
  });

  it('P-8: at most one more than the guard allows is kept; what comes then fails at once', () => {
    const held = new HeldDeletions(2);
    const codes = Array.from({ length: 100 }, (_, n) => removal(`c${n}`));
    expect(told(held.takeFrom(byCode(codes)))).toHaveLength(97);
    expect(held.release().size).toBe(3);
  });

  it('P-8: the message tells the number', () => {
    const held = new HeldDeletions(0);
    held.takeFrom(byCode([removal('a')]));
    expect(held.refuseIfTooMany()).toMatchObject([
      { status: 'failed', error: { message: expect.stringContaining('more than 0 segments') } },
    ]);
  });

  it('P-8: all or none, whatever comes in whatever order; every removal row is settled or goes out', () => {
    const change = fc.record({ code: fc.constantFrom(...'abcd'), removes: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 8 }),
        fc.integer({ min: 0, max: 3 }),
        (sets, limit) => {
          let row = 0;
          const changeSets = sets.map((set) => [
            ...byCode(set.map(({ code, removes }) => (removes ? removal : wanted)(code, String(row++)))).values(),
          ]);
          const { passed, settled, last } = guarded(limit, changeSets);
          const all = changeSets.flat();
          expect(passed).toEqual(all.filter(({ state }) => state === 'present').map(({ rowId }) => rowId));
          const out = last.flatMap(({ rowId, others }) => [...others.map((other) => other.rowId), rowId]);
          const refused = settled.filter((one) => one.endsWith('delete_limit_exceeded'));
          expect([...settled.map((one) => one.split(' ')[0] ?? ''), ...out].sort()).toEqual(
            all
              .filter(({ state }) => state === 'absent')
              .map(({ rowId }) => rowId)
              .sort(),
          );
          expect(Math.min(refused.length, last.length)).toBe(0);
          expect(last.length).toBeLessThanOrEqual(limit);
          // Nothing goes out against a later wish for the segment.
          for (const { code, rowId } of last) expect(all.findLast((one) => one.code === code)?.rowId).toBe(rowId);
        },
      ),
    );
  });

  it('P-8: an input that broke off deletes nothing: how many it would have named is not known', () => {
    const held = new HeldDeletions(5);
    held.takeFrom(byCode([removal('a')]));
    expect(told(held.giveUp())).toEqual(['a cancelled']);
    expect(held.release().size).toBe(0);
  });

  it('T-3: deletions of codes that turn out to be one are one', () => {
    const held = new HeldDeletions(5);
    held.takeFrom(byCode([removal('A', '1'), removal('a', '2')]));
    held.rekey(foldCode);
    expect([...held.release()]).toMatchObject([['a', { rowId: '2', others: [{ rowId: '1' }] }]]);
  });
});
