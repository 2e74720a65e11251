import type { Segment } from '../../spec/host/segment.ts';
import type { SeenSegment, SegmentPage } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import type { Census } from './census.ts';
import { listOn, readEach, segmentOf, type Unread, unread } from './observe.ts';
import type { OpenList } from './open-list.ts';

/** What a look at the import came to; what it saw is in the census. */
export interface Look {
  readonly kind: 'seen';
  /** Pages that a listing takes. */
  readonly pages: number;
}

export interface Looking {
  readonly api: Pick<ImportApi, 'readPage' | 'readSegment'>;
  readonly census: Census;
  /** The list that this is for, where it may be short. */
  readonly list: OpenList | undefined;
  readonly cancel: AbortSignal;
  /** Wants every page, for a backup. */
  readonly onListing: ((segments: readonly Segment[]) => void | Promise<void>) | undefined;
  /** There were no more. */
  readonly onListed: (() => void | Promise<void>) | undefined;
}

/**
 * Looks at the import before anything is decided: by one listing, or, where list and snapshot together name fewer codes than the listing has
 * pages left, by reading each of them.
 */
export async function lookAt({ api, census, list, cancel, onListing, onListed }: Looking): Promise<Look | Unread> {
  const first = await api.readPage(undefined);
  if (first.kind !== 'success') return unread(first);
  const pages = pagesOf(first.answer);
  const affordable = onListing === undefined ? pages - 1 - census.size : 0;
  const codes = affordable > 0 ? await list?.codesOfShort(affordable, cancel) : undefined;
  const take = async (segments: readonly SeenSegment[]) => {
    for (const segment of segments) census.hold(segment);
    await onListing?.(segments.map(segmentOf));
    return census.held;
  };
  if (codes !== undefined) {
    await take(first.answer.segments);
    const unheld = [...codes].filter((code) => census.observed(code) === 'absent');
    const failure = await readEach(api, [...new Set([...census.unseen(), ...unheld])], census);
    if (failure !== undefined) return failure;
    census.complete = true;
    census.beyond = (first.answer.totalCount ?? 0) - census.held;
    return { kind: 'seen', pages };
  }
  const listing = await listOn(api, first.answer, take);
  if (listing.kind !== 'listed') return listing;
  await onListed?.();
  census.complete = listing.complete;
  // What is owned is decided about by what it is now, shown by a listing or not (N-12).
  const failure = listing.complete ? undefined : await readEach(api, census.unseen(), census);
  return failure ?? { kind: 'seen', pages: listing.pages };
}

/** Pages of a listing that begins with this one; one where it does not say how much there is. */
const pagesOf = ({ segments, totalCount, nextToken }: SegmentPage): number =>
  nextToken === undefined || totalCount === undefined || segments.length === 0
    ? 1
    : Math.ceil(totalCount / segments.length);
