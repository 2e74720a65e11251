import type { SegmentPage } from '../send/decode.ts';

/** The most codes taken from a listing that does not say how many there are, or says more than anybody has (T-4). */
export const MOST_LISTED = 2_000_000;
/** Pages in a row that bring nothing new before a walk is given up. */
const MAX_STALE_PAGES = 3;

/** What a page leaves to be done: the token to go on with, or the end, and whether all was seen. */
type Onward = { readonly token: string } | { readonly end: 'complete' | 'in_part' };

/**
 * Follows a listing page by page and judges whether it told of everything (T-4): each page readable and with its list, no
 * token twice, and as many different codes as a total that was the same on every page. What was listed is there all the same.
 */
export class ListingWalk {
  readonly #tokens = new Set<string>();
  #total: number | undefined;
  #pages = 0;
  #stale = 0;
  #doubted = false;

  /** Takes a page; `before` and `after` are the different codes seen without it and with it. */
  take(page: SegmentPage, before: number, after: number): Onward {
    const { nextToken: token, totalCount } = page;
    this.#pages += 1;
    if (this.#pages > 1 && totalCount !== this.#total) this.#doubted = true;
    this.#total = totalCount;
    const alone = this.#pages === 1 && token === undefined;
    if (!page.listed && totalCount !== 0 && !alone) this.#doubted = true;
    this.#stale = after > before ? 0 : this.#stale + 1;
    if (token === undefined) return { end: !this.#doubted && this.#total === after ? 'complete' : 'in_part' };
    const endless = this.#tokens.has(token) || this.#stale >= MAX_STALE_PAGES || after >= MOST_LISTED;
    if (endless) return { end: 'in_part' };
    this.#tokens.add(token);
    return { token };
  }
}
