import { isSegment, type SegmentJson } from '../send/decode.ts';

/** What an answer lists, by code. Most answers keep the order that was asked in, so no table is made until one does not. */
export class Listed {
  readonly #entries: readonly unknown[];
  #next = 0;
  #byCode: Map<string, SegmentJson> | undefined;

  /** Entries that are no segments are passed over. */
  constructor(entries: readonly unknown[]) {
    this.#entries = entries;
  }

  /** The segment of that code, wherever it stands. */
  find(code: string): SegmentJson | undefined {
    const next = this.#entries[this.#next];
    if (isSegment(next) && next.code === code) {
      this.#next += 1;
      return next;
    }
    this.#byCode ??= new Map(this.#entries.filter(isSegment).map((segment) => [segment.code, segment]));
    return this.#byCode.get(code);
  }
}
