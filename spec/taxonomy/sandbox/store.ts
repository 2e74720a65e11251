import type { SegmentUpdate, WireSegment } from '../segment.ts';
import type { Holdings } from './holdings.ts';
import type { Switches } from './options.ts';
import { Recent } from './recent.ts';
import { CODES, type CodeKeeping } from './switches/codes.ts';
import { VALUES } from './switches/values.ts';

/** By which rules segments are kept. */
export type Keeping = Pick<Switches, 'codes' | 'values' | 'touches' | 'readsLagMs'>;

/** A segment as it is kept: a million of them must fit, so its wire form is made when it is asked for. */
interface Entry extends SegmentUpdate {
  readonly sequence: number;
  readonly code: string;
  name: string;
  updatedAt: number;
  deleted?: true;
}

/** The segments of one import, by code and in the order in which they were created. No operation walks all of them. */
export class Store implements Holdings {
  readonly #importId: string;
  readonly #idPrefix: string;
  /** Asked each time: switches are flipped while a sandbox runs. */
  readonly #keeping: () => Keeping;
  readonly #recent = new Recent();
  readonly #byCode = new Map<string, Entry>();
  /** In order of sequence; deleted entries stay until there are enough of them to sweep. */
  #listing: Entry[] = [];
  #next = 1;
  #lastTime = { ms: 0, text: new Date(0).toISOString() };

  constructor(importId: string, keeping: () => Keeping) {
    this.#importId = importId;
    this.#idPrefix = `${importId.slice(0, 8).toLowerCase()}-5e60-4000-8000-`;
    this.#keeping = keeping;
  }

  get size(): number {
    return this.#byCode.size;
  }

  /** What codes of one segment have in common. */
  keyOf(code: string): string {
    return this.#codes.key(code);
  }

  /** Whether a read asking for `code` finds the segment kept as `kept`. */
  finds(code: string, kept: string): boolean {
    return this.#codes.finds(code, kept);
  }

  has(code: string): boolean {
    return this.#byCode.has(this.keyOf(code));
  }

  get(code: string): WireSegment | undefined {
    const entry = this.#byCode.get(this.keyOf(code));
    return entry && this.#wire(entry);
  }

  find(code: string): WireSegment | undefined {
    const found = this.get(code);
    return found !== undefined && this.finds(code, found.code) ? found : undefined;
  }

  /** The code of the segment with this id: ids are made from the sequence, so that none need be kept. */
  codeOfId(id: string): string | undefined {
    const sequence = sequenceOfId(id);
    const entry = this.#listing[this.#positionAfter(sequence - 1)];
    return entry !== undefined && !entry.deleted && this.#idOf(entry) === id.toLowerCase() ? entry.code : undefined;
  }

  /** Creates a segment, or overwrites the given fields of the one that is there; hands back its code as it is kept. */
  put(code: string, fields: SegmentUpdate & { name: string }, now: number): string {
    const updated = this.update(code, fields, now);
    if (updated !== undefined) return updated;
    const key = this.keyOf(code);
    const entry: Entry = { sequence: this.#next, code: this.#codes.keep(code), name: fields.name, updatedAt: now };
    this.#next += 1;
    this.#give(entry, fields);
    this.#note(now, key);
    this.#byCode.set(key, entry);
    this.#listing.push(entry);
    return entry.code;
  }

  /** Overwrites the given fields; hands back the code as it is kept, nothing when there is no such segment. */
  update(code: string, fields: SegmentUpdate, now: number): string | undefined {
    const key = this.keyOf(code);
    const entry = this.#byCode.get(key);
    if (entry === undefined) return undefined;
    this.#note(now, key);
    const before = this.#keeping().touches === 'changes' ? valuesOf(entry) : undefined;
    this.#give(entry, fields);
    if (before === undefined || before !== valuesOf(entry)) entry.updatedAt = now;
    return entry.code;
  }

  /** Takes a segment out; hands back its last state. */
  delete(code: string, now: number): WireSegment | undefined {
    const key = this.keyOf(code);
    const entry = this.#byCode.get(key);
    if (entry === undefined) return undefined;
    this.#note(now, key);
    this.#byCode.delete(key);
    entry.deleted = true;
    if (this.#listing.length > 2 * this.#byCode.size + 1_000)
      this.#listing = this.#listing.filter((kept) => !kept.deleted);
    return this.#wire(entry);
  }

  /** Of each segment changed since a time, what it was then. */
  changedSince(time: number): ReadonlyMap<string, WireSegment | undefined> {
    return this.#recent.since(time);
  }

  /** Shows a segment as it is now to every read, however far it lags. */
  show(code: string): void {
    this.#recent.forget(this.keyOf(code));
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

  get #codes(): CodeKeeping {
    return CODES[this.#keeping().codes];
  }

  #give(entry: Entry, fields: SegmentUpdate): void {
    const kept = VALUES[this.#keeping().values](fields);
    if (kept.name !== undefined) entry.name = kept.name;
    Object.assign(entry, given(kept));
  }

  /** Remembers what a segment is before it changes, where reads may lag. */
  #note(now: number, key: string): void {
    if (this.#keeping().readsLagMs > 0) this.#recent.note(now, key, this.get(key));
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

/** Everything that an Update can change, to be compared. */
const valuesOf = (entry: Entry): string => JSON.stringify([entry.name, given(entry)]);

/** The optional fields that are there. */
function given({ description, cpm, categories }: SegmentUpdate): Omit<SegmentUpdate, 'name'> {
  return {
    ...(description !== undefined && { description }),
    ...(cpm !== undefined && { cpm }),
    ...(categories !== undefined && { categories }),
  };
}

/** The place of a segment in the order of creation; ids are made from it. */
export const sequenceOfId = (id: string): number => Number.parseInt(id.slice(24), 16);
