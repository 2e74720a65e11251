import { describe, expect, it } from '@jest/globals';
import { hashText } from '../../connector/imported/fingerprint.ts';
import { SegmentOutcomes } from '../../connector/settle/segment-outcomes.ts';
import type { Outcome } from '../../spec/host/row-result.ts';

const NONE = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
const counted = (...outcomes: Outcome[]) => {
  const segments = new SegmentOutcomes();
  for (const outcome of outcomes) segments.take('a', outcome);
  return segments.counts;
};

describe('segments that several batches change', () => {
  it.each<[Outcome[], Outcome]>([
    [['created'], 'created'],
    [['updated', 'updated'], 'updated'],
    [['created', 'updated'], 'created'],
    [['created', 'unchanged'], 'created'],
    [['unchanged', 'updated'], 'updated'],
    [['unchanged', 'unchanged'], 'unchanged'],
    [['created', 'deleted'], 'deleted'],
    [['deleted', 'created'], 'created'],
    [['deleted', 'created', 'updated'], 'created'],
    [['updated', 'deleted'], 'deleted'],
  ])('T-1: %j count once, as %s', (outcomes, as) => {
    expect(counted(...outcomes)).toEqual({ ...NONE, [as]: 1 });
  });

  it('T-3: are there unless they were deleted last, or the run had nothing to do with them', () => {
    const segments = new SegmentOutcomes();
    segments.take('a', 'unchanged');
    segments.take('b', 'deleted');
    segments.take('c', 'created');
    segments.take('c', 'deleted');
    segments.take('d', 'deleted');
    segments.take('d', 'updated');
    expect(['a', 'b', 'c', 'd', 'e'].map((code) => segments.isThere(code))).toEqual([true, false, false, true, false]);
  });

  it('T-1: many are told apart, and found again', () => {
    const segments = new SegmentOutcomes();
    for (let at = 0; at < 50_000; at += 1) segments.take(`c${at}`, 'created');
    expect(segments.counts).toEqual({ ...NONE, created: 50_000 });
    for (let at = 0; at < 40_000; at += 1) segments.take(`c${at}`, 'deleted');
    expect(segments.counts).toEqual({ ...NONE, created: 10_000, deleted: 40_000 });
  });

  it('T-1: those whose hashes have the same lower half are told apart by the upper one', () => {
    const segments = new SegmentOutcomes();
    const pairs = alikeInTheLowerHalf(12);
    for (const [one, other] of pairs) {
      segments.take(one, 'created');
      segments.take(other, 'deleted');
    }
    expect(segments.counts).toEqual({ ...NONE, created: pairs.length, deleted: pairs.length });
    expect(pairs.flat().map((code) => segments.isThere(code))).toEqual(pairs.flatMap(() => [true, false]));
  });
});

/** Pairs of codes that 32 bits of their hashes take for one. Each process has hashes of its own, so they are looked for. */
function alikeInTheLowerHalf(count: number): [string, string][] {
  const pairs: [string, string][] = [];
  const codes = new Map<number, string>();
  for (let at = 0; pairs.length < count; at += 1) {
    const code = `c${at}`;
    const lower = hashText(code) >>> 0;
    const other = codes.get(lower);
    if (other !== undefined) pairs.push([other, code]);
    codes.set(lower, code);
  }
  return pairs;
}
