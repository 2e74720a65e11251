import { describe, expect, it } from '@jest/globals';
import { SegmentOutcomes } from '../../connector/settle/segment-outcomes.ts';
import { hashOf } from '../../connector/text-hash.ts';
import type { Outcome } from '../../spec/host/row-result.ts';

const NONE = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
const counted = (...outcomes: Outcome[]) => {
  const segments = new SegmentOutcomes();
  for (const outcome of outcomes) segments.take('a', outcome, outcome !== 'deleted');
  return segments.counts();
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

  it('T-3: are there unless they were deleted or found gone last, or the run had nothing to do with them', () => {
    const segments = new SegmentOutcomes();
    segments.take('a', 'unchanged', true);
    segments.take('b', 'deleted', false);
    segments.take('c', 'created', true);
    segments.take('c', 'deleted', false);
    segments.take('d', 'deleted', false);
    segments.take('d', 'updated', true);
    segments.take('f', 'unchanged', false);
    segments.take('g', 'deleted', false);
    segments.take('g', 'unchanged', false);
    segments.take('h', 'created', true);
    segments.take('h', 'unchanged', false);
    expect([...'abcdefgh'].filter((code) => segments.isThere(code))).toEqual(['a', 'd']);
    expect(segments.counts()).toEqual({ created: 1, updated: 1, deleted: 3, unchanged: 2 });
  });

  it('T-1: many are told apart, and found again', () => {
    const segments = new SegmentOutcomes();
    for (let at = 0; at < 50_000; at += 1) segments.take(`c${at}`, 'created', true);
    expect(segments.counts()).toEqual({ ...NONE, created: 50_000 });
    for (let at = 0; at < 40_000; at += 1) segments.take(`c${at}`, 'deleted', false);
    expect(segments.counts()).toEqual({ ...NONE, created: 10_000, deleted: 40_000 });
    const found = Array.from({ length: 10_000 }, (_, at) => segments.isThere(`c${at + 40_000}`));
    expect(found.filter((there) => there)).toHaveLength(10_000);
  });

  it('T-1: are counted the same however often they are counted between', () => {
    const [often, once] = [new SegmentOutcomes(), new SegmentOutcomes()];
    const outcomes: Outcome[] = ['created', 'updated', 'deleted', 'unchanged'];
    for (let at = 0; at < 6_000; at += 1) {
      const [code, outcome] = [`c${(at * 7) % 1_501}`, outcomes[(at * 13) % 4] ?? 'created'];
      often.take(code, outcome, true);
      once.take(code, outcome, true);
      if (at % 250 === 0) often.counts();
    }
    expect(often.counts()).toEqual(once.counts());
    expect(Object.values(once.counts()).reduce((sum, count) => sum + count)).toBe(1_501);
  });

  it('P-6: take no more room for being changed over and over', () => {
    const codes = Array.from({ length: 1_000 }, (_, at) => `c${at}`);
    const segments = new SegmentOutcomes();
    const growths = growthsIn(() => {
      for (let round = 0; round < 2_200; round += 1) for (const code of codes) segments.take(code, 'updated', true);
    });
    expect(growths).toBe(Math.log2(1_048_576 / 1_024));
    expect(segments.counts()).toEqual({ ...NONE, updated: codes.length });
  });

  it('T-1: those whose hashes have the same upper half are told apart by the lower one', () => {
    const segments = new SegmentOutcomes();
    const pairs = alikeInTheUpperHalf(12);
    for (const [one, other] of pairs) {
      segments.take(one, 'created', true);
      segments.take(other, 'deleted', false);
    }
    expect(segments.counts()).toEqual({ ...NONE, created: pairs.length, deleted: pairs.length });
    expect(pairs.flat().map((code) => segments.isThere(code))).toEqual(pairs.flatMap(() => [true, false]));
  });
});

/** How often a log of flat numbers is copied into a larger one. */
function growthsIn(work: () => void): number {
  const { set } = Int32Array.prototype;
  let growths = 0;
  Int32Array.prototype.set = function (...given) {
    growths += 1;
    set.apply(this, given);
  };
  try {
    work();
  } finally {
    Int32Array.prototype.set = set;
  }
  return growths;
}

/** Pairs of codes that 32 bits of their hashes take for one. Each process has hashes of its own, so they are looked for. */
function alikeInTheUpperHalf(count: number): [string, string][] {
  const pairs: [string, string][] = [];
  const codes = new Map<number, string>();
  for (let at = 0; pairs.length < count; at += 1) {
    const code = `c${at}`;
    const upper = hashOf(code).high;
    const other = codes.get(upper);
    if (other !== undefined) pairs.push([other, code]);
    codes.set(upper, code);
  }
  return pairs;
}
