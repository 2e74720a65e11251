import type { SeenSegment } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import { ByCode } from './by-code.ts';
import { type Fingerprint, fingerprintOf, millisecondsOf } from './fingerprint.ts';
import { ListingWalk, MOST_LISTED } from './listing.ts';
import type { Observation, Observing, ReadFailure, Way } from './observing.ts';
import { type Known, SegmentIndex } from './segment-index.ts';
import { Spellings, spellingsOf } from './spellings.ts';

type Reads = Pick<ImportApi, 'readSegment' | 'readPage'>;

/** What came of one way of reading; `otherwise`: the codes of which the other way may tell more. */
interface Reading extends Observation {
  readonly otherwise: readonly string[];
}

/** Learns what the import holds (T-4). */
export class Reader implements Observing {
  readonly #imported: Reads;
  readonly #onSeen: (segment: SeenSegment) => void;
  readonly #spellings = new Spellings();
  readonly #byCode: ByCode;
  #index: SegmentIndex | undefined;
  /** Looks at codes that were not there. */
  readonly #looksBeside = new Map<string, number>();
  #pages: number | undefined;
  /** Whether the import could not be listed when that was tried last; and whether segments could be read by code then. */
  #failsToList = false;
  #unlistable = false;

  /** `index`: what the caller knows of the import already. `onSeen` is told of every segment as it was read. */
  constructor(imported: Reads, index?: SegmentIndex, onSeen: (segment: SeenSegment) => void = () => undefined) {
    this.#imported = imported;
    this.#index = index;
    this.#onSeen = onSeen;
    this.#byCode = new ByCode(imported, this.#spellings, onSeen);
  }

  get listed(): boolean {
    return this.#index !== undefined;
  }

  get folds(): Observing['folds'] {
    return this.#spellings.folds;
  }

  known(code: string): Known {
    const exact = this.#underItsSpelling(code);
    if (exact !== 'absent' && exact !== 'unlisted') return exact;
    const other = this.#index?.resembling(code);
    if (other === undefined) return exact;
    // Reads may be exact where writes fold: absent beside another spelling is a guess, until a second look says so too.
    const spelling = this.folds ? spellingsOf(code, this.folds).find(other.isSpelled) : undefined;
    if (spelling !== undefined) this.#spellings.set(code, spelling);
    if (spelling !== undefined || this.folds === 'case') return other.seen;
    return (this.#looksBeside.get(code) ?? 0) > 1 ? exact : 'unlisted';
  }

  /** What is known under a code itself, else under the spelling that Permutive keeps it in: a read of its absence is kept there. */
  #underItsSpelling(code: string): Known {
    const seen = this.#index?.get(code);
    const kept = this.#spellings.of(code);
    return kept === undefined || typeof seen === 'object' ? seen : this.#index?.get(kept);
  }

  spellingOf(code: string): string | undefined {
    return this.#spellings.of(code);
  }

  beside(code: string): Fingerprint | undefined {
    const exact = this.#index?.get(code);
    return typeof exact === 'object' ? undefined : this.#index?.resembling(code)?.seen;
  }

  learnFolding(code: string): void {
    const other = this.#index?.resembling(code);
    const inForm = other !== undefined && spellingsOf(code, 'form').some(other.isSpelled);
    this.#spellings.learnFolding(inForm ? 'form' : 'case');
  }

  learnSpelling(code: string, spelling: string): void {
    this.#spellings.learn(code, spelling);
  }

  note(code: string, seen: Fingerprint | 'absent'): void {
    this.#keep(code, seen);
    if (seen !== 'absent') this.#byCode.noteThere(code);
  }

  #keep(code: string, seen: Fingerprint | 'absent'): void {
    if (this.folds) this.#index?.clearSpellings(code, this.folds === 'form' ? spellingsOf(code, 'form') : undefined);
    this.#index?.set(this.#spellings.of(code) ?? code, seen);
  }

  forget(code: string): void {
    this.#index?.forget(this.#spellings.of(code) ?? code);
  }

  /** By the cheaper way, and where that one fails by the other: a listing may be out of order where codes can be read, or the reverse. */
  async observe(codes: readonly string[], way: Way): Promise<Observation> {
    if (way === 'by_code') return this.#readEach(codes);
    const listFirst = codes.length > 1 && !this.#isDear(codes) && !this.#unlistable;
    const first = listFirst ? await this.#list(codes) : await this.#readEach(codes);
    const { otherwise } = first;
    if (otherwise.length === 0 || (!listFirst && this.#unlistable)) return first;
    const second = listFirst ? await this.#readEach(otherwise) : await this.#list(otherwise);
    const isTold = (code: string) => !['undefined', 'unlisted'].includes(String(second.of(code)));
    if (listFirst && this.#failsToList) this.#unlistable = otherwise.some(isTold);
    const of = (code: string) => second.of(code) ?? first.of(code);
    return {
      of,
      listed: first.listed || second.listed,
      failure: codes.every((code) => of(code) !== undefined) ? undefined : (second.failure ?? first.failure),
      besides: new Set([...(first.besides ?? []), ...(second.besides ?? [])]),
      requests: [...first.requests, ...second.requests],
    };
  }

  /** Whether listing is known to take more requests than reading these would. Reads spent earlier count: many small batches make it pay in the end. */
  #isDear(codes: readonly string[], besides = 0): boolean {
    return this.#pages !== undefined && this.#pages - besides > codes.length + this.#byCode.spent;
  }

  async #list(codes: readonly string[]): Promise<Reading> {
    const first = await this.#imported.readPage(undefined);
    const requests = [...first.requests];
    this.#failsToList = first.kind !== 'success';
    if (first.kind !== 'success') return this.#brokenOff(codes, new SegmentIndex(), requests, first);
    const { totalCount, segments, nextToken } = first.answer;
    if (totalCount !== undefined && segments.length > 0) this.#pages = Math.ceil(totalCount / segments.length);
    else if (nextToken === undefined) this.#pages = 1;
    const dear = this.#isDear(codes, 1);
    const index = new SegmentIndex(dear ? 0 : Math.min(totalCount ?? 0, MOST_LISTED));
    const walk = new ListingWalk();
    for (let page = first.answer; ; ) {
      const before = index.size;
      for (const segment of page.segments) {
        index.set(segment.code, fingerprintOf(segment));
        this.#onSeen(segment);
        this.#byCode.noteThere(segment.code, millisecondsOf(segment.updatedAt));
      }
      if (dear) return this.#brokenOff(codes, index, requests);
      const onward = walk.take(page, before, index.size);
      if ('end' in onward) {
        index.complete = onward.end === 'complete';
        break;
      }
      const next = await this.#imported.readPage(onward.token);
      requests.push(...next.requests);
      this.#failsToList = next.kind !== 'success';
      if (next.kind !== 'success') return this.#brokenOff(codes, index, requests, next);
      page = next.answer;
    }
    this.#index = index;
    await this.#learnFolding(codes, index, requests);
    return { of: (code) => this.known(code), listed: true, failure: undefined, requests, otherwise: [] };
  }

  /** What a listing that was not read to its end tells: of absence nothing. What it showed is known from then on. */
  #brokenOff(
    codes: readonly string[],
    index: SegmentIndex,
    requests: readonly number[],
    failure?: ReadFailure,
  ): Reading {
    const shown = new Map<string, Fingerprint>();
    for (const code of codes) {
      const seen = index.get(code);
      if (typeof seen !== 'object') continue;
      shown.set(code, seen);
      this.#keep(code, seen);
    }
    const left = failure === undefined || isOfThisRead(failure) ? codes.filter((code) => !shown.has(code)) : [];
    return { of: (code) => shown.get(code), listed: false, failure, requests, otherwise: left };
  }

  /** A code that is listed in another spelling only: reading one tells whether Permutive takes the two for one (T-3). */
  async #learnFolding(codes: readonly string[], index: SegmentIndex, requests: number[]): Promise<void> {
    if (this.folds !== undefined) return;
    const missing = (code: string) => ['absent', 'unlisted'].includes(String(index.get(code)));
    const telling = codes.find((code) => missing(code) && index.resembling(code) !== undefined);
    if (telling === undefined) return;
    const { seen, requests: took } = await this.#byCode.each([telling]);
    requests.push(...took);
    const read = seen.get(telling);
    if (typeof read === 'object') this.#keep(telling, fingerprintOf(read)); // It is newer than the listing.
    if (read !== undefined && read !== 'unlisted') this.#spellings.folds ??= false; // Another spelling in the answer has shown it already.
  }

  async #readEach(codes: readonly string[]): Promise<Reading> {
    const { seen, besides, unproved, failure, requests } = await this.#byCode.each(codes);
    // What was read besides may lag behind what a write has told of it, and is not kept.
    const known = new Map<string, Known>([...besides].map(([code, told]) => [code, fingerprintOf(told)]));
    for (const [code, told] of seen) {
      const read = typeof told === 'object' ? fingerprintOf(told) : told;
      known.set(code, read);
      if (read === 'unlisted') continue;
      this.#keep(code, read);
      if (read !== 'absent') continue;
      this.#looksBeside.set(code, (this.#looksBeside.get(code) ?? 0) + 1);
      if (this.listed) known.set(code, this.known(code));
    }
    const unread = failure !== undefined && isOfThisRead(failure);
    const otherwise = codes.filter((code) => unproved.has(code) || (unread && !seen.has(code)));
    // No segment is there to try a path with, and nothing says that a listing would not show one.
    const believed = (code: string) => unproved.has(code) && !this.#failsToList && !this.#byCode.knowsOne;
    return {
      of: (code) => (believed(code) ? 'absent' : known.get(code)),
      listed: false,
      failure,
      besides: new Set(besides.keys()),
      requests,
      otherwise,
    };
  }
}

/** Whether the other way of reading may do better: nobody asked to wait, and the connection is there. */
export function isOfThisRead(failure: ReadFailure): boolean {
  if (failure.kind === 'denied' || failure.kind === 'cancelled') return false;
  return failure.error.code !== 'rate_limited' && failure.error.code !== 'network_error';
}
