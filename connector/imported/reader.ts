import { errorDetail } from '../../spec/host/errors.ts';
import type { SegmentPage } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import type { Verdict } from '../send/verdict.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Known, SegmentIndex } from './segment-index.ts';

/** A read that led to no knowledge. */
export type ReadFailure = Exclude<Verdict<never>, { kind: 'success' }>;
/** What is known of the codes asked for. `failure` tells why of some, or all, nothing could be learned. */
export interface Observation {
  readonly of: (code: string) => Known;
  readonly failure: ReadFailure | undefined;
}

/** Whoever can tell what the import holds. */
export interface Observing {
  /** Everything the import holds, once it has been listed in this run (T-5). */
  readonly index: SegmentIndex | undefined;
  /** Learns the state of `codes`. */
  observe(codes: readonly string[]): Promise<Observation>;
}

/** The largest listing for which memory is set aside on a server's word alone. */
const MAX_EXPECTED = 2_000_000;
/** Pages in a row that bring nothing new before a walk is given up. */
const MAX_STALE_PAGES = 3;
/** Codes in a row that could not be read before the others are not tried: one code's trouble is not the others' (T-2). */
const MAX_UNREAD_IN_A_ROW = 2;

/** Learns what the import holds, by the cheaper of by-code reads and listing it (T-4). */
export class Observer implements Observing {
  readonly #taxonomy: ImportApi;
  index: SegmentIndex | undefined;
  #pages: number | undefined;
  #readsSpent = 0;

  constructor(taxonomy: ImportApi, index?: SegmentIndex) {
    this.#taxonomy = taxonomy;
    this.index = index;
  }

  async observe(codes: readonly string[]): Promise<Observation> {
    if (codes.length <= 1) return this.#readEach(codes);
    // Reads spent earlier count too: many small batches make the listing pay in the end.
    const affordable = codes.length + this.#readsSpent;
    if (this.#pages !== undefined && this.#pages > affordable) return this.#readEach(codes);
    const first = await this.#taxonomy.readPage(undefined);
    if (first.kind !== 'success') return nothingKnown(first);
    const { totalCount, segments, nextToken } = first.answer;
    if (totalCount !== undefined && segments.length > 0) this.#pages = Math.ceil(totalCount / segments.length);
    else if (nextToken === undefined) this.#pages = 1;
    if (this.#pages !== undefined && this.#pages - 1 > affordable) return this.#readEach(codes);
    const walked = await this.#walk(first.answer);
    switch (walked.kind) {
      case 'listed':
        this.index = walked.index;
        return { of: (code) => walked.index.get(code), failure: undefined };
      case 'failed':
        return nothingKnown(walked.failure);
      case 'unreliable':
        return this.#readEach(codes);
    }
  }

  async #readEach(codes: readonly string[]): Promise<Observation> {
    const seen = new Map<string, Exclude<Known, undefined>>();
    let failure: ReadFailure | undefined;
    let unreadInARow = 0;
    for (const code of codes) {
      const read = await this.#readOne(code);
      if (read.kind === 'known') {
        seen.set(code, read.known);
        this.index?.set(code, read.known);
        unreadInARow = 0;
        continue;
      }
      failure = read.failure;
      unreadInARow += 1;
      if (unreadInARow >= MAX_UNREAD_IN_A_ROW || failure.kind === 'denied' || failure.kind === 'cancelled') break;
    }
    return { of: (code) => seen.get(code), failure };
  }

  async #readOne(
    code: string,
  ): Promise<{ kind: 'known'; known: Exclude<Known, undefined> } | { kind: 'failed'; failure: ReadFailure }> {
    const verdict = await this.#taxonomy.readSegment(code);
    this.#readsSpent += 1;
    if (verdict.kind === 'not_found') return { kind: 'known', known: 'absent' };
    if (verdict.kind !== 'success') return { kind: 'failed', failure: verdict };
    if (verdict.answer.code === code) return { kind: 'known', known: fingerprintOf(verdict.answer) };
    const error = errorDetail('unexpected_response', { message: 'Permutive answered with another segment.' });
    return { kind: 'failed', failure: { ...verdict, kind: 'unexpected', error } };
  }

  /** Walks the listing; one that repeats a token, brings nothing new or never ends is given up as unreliable. */
  async #walk(
    first: SegmentPage,
  ): Promise<
    { kind: 'listed'; index: SegmentIndex } | { kind: 'failed'; failure: ReadFailure } | { kind: 'unreliable' }
  > {
    const index = new SegmentIndex(Math.min(first.totalCount ?? 0, MAX_EXPECTED));
    const tokens = new Set<string>();
    const mostPages = 2 * (this.#pages ?? Number.POSITIVE_INFINITY) + 10;
    let stale = 0;
    for (let page = first; ; ) {
      const before = index.size;
      for (const segment of page.segments) index.set(segment.code, fingerprintOf(segment));
      stale = index.size > before ? 0 : stale + 1;
      const token = page.nextToken;
      if (token === undefined) return { kind: 'listed', index };
      if (tokens.has(token) || tokens.size > mostPages || stale >= MAX_STALE_PAGES) return { kind: 'unreliable' };
      tokens.add(token);
      const next = await this.#taxonomy.readPage(token);
      if (next.kind !== 'success') return { kind: 'failed', failure: next };
      page = next.answer;
    }
  }
}

const nothingKnown = (failure: ReadFailure): Observation => ({ of: () => undefined, failure });
