import { type Fingerprint, hashText } from './fingerprint.ts';

/** What is known of a code: its segment, that there is none, or nothing. */
export type Known = Fingerprint | 'absent' | undefined;

const WIDTH = 6; // doubles an entry: two hashes of the code, four of its fields
const EMPTY = 0;

/**
 * What the import holds, from one listing kept up to date (T-5). Open addressing over flat arrays: 48 bytes a segment and
 * at most 16 of table, so 1,000,000 segments take about 60 MB. Two 53-bit hashes make a false match of codes
 * a matter of 1 in 10^19 even then.
 */
export class SegmentIndex {
  #slots: Uint32Array;
  #entries: Float64Array;
  #size = 0;
  /** Whether a code that is not in here is known to be absent (T-4). */
  complete = false;
  /** Codes whose state became uncertain after they were listed. */
  readonly #unsure = new Set<string>();

  constructor(expected = 0) {
    const capacity = Math.max(1_024, Math.ceil(expected * 1.05));
    this.#entries = new Float64Array(capacity * WIDTH);
    this.#slots = new Uint32Array(tableSize(capacity));
  }

  /** Codes ever entered. */
  get size(): number {
    return this.#size;
  }

  get(code: string): Known {
    if (this.#unsure.has(code)) return undefined;
    const entry = this.#slots[this.#find(code)] ?? EMPTY;
    if (entry === EMPTY) return 'absent';
    const at = (entry - 1) * WIDTH;
    const [name = 0, description = 0, cpm = 0, categories = 0] = this.#entries.subarray(at + 2, at + WIDTH);
    // A deleted entry keeps its place so that the probe chains stay whole; a segment always has a name.
    return name === EMPTY ? 'absent' : { name, description, cpm, categories };
  }

  set(code: string, seen: Fingerprint | 'absent'): void {
    this.#unsure.delete(code);
    const slot = this.#find(code);
    let entry = this.#slots[slot] ?? EMPTY;
    if (entry === EMPTY) {
      if (seen === 'absent') return;
      if ((this.#size + 1) * WIDTH > this.#entries.length) {
        this.#grow();
        this.set(code, seen);
        return;
      }
      this.#size += 1;
      entry = this.#size;
      this.#slots[slot] = entry;
      this.#entries.set([hashText(code), hashText(code, 1)], (entry - 1) * WIDTH);
    }
    const { name, description, cpm, categories } = seen === 'absent' ? NOTHING : { ...seen, name: seen.name || 1 };
    this.#entries.set([name, description, cpm, categories], (entry - 1) * WIDTH + 2);
  }

  /** Declares that the state of a code is not known any more. */
  forget(code: string): void {
    this.#unsure.add(code);
  }

  /** The slot of a code, or the free one where it belongs. */
  #find(code: string): number {
    const first = hashText(code);
    const second = hashText(code, 1);
    const mask = this.#slots.length - 1;
    for (let slot = first % this.#slots.length; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? EMPTY;
      if (entry === EMPTY) return slot;
      const at = (entry - 1) * WIDTH;
      if (this.#entries[at] === first && this.#entries[at + 1] === second) return slot;
    }
  }

  #grow(): void {
    const entries = new Float64Array(this.#entries.length * 2);
    entries.set(this.#entries);
    this.#entries = entries;
    this.#slots = new Uint32Array(tableSize(entries.length / WIDTH));
    const mask = this.#slots.length - 1;
    for (let entry = 1; entry <= this.#size; entry += 1) {
      let slot = (entries[(entry - 1) * WIDTH] ?? 0) % this.#slots.length;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = entry;
    }
  }
}

const NOTHING: Fingerprint = { name: 0, description: 0, cpm: 0, categories: 0 };

/** A power of two that stays at most two thirds full. */
const tableSize = (capacity: number): number => 2 ** Math.ceil(Math.log2(capacity * 1.5));
