import { type SeenSegment, type SegmentJson, segmentIn } from '../send/decode.ts';

/** What an answer lists, by code. Most answers keep the order that was asked in, so no table is made until one does not. */
export class Listed {
  readonly #segments: readonly SegmentJson[];
  #next = 0;
  #byCode: Map<string, SegmentJson> | undefined;

  constructor(segments: readonly SegmentJson[]) {
    this.#segments = segments;
  }

  /** The segment of that code, wherever it stands. */
  find(code: string): SeenSegment | undefined {
    const next = this.#segments[this.#next];
    if (next?.code === code) {
      this.#next += 1;
      return segmentIn(next);
    }
    this.#byCode ??= new Map(this.#segments.map((segment) => [segment.code, segment]));
    const found = this.#byCode.get(code);
    return found && segmentIn(found);
  }
}
