import type { SegmentUpdate, WireSegment } from '../segment.ts';

/** A segment as it is kept: a million of them must fit, so its wire form is made when it is asked for. */
interface Entry extends SegmentUpdate {
  readonly sequence: number;
  readonly code: string;
  name: string;
  updatedAt: number;
  deleted?: true;
}

/** The segments of one import, by code and in the order in which they were created. No operation walks all of them. */
export class Store {
  readonly #importId: string;
  readonly #idPrefix: string;
  readonly #byCode = new Map<string, Entry>();
  /** In order of sequence; deleted entries stay until there are enough of them to sweep. */
  #listing: Entry[] = [];
  #next = 1;
  #lastTime = { ms: 0, text: new Date(0).toISOString() };

  constructor(importId: string) {
    this.#importId = importId;
    this.#idPrefix = `${importId.slice(0, 8).toLowerCase()}-5e60-4000-8000-`;
  }

  get size(): number {
    return this.#byCode.size;
  }

  has(code: string): boolean {
    return this.#byCode.has(code);
  }

  get(code: string): WireSegment | undefined {
    const entry = this.#byCode.get(code);
    return entry && this.#wire(entry);
  }

  /** The code of the segment with this id: ids are made from the sequence, so that none need be kept. */
  codeOfId(id: string): string | undefined {
    const sequence = Number.parseInt(id.slice(24), 16);
    const entry = this.#listing[this.#positionAfter(sequence - 1)];
    return entry !== undefined && !entry.deleted && this.#idOf(entry) === id.toLowerCase() ? entry.code : undefined;
  }

  /** Creates a segment, or overwrites the given fields of the one that is there. */
  put(code: string, fields: SegmentUpdate & { name: string }, now: number): void {
    if (this.update(code, fields, now)) return;
    const entry: Entry = { sequence: this.#next, code, name: fields.name, updatedAt: now };
    this.#next += 1;
    give(entry, fields);
    this.#byCode.set(code, entry);
    this.#listing.push(entry);
  }

  /** Overwrites the given fields; false when there is no such segment. */
  update(code: string, fields: SegmentUpdate, now: number): boolean {
    const entry = this.#byCode.get(code);
    if (entry === undefined) return false;
    give(entry, fields);
    entry.updatedAt = now;
    return true;
  }

  /** Takes a segment out; hands back its last state. */
  delete(code: string): WireSegment | undefined {
    const entry = this.#byCode.get(code);
    if (entry === undefined) return undefined;
    this.#byCode.delete(code);
    entry.deleted = true;
    if (this.#listing.length > 2 * this.#byCode.size + 1_000)
      this.#listing = this.#listing.filter((kept) => !kept.deleted);
    return this.#wire(entry);
  }

  /** Up to `limit` segments created after the one with this sequence, and the sequence to go on from if there are more. */
  page(after: number, limit: number): { segments: WireSegment[]; next: number | undefined } {
    const segments: WireSegment[] = [];
    let last = after;
    for (let position = this.#positionAfter(after); position < this.#listing.length; position += 1) {
      const entry = this.#listing[position];
      if (entry === undefined || entry.deleted) continue;
      if (segments.length === limit) return { segments, next: last };
      segments.push(this.#wire(entry));
      last = entry.sequence;
    }
    return { segments, next: undefined };
  }

  all(): WireSegment[] {
    return this.page(0, Number.POSITIVE_INFINITY).segments;
  }

  #positionAfter(sequence: number): number {
    let low = 0;
    let high = this.#listing.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#listing[middle]?.sequence ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #idOf(entry: Entry): string {
    return this.#idPrefix + entry.sequence.toString(16).padStart(12, '0');
  }

  /** Segments of one batch share their time, so the last one written down serves nearly all of them. */
  #timestamp(ms: number): string {
    if (this.#lastTime.ms !== ms) this.#lastTime = { ms, text: new Date(ms).toISOString() };
    return this.#lastTime.text;
  }

  #wire(entry: Entry): WireSegment {
    return {
      id: this.#idOf(entry),
      code: entry.code,
      name: entry.name,
      import_id: this.#importId,
      ...given(entry),
      updated_at: this.#timestamp(entry.updatedAt),
    };
  }
}

/** The optional fields that are there. */
function given({ description, cpm, categories }: SegmentUpdate): Omit<SegmentUpdate, 'name'> {
  return {
    ...(description !== undefined && { description }),
    ...(cpm !== undefined && { cpm }),
    ...(categories !== undefined && { categories }),
  };
}

function give(entry: Entry, fields: SegmentUpdate): void {
  if (fields.name !== undefined) entry.name = fields.name;
  Object.assign(entry, given(fields));
}
