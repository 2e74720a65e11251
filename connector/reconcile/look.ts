import type { Segment } from '../../spec/host/segment.ts';
import type { Clock } from '../clock.ts';
import { LAG_MS } from '../imported/changed.ts';
import type { SeenSegment } from '../send/decode.ts';
import type { Census } from './census.ts';
import { type Observer, type Reading, segmentOf, type Unread, unread } from './observer.ts';
import type { OpenList } from './open-list.ts';

export interface Looking {
  readonly observer: Observer;
  readonly census: Census;
  readonly clock: Clock;
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
 * pages left, by reading each of them. What was seen is in the census. @returns why nothing can be decided.
 */
export async function lookAt(looking: Looking): Promise<Unread | undefined> {
  return (await lookOnce(looking)) ?? (await lookAtReplaced(looking));
}

async function lookOnce({ observer, census, list, cancel, onListing, onListed }: Looking): Promise<Unread | undefined> {
  const first = await observer.firstPage();
  if (first.kind !== 'success') return unread(first);
  const affordable = onListing === undefined ? observer.pages - 1 - census.size : 0;
  const codes = affordable > 0 ? await list?.codesOfShort(affordable, cancel) : undefined;
  const take = async (segments: readonly SeenSegment[]) => {
    for (const segment of segments) census.hold(segment);
    await onListing?.(segments.map(segmentOf));
    return census.held;
  };
  const { totalCount = 0, segments } = first.answer;
  if (codes !== undefined) {
    observer.noteThere(segments);
    await take(segments);
    const unheld = [...codes].filter((code) => census.observed(code) === 'absent');
    const asked = [...new Set([...census.unseen(), ...unheld])];
    const { seen } = hold(census, await observer.each(asked));
    if (seen.size === asked.length) {
      census.complete = true;
      census.beyond = totalCount - census.held;
      return undefined;
    }
  }
  const { complete, failure } = await observer.listOn(first.answer, take);
  if (failure !== undefined) return unread(failure);
  await onListed?.();
  census.complete = complete;
  if (complete) return undefined;
  // What is owned is decided about by what it is now, shown by a listing or not (N-12).
  const owned = hold(census, await observer.each(census.unseen()));
  return owned.failure && unread(owned.failure);
}

/**
 * Looks again, a while later, where another segment stands under an owned code: somebody put it there, or reads lag, and the listing showed
 * what had been there before ours. Only the first has it stop being ours (R-7, N-7, docs/decisions/079).
 */
async function lookAtReplaced({ observer, census, clock, cancel }: Looking): Promise<Unread | undefined> {
  const replaced = [...census.replaced];
  if (replaced.length === 0) return undefined;
  await clock.wait(LAG_MS, cancel).catch(() => undefined);
  const { seen, failure } = hold(census, await observer.observe(replaced));
  return failure !== undefined && replaced.some((code) => !seen.has(code)) ? unread(failure) : undefined;
}

function hold(census: Census, reading: Reading): Reading {
  for (const read of reading.seen.values()) if (read !== 'absent') census.hold(read);
  return reading;
}
