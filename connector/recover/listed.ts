import type { SeenSegment } from '../send/decode.ts';

/** What an answer lists, by code. Most answers keep the order that was asked in, so no table is made until one does not. */
export class Listed {
  readonly #segments: readonly SeenSegment[];
  #next = 0;
  #byCode: Map<string, SeenSegment> | undefined;

  constructor(segments: readonly SeenSegment[]) {
    this.#segments = segments;
  }

  /** The segment of that code, wherever it stands. */
  find(code: string): SeenSegment | undefined {
    const next = this.#segments[this.#next];
    if (next?.code === code) {
      this.#next += 1;
      return next;
    }
    this.#byCode ??= new Map(this.#segments.map((segment) => [segment.code, segment]));
    return this.#byCode.get(code);
  }
}
