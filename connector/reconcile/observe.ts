import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { Segment } from '../../spec/host/segment.ts';
import { ListingWalk } from '../imported/listing.ts';
import type { SeenSegment, SegmentPage } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import type { Verdict } from '../send/verdict.ts';
import type { Census } from './census.ts';
import type { Observed } from './decide.ts';
import { fieldsOf } from './fields.ts';

/** Why something could not be read. */
export type Unread = { readonly kind: 'failed'; readonly error: ErrorDetail } | { readonly kind: 'cancelled' };

export function unread(verdict: Exclude<Verdict<unknown>, { kind: 'success' }>): Unread {
  return verdict.kind === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error: verdict.error };
}

/** Pages that a listing of this size takes; by-code reads are the dearer way from there on. */
export interface Listing {
  readonly kind: 'listed';
  /** Whether everything was told, so that what was not is absent (T-4). */
  readonly complete: boolean;
  readonly pages: number;
}

/** Lists the import, page by page; `take` tells how many different codes it has seen. */
async function listImport(
  api: Pick<ImportApi, 'readPage'>,
  take: (segments: readonly SeenSegment[]) => Promise<number>,
): Promise<Listing | Unread> {
  const first = await api.readPage(undefined);
  return first.kind === 'success' ? listOn(api, first.answer, take) : unread(first);
}

/** The same from a first page that was read already. */
export async function listOn(
  api: Pick<ImportApi, 'readPage'>,
  first: SegmentPage,
  take: (segments: readonly SeenSegment[]) => Promise<number>,
): Promise<Listing | Unread> {
  const walk = new ListingWalk();
  let page = first;
  let seen = 0;
  for (let pages = 1; ; pages += 1) {
    const before = seen;
    seen = await take(page.segments);
    const onward = walk.take(page, before, seen);
    if ('end' in onward) return { kind: 'listed', complete: onward.end === 'complete', pages };
    const verdict = await api.readPage(onward.token);
    if (verdict.kind !== 'success') return unread(verdict);
    page = verdict.answer;
  }
}

/** A segment as a host sees it. */
export const segmentOf = (seen: SeenSegment): Segment => ({
  ...(seen.id !== undefined && { id: seen.id }),
  code: seen.code,
  ...fieldsOf(seen),
  ...(seen.updatedAt !== undefined && { updatedAt: seen.updatedAt }),
});

const observedIn = (seen: SeenSegment): Observed => ({ id: seen.id, fields: fieldsOf(seen) });

/** What the import holds of some codes now; what could not be read is told as why. */
export type Reading = Map<string, Observed | 'absent' | ErrorDetail>;

/** Reads some codes, by the cheaper of a read each and the listing. */
export async function readCodes(
  api: Pick<ImportApi, 'readPage' | 'readSegment'>,
  codes: readonly string[],
  pages: number,
): Promise<Reading | { readonly kind: 'cancelled' }> {
  const reading: Reading = new Map();
  if (codes.length > pages) {
    const wanted = new Set(codes);
    const all = new Set<string>();
    const listing = await listImport(api, async (segments) => {
      for (const segment of segments) {
        all.add(segment.code);
        if (wanted.has(segment.code)) reading.set(segment.code, observedIn(segment));
      }
      return all.size;
    });
    if (listing.kind === 'cancelled') return listing;
    if (listing.kind === 'failed') return new Map(codes.map((code) => [code, listing.error]));
    if (!listing.complete) return readByCode(api, codes);
    for (const code of codes) if (!reading.has(code)) reading.set(code, 'absent');
    return reading;
  }
  return readByCode(api, codes);
}

async function readByCode(
  api: Pick<ImportApi, 'readSegment'>,
  codes: readonly string[],
): Promise<Reading | { readonly kind: 'cancelled' }> {
  const reading: Reading = new Map();
  for (const code of codes) {
    const verdict = await api.readSegment(code);
    switch (verdict.kind) {
      case 'success':
        reading.set(code, observedIn(verdict.answer));
        break;
      case 'not_found':
        reading.set(code, 'absent');
        break;
      case 'cancelled':
        return { kind: 'cancelled' };
      default:
        reading.set(code, verdict.error);
    }
  }
  return reading;
}

/** Reads codes one by one into a census, until one cannot be read: told as why. */
export async function readEach(
  api: Pick<ImportApi, 'readSegment'>,
  codes: readonly string[],
  census: Census,
): Promise<Unread | undefined> {
  for (const code of codes) {
    const verdict = await api.readSegment(code);
    if (verdict.kind === 'success') census.hold(verdict.answer);
    else if (verdict.kind !== 'not_found') return unread(verdict);
  }
  return undefined;
}
