import { isSegment, type SegmentJson } from './decode.ts';

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
    return this.#table().get(code);
  }

  /** The segments under codes that nobody asked for. */
  besides(asked: ReadonlySet<string>): SegmentJson[] {
    return [...this.#table().values()].filter(({ code }) => !asked.has(code));
  }

  #table(): Map<string, SegmentJson> {
    this.#byCode ??= new Map(this.#entries.filter(isSegment).map((segment) => [segment.code, segment]));
    return this.#byCode;
  }
}
