import { describe, expect, it } from '@jest/globals';
import { ListingWalk } from '../../connector/imported/listing.ts';
import type { SegmentPage } from '../../connector/send/decode.ts';

const page = (nextToken: string | undefined, totalCount: number | undefined, listed = true): SegmentPage => ({
  segments: [],
  listed,
  nextToken,
  totalCount,
});

/** Walks pages that each bring two codes that are new, unless told otherwise. */
function walked(pages: readonly SegmentPage[], brings = (nth: number) => 2 * nth) {
  const walk = new ListingWalk();
  let onward: ReturnType<ListingWalk['take']> | undefined;
  pages.forEach((each, at) => {
    onward = walk.take(each, brings(at), brings(at + 1));
  });
  return onward;
}

describe('a listing is complete', () => {
  it('T-4: with as many different codes as the total that was the same on every page', () => {
    expect(walked([page('1', 4), page(undefined, 4)])).toEqual({ end: 'complete' });
    expect(walked([page(undefined, 0)], () => 0)).toEqual({ end: 'complete' });
  });

  it.each([
    ['is short of its total', [page(undefined, 40)]],
    ['tells no total', [page(undefined, undefined)]],
    ['tells another total later', [page('1', 4), page(undefined, 3)]],
    ['has a page without its list', [page('1', 4), page(undefined, 4, false)]],
  ])('T-4: not when it %s', (_how, pages) => {
    expect(walked(pages)).toEqual({ end: 'in_part' });
  });

  it.each([
    ['shows more codes than its total', [page(undefined, 1)]],
    ['has told no total on its first page', [page('1', undefined), page(undefined, 4)]],
    ['lacks the list of its first page of two', [page('1', 4, false), page(undefined, 4)]],
    ['tells another total in between', [page('1', 6), page('2', 5), page(undefined, 6)]],
  ])('T-4: nor when it %s', (_how, pages) => {
    expect(walked(pages)).toEqual({ end: 'in_part' });
  });

  it('T-4: whatever pages lack their list, when there is nothing to list', () => {
    expect(walked([page('1', 0, false), page(undefined, 0, false)], () => 0)).toEqual({ end: 'complete' });
  });

  it('T-4: one page without its list is empty only where the total says so', () => {
    expect(walked([page(undefined, 0, false)], () => 0)).toEqual({ end: 'complete' });
    expect(walked([page(undefined, 3, false)], () => 0)).toEqual({ end: 'in_part' });
  });
});

describe('a listing that never ends', () => {
  it('T-4: is left when a token comes twice', () => {
    expect(walked([page('1', undefined), page('2', undefined), page('1', undefined)])).toEqual({ end: 'in_part' });
  });

  it('T-4: is left after three pages that bring nothing new', () => {
    const pages = ['1', '2', '3', '4'].map((token) => page(token, undefined));
    expect(walked(pages, (nth) => Math.min(nth, 1))).toEqual({ end: 'in_part' });
  });

  it('T-4: goes on after two that bring nothing new, and counts anew after one that does', () => {
    const pages = ['1', '2', '3', '4', '5', '6'].map((token) => page(token, undefined));
    const known = [0, 1, 1, 1, 2, 2, 2];
    expect(walked(pages, (nth) => known[nth] ?? 0)).toEqual({ token: '6' });
    expect(walked(pages.slice(0, 3), (nth) => known[nth] ?? 0)).toEqual({ token: '3' });
    expect(walked(pages.slice(0, 2), () => 0)).toEqual({ token: '2' });
    expect(walked(pages.slice(0, 3), () => 0)).toEqual({ end: 'in_part' });
  });

  it('T-4: is left at two million codes', () => {
    expect(walked([page('1', undefined)], (nth) => nth * 2_000_000)).toEqual({ end: 'in_part' });
    expect(walked([page('1', undefined)], (nth) => nth * 1_999_999)).toEqual({ token: '1' });
  });
});
