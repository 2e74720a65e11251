import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { Segment } from '../../spec/host/segment.ts';
import { ByCode } from '../imported/by-code.ts';
import { ListingWalk } from '../imported/listing.ts';
import type { ReadFailure } from '../imported/observing.ts';
import { isOfThisRead } from '../imported/reader.ts';
import { Spellings } from '../imported/spellings.ts';
import type { SeenSegment, SegmentPage } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import type { Verdict } from '../send/verdict.ts';
import { fieldsOf } from './fields.ts';

/** Why something could not be read. */
export type Unread = { readonly kind: 'failed'; readonly error: ErrorDetail } | { readonly kind: 'cancelled' };

export function unread(verdict: Exclude<Verdict<unknown>, { kind: 'success' }>): Unread {
  return verdict.kind === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error: verdict.error };
}

/** What a listing came to. */
interface Listing {
  /** Whether everything was told, so that what was not is absent (T-4). */
  readonly complete: boolean;
  readonly failure: ReadFailure | undefined;
}

/** Takes the segments of a page; tells how many different codes it has seen. */
type Take = (segments: readonly SeenSegment[]) => number | Promise<number>;

/** What the import holds of some codes; of those that are not in `seen` nobody knows. */
export interface Reading {
  readonly seen: ReadonlyMap<string, SeenSegment | 'absent'>;
  readonly failure: ReadFailure | undefined;
}

/** A segment as a host sees it. */
export const segmentOf = (seen: SeenSegment): Segment => ({
  ...(seen.id !== undefined && { id: seen.id }),
  code: seen.code,
  ...fieldsOf(seen),
  ...(seen.updatedAt !== undefined && { updatedAt: seen.updatedAt }),
});

/** Observes the import for a full list: all of it, or some codes by the one reading of codes that there is (T-4). */
export class Observer {
  readonly #api: Pick<ImportApi, 'readPage' | 'readSegment'>;
  readonly #byCode: ByCode;
  /** Pages that a listing takes; one where it does not say how much there is. By-code reads are the dearer way from there on. */
  pages = 1;

  constructor(api: Pick<ImportApi, 'readPage' | 'readSegment'>) {
    this.#api = api;
    this.#byCode = new ByCode(api, new Spellings());
  }

  /** The first page of the listing. */
  async firstPage(): Promise<Verdict<SegmentPage>> {
    const first = await this.#api.readPage(undefined);
    if (first.kind !== 'success') return first;
    const { segments, totalCount, nextToken } = first.answer;
    const isWhole = nextToken === undefined || totalCount === undefined || segments.length === 0;
    this.pages = isWhole ? 1 : Math.ceil(totalCount / segments.length);
    return first;
  }

  /** Takes over that segments are there: what a 404 is about is tried with them. */
  noteThere(segments: readonly SeenSegment[]): void {
    for (const { code } of segments) this.#byCode.noteThere(code);
  }

  /** Lists the import on from its first page. */
  async listOn(first: SegmentPage, take: Take): Promise<Listing> {
    const walk = new ListingWalk();
    let page = first;
    let seen = 0;
    for (let pages = 1; ; pages += 1) {
      this.pages = Math.max(this.pages, pages);
      const before = seen;
      this.noteThere(page.segments);
      seen = await take(page.segments);
      const onward = walk.take(page, before, seen);
      if ('end' in onward) return { complete: onward.end === 'complete', failure: undefined };
      const verdict = await this.#api.readPage(onward.token);
      if (verdict.kind !== 'success') return { complete: false, failure: verdict };
      page = verdict.answer;
    }
  }

  /** Reads codes one by one. */
  async each(codes: readonly string[]): Promise<Reading> {
    const { seen, failure } = await this.#byCode.each(codes);
    const known = new Map<string, SeenSegment | 'absent'>();
    for (const [code, read] of seen) if (read !== 'unlisted') known.set(code, read);
    return { seen: known, failure };
  }

  /** Observes some codes by the cheaper of a read each and the listing, and by the other what that one does not tell (docs/decisions/073, 074). */
  async observe(codes: readonly string[]): Promise<Reading> {
    const listFirst = codes.length > this.pages;
    const first = listFirst ? await this.#list(codes) : await this.each(codes);
    const rest = codes.filter((code) => !first.seen.has(code));
    if (rest.length === 0 || (first.failure !== undefined && !isOfThisRead(first.failure))) return first;
    const second = listFirst ? await this.each(rest) : await this.#list(rest);
    const seen = new Map([...first.seen, ...second.seen]);
    const failure = second.failure ?? first.failure;
    // No segment is there to try a path with, and nothing says that the listing would not show one.
    if (failure === undefined && !this.#byCode.knowsOne)
      for (const code of rest) if (!seen.has(code)) seen.set(code, 'absent');
    return { seen, failure };
  }

  async #list(codes: readonly string[]): Promise<Reading> {
    const seen = new Map<string, SeenSegment | 'absent'>();
    const first = await this.firstPage();
    if (first.kind !== 'success') return { seen, failure: first };
    const wanted = new Set(codes);
    const all = new Set<string>();
    const { complete, failure } = await this.listOn(first.answer, (segments) => {
      for (const segment of segments) {
        all.add(segment.code);
        if (wanted.has(segment.code)) seen.set(segment.code, segment);
      }
      return all.size;
    });
    if (complete) for (const code of codes) if (!seen.has(code)) seen.set(code, 'absent');
    return { seen, failure };
  }
}
