import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Batches } from '../../connector/plan/batches.ts';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { byCode, removal } from './changes.ts';

const NEVER = Number.POSITIVE_INFINITY;
const MIB = 1_048_576;

function drain(batches: Batches): SegmentChange[][] {
  const all: SegmentChange[][] = [];
  for (let batch = batches.take(0); batch; batch = batches.take(0)) all.push(batch);
  return all;
}

/** The batches that change-sets come to, each one change-set or one code of it. */
function filled(size: number, changeSets: readonly (readonly SegmentChange[])[]): SegmentChange[][] {
  const batches = new Batches(size);
  for (const changes of changeSets) batches.addAll(byCode(changes), NEVER);
  batches.end();
  return drain(batches);
}

const named = (batches: readonly (readonly SegmentChange[])[]) =>
  batches.map((batch) => batch.map(({ code, rowId }) => `${code}${rowId}`));
const alone = (changes: readonly SegmentChange[]) => changes.map((change) => [change]);
const letters = [...'abcde'].map((code) => removal(code, ''));

describe('batches', () => {
  it.each([
    ['one by one', alone(letters)],
    ['in one change-set larger than a batch', [letters]],
    ['across change-sets', [letters.slice(0, 3), letters.slice(3)]],
    ['from change-sets of a batch each', [letters.slice(0, 2), letters.slice(2, 4), letters.slice(4)]],
    ['past change-sets of nothing', [[], letters, []]],
  ])('P-5: are filled to their size and closed, %s', (_, changeSets) => {
    expect(named(filled(2, changeSets))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('P-3, P-4: hold a code once; the later change of a code goes out later', () => {
    const changes = [removal('a', '1'), removal('a', '2'), removal('b', '')];
    expect(named(filled(3, alone(changes)))).toEqual([['a1', 'b'], ['a2']]);
  });

  it('P-3, P-4: also when whole change-sets name the same codes', () => {
    const changeSet = (n: string) => ['a', 'b'].map((code) => removal(code, n));
    expect(named(filled(3, [changeSet('1'), changeSet('2'), changeSet('3')]))).toEqual([
      ['a1', 'b1'],
      ['a2', 'b2'],
      ['a3', 'b3'],
    ]);
  });

  it('P-9: are closed before they grow beyond 8 MiB', () => {
    const large = [...'abcdefgh'].map((code) => removal(code, '', 3 * MIB));
    const batches = [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
      ['g', 'h'],
    ];
    expect(named(filled(5_000, alone(large)))).toEqual(batches);
    expect(named(filled(5_000, [large]))).toEqual(batches);
  });

  const changes = fc.array(
    fc.record({ code: fc.constantFrom(...'abcdefg'), bytes: fc.constantFrom(100, MIB, 3 * MIB, 5 * MIB) }),
    { maxLength: 60 },
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 });

  it('P-3, P-4, P-5, P-9: lose nothing, keep each code’s order, and never exceed a bound', () => {
    fc.assert(
      fc.property(changes, cuts, fc.integer({ min: 1, max: 5 }), (all, lengths, size) => {
        const made = all.map(({ code, bytes }, at) => removal(code, String(at), bytes));
        const sets: SegmentChange[][] = [];
        for (let at = 0; at < made.length; at += lengths[sets.length - 1] ?? 1)
          sets.push(made.slice(at, at + (lengths[sets.length] ?? 1)));
        const expected = sets.flatMap((set) => [...byCode(set).values()]);
        const batches = filled(size, sets);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(size);
          expect(new Set(batch.map(({ code }) => code)).size).toBe(batch.length);
          expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(8 * MIB);
        }
        const order = (some: readonly SegmentChange[]) =>
          [...'abcdefg'].map((code) => some.filter((change) => change.code === code).map(({ rowId }) => rowId));
        expect(order(batches.flat())).toEqual(order(expected));
      }),
    );
  });

  it('P-6: no more than two part-filled batches ever wait, however often codes repeat', () => {
    const batches = new Batches(10);
    for (let n = 0; n < 1_000; n += 1) batches.addAll(byCode([removal(`c${n % 3}`, String(n))]), NEVER);
    const ready = drain(batches).flat().length;
    batches.end();
    expect(drain(batches)).toHaveLength(2);
    expect(ready).toBeGreaterThanOrEqual(980);
  });
});

describe('waiting for company', () => {
  it('D-10: what waits comes out when it is due, and not before', () => {
    const batches = new Batches(10);
    batches.addAll(byCode([removal('a', '')]), 500);
    batches.addAll(byCode([removal('b', '')]), 900);
    expect(batches.dueAt).toBe(500);
    expect(batches.take(499)).toBeUndefined();
    expect(named([batches.take(500) ?? []])).toEqual([['a', 'b']]);
    expect(batches.dueAt).toBe(NEVER);
  });

  it('D-10: a change that waits behind another of its code has a time of its own', () => {
    const batches = new Batches(10);
    batches.addAll(byCode([removal('a', '1')]), 500);
    batches.addAll(byCode([removal('a', '2')]), 900);
    expect(named([batches.take(600) ?? []])).toEqual([['a1']]);
    expect(batches.take(899)).toBeUndefined();
    expect(named([batches.take(900) ?? []])).toEqual([['a2']]);
  });

  it('D-10: a flush makes all that waits due, and nothing that comes after it', () => {
    const batches = new Batches(10);
    batches.addAll(byCode([removal('a', '1')]), NEVER);
    batches.addAll(byCode([removal('a', '2')]), NEVER);
    batches.flush();
    expect(named(drain(batches))).toEqual([['a1'], ['a2']]);
    batches.flush();
    batches.addAll(byCode([removal('b', '')]), NEVER);
    expect(batches.take(0)).toBeUndefined();
  });
});
