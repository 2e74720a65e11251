import { UUID_PATTERN } from '../../spec/taxonomy/limits.ts';
import type { LikelyCause, UnknownCode } from './report.ts';

/** One entry of the taxonomy, as far as a check can use it. */
export interface TaxonomySegment {
  readonly code: string;
  readonly name?: string;
  /** Permutive's own id. */
  readonly id?: string;
}

/** What Permutive knows. */
export interface Taxonomy {
  has(code: string): boolean;
  /** All of it: then causes are told of unknown codes, and segments that no line has. */
  readonly segments?: Iterable<TaxonomySegment>;
}

/** A code of the files: bytes of UTF-8, one a character, so that a line need not be decoded to be looked up. */
interface Entry {
  readonly bytes: string;
  readonly known: boolean;
  lines: number;
  /** The line that had it last: a second time on it is a duplicate. */
  lastLine: number;
}

/** Different unknown codes that are kept: a file of nonsense must not fill the memory. */
const UNKNOWN_KEPT = 50_000;
/** Fewer different codes than this say nothing of what they are. */
const MANY = 100;

const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const asText = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** The codes of membership files, counted; each is asked of the taxonomy once. */
export class CodeBook {
  readonly #entries = new Map<string, Entry>();
  readonly #taxonomy: Taxonomy;
  #unknown = 0;
  #lost = 0;
  #swapped = 0;
  #segments: ReadonlySet<string> | undefined;
  unknownLeftOut = 0;

  constructor(taxonomy: Taxonomy) {
    this.#taxonomy = taxonomy;
  }

  /** Counts a code on a line, numbered over all files. Whether it is known, and whether it stood on the line before. */
  count(bytes: string, line: number): 'known' | 'unknown' | 'again' {
    const entry = this.#entries.get(bytes) ?? this.#enter(bytes);
    if (entry === undefined) return 'unknown';
    if (entry.lastLine === line) return 'again';
    entry.lastLine = line;
    entry.lines += 1;
    return entry.known ? 'known' : 'unknown';
  }

  #enter(bytes: string): Entry | undefined {
    const known = this.#taxonomy.has(asText(bytes));
    if (!known && this.#unknown >= UNKNOWN_KEPT) {
      this.unknownLeftOut += 1;
      return undefined;
    }
    // A slice would keep its whole chunk in memory.
    const own = Buffer.from(bytes, 'latin1').toString('latin1');
    const entry = { bytes: own, known, lines: 0, lastLine: -1 };
    if (!known) this.#unknown += 1;
    this.#entries.set(own, entry);
    return entry;
  }

  /** A line has lost all its codes. `first`: what stands in the place of its user id; it is compared with the codes that are known, and not kept. */
  lose(first: string): void {
    this.#lost += 1;
    this.#segments ??= new Set([...(this.#taxonomy.segments ?? [])].map(({ code }) => asBytes(code)));
    const known = this.#segments;
    if (known.size > 0 && first.split(',').some((code) => known.has(code))) this.#swapped += 1;
  }

  /**
   * What stands in the place of codes is ids of users, most likely, in the wrong column: codes stand in theirs, or it is a
   * different one on nearly every line. Then none of it is told (B-2).
   */
  get looksLikeIds(): boolean {
    if (this.#swapped * 2 > this.#lost) return true;
    const entries = [...this.#entries.values()];
    const unknown = entries.filter(({ known }) => !known);
    const onOneLine = unknown.filter(({ lines }) => lines === 1).length;
    return unknown.length >= MANY && onOneLine > unknown.length * 0.9 && unknown.length > entries.length * 0.9;
  }

  unknownCodes(): UnknownCode[] {
    if (this.looksLikeIds) return [];
    const unknown = [...this.#entries.values()].filter(({ known }) => !known);
    const causeOf = causesBy(unknown.length === 0 ? [] : (this.#taxonomy.segments ?? []));
    return unknown
      .map(({ bytes, lines }) => toldAs(asText(bytes), lines, causeOf(asText(bytes))))
      .sort((one, other) => other.lines - one.lines || (one.code < other.code ? -1 : 1));
  }

  segmentsWithoutLines(): string[] | undefined {
    if (this.#taxonomy.segments === undefined) return undefined;
    const without: string[] = [];
    for (const { code } of this.#taxonomy.segments) if (!this.#entries.has(asBytes(code))) without.push(code);
    return without;
  }
}

/** An id of a person or a browser by its looks is counted and not told (B-2), unless it is a segment's. */
const ID_LIKE = new RegExp(`@|${UUID_PATTERN}|^[0-9a-f]{32,}$`, 'i');

const toldAs = (code: string, lines: number, found: CauseFound): UnknownCode => ({
  code: found.cause === 'not_there' && ID_LIKE.test(code) ? '(looks like an id)' : code,
  lines,
  ...found,
});

type CauseFound = { readonly cause: LikelyCause; readonly meant?: string };

/** Compares an unknown code with all that are known, by what usually goes wrong. */
function causesBy(segments: Iterable<TaxonomySegment>): (code: string) => CauseFound {
  const folded = new Map<string, string>();
  const stripped = new Map<string, string>();
  const names = new Map<string, string>();
  const ids = new Map<string, string>();
  const codes = new Set<string>();
  for (const { code, name, id } of segments) {
    codes.add(code);
    folded.set(code.toLowerCase(), code);
    if (/^0+\d/.test(code)) stripped.set(code.replace(/^0+/, ''), code);
    if (name !== undefined) names.set(name.trim().toLowerCase(), code);
    if (id !== undefined) ids.set(id.toLowerCase(), code);
  }
  return (unknown) => {
    const plain = unknown.trim();
    if (plain !== unknown && codes.has(plain)) return { cause: 'space', meant: plain };
    const lower = plain.toLowerCase();
    const found = (cause: LikelyCause, meant: string | undefined) =>
      meant === undefined ? undefined : { cause, meant };
    return (
      found('case_differs', folded.get(lower)) ??
      found('zero_stripped', stripped.get(plain)) ??
      found('code_is_name', names.get(lower)) ??
      found('code_is_segment_id', ids.get(lower)) ?? { cause: 'not_there' }
    );
  };
}
