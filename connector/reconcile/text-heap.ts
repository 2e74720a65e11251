/** Chunks double from the first to the largest: most lists are short. */
const FIRST_CHUNK_BYTES = 16 * 2 ** 10;
const LARGEST_CHUNK_BYTES = 8 * 2 ** 20;
/** A chunk's number stands above this many bytes of a position; no text is longer. */
const SPAN = 2 ** 30;
const LENGTH_BYTES = 4;

/** Millions of small texts outside the JavaScript heap, in UTF-8. */
export class TextHeap {
  readonly #chunks: Buffer[] = [];
  #nextChunk = FIRST_CHUNK_BYTES;
  #end = 0;

  /** Keeps a text and tells where. */
  add(text: string): number {
    const bytes = Buffer.byteLength(text);
    const needed = LENGTH_BYTES + bytes;
    if (this.#end + needed > (this.#chunks.at(-1)?.length ?? 0)) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(this.#nextChunk, needed)));
      this.#nextChunk = Math.min(this.#nextChunk * 2, LARGEST_CHUNK_BYTES);
      this.#end = 0;
    }
    const at = this.#end;
    const chunk = this.#chunks.at(-1);
    chunk?.writeUInt32LE(bytes, at);
    chunk?.write(text, at + LENGTH_BYTES);
    this.#end += needed;
    return (this.#chunks.length - 1) * SPAN + at;
  }

  /** The text kept at a position that `add` told. */
  get(position: number): string {
    const chunk = this.#chunks[Math.floor(position / SPAN)];
    const at = position % SPAN;
    if (chunk === undefined) throw new RangeError('No text is kept there.');
    return chunk.toString('utf8', at + LENGTH_BYTES, at + LENGTH_BYTES + chunk.readUInt32LE(at));
  }
}
