import { describe, expect, it } from '@jest/globals';
import {
  ENTRY,
  isSame,
  isThereIn,
  lowerOf,
  PARTS,
  partOf,
  sortedByPart,
  tallyOf,
  writeOneEach,
} from '../../connector/settle/outcome-log.ts';
import type { Outcome } from '../../spec/host/row-result.ts';

type Entry = readonly [high: number, low: number, outcome: Outcome];

/** A log of segments that are there unless they were deleted. */
const logOf = (...entries: readonly Entry[]) =>
  Int32Array.from(entries.flatMap(([high, low, outcome]) => [high, lowerOf(low, outcome, outcome !== 'deleted')]));

/** What a part comes to, written behind one entry that is another's. */
function oneEach(...entries: readonly Entry[]) {
  const log = new Int32Array((entries.length + 1) * ENTRY);
  const end = writeOneEach(logOf(...entries), log, ENTRY);
  return { log: log.subarray(ENTRY, end), before: [...log.subarray(0, ENTRY)] };
}

describe('an entry of the log of outcomes', () => {
  it('T-1: says the outcome and whether the segment is there, and keeps the rest of its hash', () => {
    for (const low of [0, -1, 0x1234_5678]) {
      const entry = Int32Array.of(7, lowerOf(low, 'unchanged', false));
      expect([isThereIn(entry, 0), isSame(entry, 0, 7, low), isSame(entry, 0, 6, low)]).toEqual([false, true, false]);
      expect(isSame(entry, 0, 7, low ^ 0b1000)).toBe(false);
      expect(isThereIn(Int32Array.of(7, lowerOf(low, 'unchanged', true)), 0)).toBe(true);
    }
  });

  it('T-1: is tallied by its outcome', () => {
    const log = logOf([1, 8, 'created'], [2, 8, 'deleted'], [3, 8, 'deleted'], [4, 8, 'unchanged'], [5, -8, 'updated']);
    expect([...tallyOf(log)]).toEqual([1, 1, 2, 1]);
    expect([...tallyOf(new Int32Array(0))]).toEqual([0, 0, 0, 0]);
  });
});

describe('a log in the order of its parts', () => {
  it('T-1: has all its entries, those of a part in their order', () => {
    const highs = Array.from({ length: 10_000 }, (_, at) => Math.imul(at + 1, 2654435761));
    const log = Int32Array.from(highs.flatMap((high, at) => [high, at]));
    const { sorted, starts } = sortedByPart(log);
    expect([starts[0], starts[PARTS]]).toEqual([0, log.length]);
    for (let part = 0; part < PARTS; part += 1) {
      const expected = highs.flatMap((high, at) => (partOf(high) === part ? [high, at] : []));
      expect([...sorted.subarray(starts[part], starts[part + 1])]).toEqual(expected);
    }
  });
});

describe('a part, one entry a segment', () => {
  it('T-1: comes to what its entries come to one after another, in the order of its segments', () => {
    const { log, before } = oneEach([5, 8, 'created'], [6, 8, 'deleted'], [5, 8, 'updated'], [6, 8, 'created']);
    expect([...log]).toEqual([...logOf([5, 8, 'created'], [6, 8, 'created'])]);
    expect(before).toEqual([0, 0]);
  });

  it('T-1: keeps segments apart that fall into one slot, or have half a hash in common', () => {
    const entries = Array.from({ length: 40 }, (_, at): Entry => [(at % 5) * 4_096, (at >> 2) * 8, 'created']);
    const apart = new Set(entries.map(([high, low]) => `${high} ${low}`)).size;
    expect(oneEach(...entries, ...entries).log).toHaveLength(apart * ENTRY);
  });

  it('T-3: says of each whether it is there as its last entry does', () => {
    const entries = Int32Array.of(5, lowerOf(8, 'created', true), 5, lowerOf(8, 'unchanged', false));
    const log = new Int32Array(ENTRY);
    expect(writeOneEach(entries, log, 0)).toBe(ENTRY);
    expect([isThereIn(log, 0), ...tallyOf(log)]).toEqual([false, 1, 0, 0, 0]);
  });
});
