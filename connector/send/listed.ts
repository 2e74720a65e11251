import { isDeepStrictEqual } from 'node:util';
import { categoriesIn, cpmIn, descriptionIn, isSegment, nameIn, type SegmentJson, updatedAtIn } from './decode.ts';

/**
 * What an answer lists, by code. Most answers keep the order that was asked in, so no table is made until one does not. What it lists in two
 * ways contradicts itself, and is as if it were not listed.
 */
export class Listed {
  readonly #entries: readonly unknown[];
  #next = 0;
  #byCode: ReadonlyMap<string, SegmentJson> | undefined;
  #contradicted = false;

  /** Entries that are no segments are passed over. `asAsked`: they are looked for in the order that they should stand in. */
  constructor(entries: readonly unknown[], { asAsked = false } = {}) {
    this.#entries = entries;
    if (!asAsked) this.#byCode = this.#table();
  }

  /** The segment of that code, wherever it stands. */
  find(code: string): SegmentJson | undefined {
    const next = this.#entries[this.#next];
    if (this.#byCode === undefined && isSegment(next) && next.code === code) {
      this.#next += 1;
      return next;
    }
    this.#byCode ??= this.#table();
    return this.#byCode.get(code);
  }

  /** Whether anything is listed in two ways. Where every entry was found in its turn, none is listed twice. */
  get contradictsItself(): boolean {
    if (this.#byCode === undefined && this.#next < this.#entries.length) this.#byCode = this.#table();
    return this.#contradicted;
  }

  /** The segments under codes that nobody asked for. */
  besides(asked: ReadonlySet<string>): SegmentJson[] {
    return [...(this.#byCode ?? this.#table()).values()].filter(({ code }) => !asked.has(code));
  }

  #table(): ReadonlyMap<string, SegmentJson> {
    const byCode = new Map<string, SegmentJson>();
    const contradicted = new Set<string>();
    for (const entry of this.#entries) {
      if (!isSegment(entry) || nameIn(entry) === undefined) continue; // Without its name it is the word of a segment, not what is kept.
      const former = byCode.get(entry.code);
      if (former !== undefined && !isSame(former, entry)) contradicted.add(entry.code);
      byCode.set(entry.code, entry);
    }
    for (const code of contradicted) byCode.delete(code);
    this.#contradicted = contradicted.size > 0;
    return byCode;
  }
}

/** Whether two entries say the same of a segment. */
const isSame = (one: SegmentJson, other: SegmentJson): boolean =>
  nameIn(one) === nameIn(other) &&
  updatedAtIn(one) === updatedAtIn(other) &&
  descriptionIn(one) === descriptionIn(other) &&
  cpmIn(one) === cpmIn(other) &&
  isDeepStrictEqual(categoriesIn(one), categoriesIn(other));
