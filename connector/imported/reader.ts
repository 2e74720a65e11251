import { errorDetail } from '../../spec/host/errors.ts';
import { type Folding, foldCode, foldingShown } from '../plan/segment-code.ts';
import type { SeenSegment, SegmentPage } from '../send/decode.ts';
import type { ImportApi } from '../send/import-api.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { ListingWalk, MOST_LISTED } from './listing.ts';
import type { Observation, Observing, ReadFailure, Way } from './observing.ts';
import { type Known, SegmentIndex } from './segment-index.ts';

/** Codes in a row that could not be read before the others are not tried: one code's trouble is not the others' (T-2). */
const MAX_UNREAD_IN_A_ROW = 2;

/** How servers that fold codes keep them; an index of hashes can only be asked. */
const FORMS: readonly ((code: string) => string)[] = [
  (code) => code.normalize('NFC').trim(),
  (code) => code.normalize('NFD').trim(),
];
const CASES: readonly ((code: string) => string)[] = [
  (code) => foldCode(code),
  (code) => code.toUpperCase(),
  ...FORMS,
  (code) => foldCode(code).normalize('NFD'),
];
export const spellingsOf = (code: string, folding: Folding): string[] =>
  (folding === 'form' ? FORMS : CASES).map((spell) => spell(code));

type Reads = Pick<ImportApi, 'readSegment' | 'readPage'>;

/** Learns what the import holds (T-4). */
export class Reader implements Observing {
  readonly #imported: Reads;
  readonly #onSeen: (segment: SeenSegment) => void;
  readonly #spellings = new Map<string, string>();
  #index: SegmentIndex | undefined;
  /** Looks at codes that were not there. */
  readonly #looksBeside = new Map<string, number>();
  #pages: number | undefined;
  #readsSpent = 0;
  /** A code that was seen at Permutive, to be read beside a 404 that is not its own (T-4). */
  #witness: string | undefined;
  folds: Observing['folds'];

  /** `index`: what the caller knows of the import already. `onSeen` is told of every segment as it was read. */
  constructor(imported: Reads, index?: SegmentIndex, onSeen: (segment: SeenSegment) => void = () => undefined) {
    this.#imported = imported;
    this.#index = index;
    this.#onSeen = onSeen;
  }

  get listed(): boolean {
    return this.#index !== undefined;
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
    const kept = this.#spellings.get(code);
    return kept === undefined || typeof seen === 'object' ? seen : this.#index?.get(kept);
  }

  spellingOf(code: string): string | undefined {
    return this.#spellings.get(code);
  }

  beside(code: string): Fingerprint | undefined {
    const exact = this.#index?.get(code);
    return typeof exact === 'object' ? undefined : this.#index?.resembling(code)?.seen;
  }

  learnFolding(code: string): void {
    const other = this.#index?.resembling(code);
    this.#learn(other !== undefined && spellingsOf(code, 'form').some(other.isSpelled) ? 'form' : 'case');
  }

  learnSpelling(code: string, spelling: string): void {
    this.#learn(foldingShown(code, spelling));
    this.#spellings.set(code, spelling);
  }

  /** Whoever passes over case passes over form: what was shown of the one is not taken back for the other. */
  #learn(shown: Folding): void {
    if (this.folds !== 'case') this.folds = shown;
  }

  note(code: string, seen: Fingerprint | 'absent'): void {
    this.#keep(code, seen);
    if (seen !== 'absent') this.#witness = code;
  }

  #keep(code: string, seen: Fingerprint | 'absent'): void {
    if (this.folds) this.#index?.clearSpellings(code, this.folds === 'form' ? spellingsOf(code, 'form') : undefined);
    this.#index?.set(this.#spellings.get(code) ?? code, seen);
  }

  forget(code: string): void {
    this.#index?.forget(code);
  }

  async observe(codes: readonly string[], way: Way): Promise<Observation> {
    if (codes.length <= 1 || way === 'by_code') return this.#readEach(codes);
    // Reads spent earlier count too: many small batches make the listing pay in the end.
    const affordable = codes.length + this.#readsSpent;
    if (this.#pages !== undefined && this.#pages > affordable) return this.#readEach(codes);
    const first = await this.#imported.readPage(undefined);
    if (first.kind !== 'success') return nothingKnown(first, first.requests);
    const { totalCount, segments, nextToken } = first.answer;
    if (totalCount !== undefined && segments.length > 0) this.#pages = Math.ceil(totalCount / segments.length);
    else if (nextToken === undefined) this.#pages = 1;
    if (this.#pages !== undefined && this.#pages - 1 > affordable) return this.#readEach(codes, [...first.requests]);
    return this.#list(codes, first.answer, [...first.requests]);
  }

  async #list(codes: readonly string[], first: SegmentPage, requests: number[]): Promise<Observation> {
    const index = new SegmentIndex(Math.min(first.totalCount ?? 0, MOST_LISTED));
    const walk = new ListingWalk();
    for (let page = first; ; ) {
      const before = index.size;
      for (const segment of page.segments) {
        index.set(segment.code, fingerprintOf(segment));
        this.#onSeen(segment);
        this.#witness = segment.code;
      }
      const onward = walk.take(page, before, index.size);
      if ('end' in onward) {
        index.complete = onward.end === 'complete';
        break;
      }
      const next = await this.#imported.readPage(onward.token);
      requests.push(...next.requests);
      if (next.kind !== 'success') return nothingKnown(next, requests);
      page = next.answer;
    }
    this.#index = index;
    await this.#learnFolding(codes, index, requests);
    return { of: (code) => this.known(code), listed: true, failure: undefined, requests };
  }

  /** A code that is listed in another spelling only: reading one tells whether Permutive takes the two for one (T-3). */
  async #learnFolding(codes: readonly string[], index: SegmentIndex, requests: number[]): Promise<void> {
    if (this.folds !== undefined) return;
    const missing = (code: string) => ['absent', 'unlisted'].includes(String(index.get(code)));
    const telling = codes.find((code) => missing(code) && index.resembling(code) !== undefined);
    if (telling === undefined) return;
    const read = await this.#readOne(telling);
    requests.push(...read.requests);
    if (read.is === 'known') this.folds ??= false; // Another spelling in the answer has shown it already.
  }

  async #readEach(codes: readonly string[], requests: number[] = []): Promise<Observation> {
    const seen = new Map<string, Known>();
    const doubted: string[] = [];
    let failure: ReadFailure | undefined;
    let unreadInARow = 0;
    let shown = false;
    for (const code of codes) {
      const read = await this.#readOne(code);
      requests.push(...read.requests);
      if (read.is === 'failed') {
        failure = read.failure;
        unreadInARow += 1;
        if (unreadInARow >= MAX_UNREAD_IN_A_ROW || failure.kind === 'denied' || failure.kind === 'cancelled') break;
        continue;
      }
      unreadInARow = 0;
      if (read.is === 'doubted') {
        doubted.push(code);
        failure ??= read.failure;
        continue;
      }
      shown ||= read.known !== 'absent';
      this.#keep(code, read.known);
      if (read.known === 'absent') this.#looksBeside.set(code, (this.#looksBeside.get(code) ?? 0) + 1);
      const guess = read.known === 'absent' && this.folds !== 'case' && this.listed;
      seen.set(code, guess ? this.known(code) : read.known);
    }
    if (doubted.length > 0 && (shown || (await this.#witnessIsShown(requests)))) {
      for (const code of doubted) seen.set(code, 'absent');
      if (codes.every((code) => seen.has(code))) failure = undefined;
    }
    return { of: (code) => seen.get(code), listed: false, failure, requests };
  }

  /** Whether a segment that is known to be there can be read now: then a 404 that is not Permutive's own is believed (T-4). */
  async #witnessIsShown(requests: number[]): Promise<boolean> {
    if (this.#witness === undefined) return false;
    const read = await this.#readOne(this.#witness);
    requests.push(...read.requests);
    return read.is === 'known' && read.known !== 'absent';
  }

  async #readOne(code: string): Promise<
    { readonly requests: readonly number[] } & (
      | { is: 'known'; known: Fingerprint | 'absent' }
      /** A 404, but not Permutive's own. */
      | { is: 'doubted'; failure: ReadFailure }
      | { is: 'failed'; failure: ReadFailure }
    )
  > {
    const verdict = await this.#imported.readSegment(code);
    const { requests } = verdict;
    this.#readsSpent += 1;
    if (verdict.kind === 'not_found') return { is: 'known', known: 'absent', requests };
    if (verdict.kind === 'foreign' && verdict.status === 404) return { is: 'doubted', failure: verdict, requests };
    if (verdict.kind !== 'success') return { is: 'failed', failure: verdict, requests };
    const { answer } = verdict;
    if (answer.code !== code) {
      if (foldCode(answer.code) !== foldCode(code)) {
        const error = errorDetail('unexpected_response', { message: 'Permutive answered with another segment.' });
        return { is: 'failed', failure: { ...verdict, kind: 'unexpected', error }, requests };
      }
      this.learnSpelling(code, answer.code);
    }
    this.#onSeen(answer);
    this.#witness = code;
    return { is: 'known', known: fingerprintOf(answer), requests };
  }
}

const nothingKnown = (failure: ReadFailure, requests: readonly number[]): Observation => ({
  of: () => undefined,
  listed: false,
  failure,
  requests,
});
