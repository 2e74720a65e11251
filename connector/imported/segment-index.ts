import { foldCode } from '../plan/segment-code.ts';
import { hashText } from '../text-hash.ts';
import type { Fingerprint } from './fingerprint.ts';

/**
 * What is known of a code: its segment; that there is none; that a listing which cannot be counted did not show it, which is a
 * guess (T-4); or nothing.
 */
export type Known = Fingerprint | 'absent' | 'unlisted' | undefined;

const WIDTH = 7; // doubles an entry: a hash of the folded code and one of the code, four of its fields, and its time
const EMPTY = 0;

/**
 * What the import holds, from one listing kept up to date (T-5). Open addressing over flat arrays: 56 bytes a segment and
 * at most 16 of table, so 1,000,000 segments take about 70 MB. Two 53-bit hashes make a false match of codes
 * a matter of 1 in 10^19 even then. Spellings of one folded code lie in one chain.
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
    const entry = this.#slots[this.#find(hashText(foldCode(code)), hashText(code, 1))] ?? EMPTY;
    if (entry === EMPTY) return this.complete ? 'absent' : 'unlisted';
    return this.#at(entry) ?? 'absent';
  }

  /** A segment under another spelling of a code, and a test of which; nothing when there is none. */
  resembling(code: string): { seen: Fingerprint; isSpelled: (spelling: string) => boolean } | undefined {
    const folded = hashText(foldCode(code));
    const exact = hashText(code, 1);
    const mask = this.#slots.length - 1;
    for (let slot = folded % this.#slots.length; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? EMPTY;
      const at = (entry - 1) * WIDTH;
      if (this.#entries[at] !== folded || this.#entries[at + 1] === exact) continue;
      const seen = this.#at(entry);
      const spelled = this.#entries[at + 1];
      if (seen !== undefined) return { seen, isSpelled: (spelling) => hashText(spelling, 1) === spelled };
    }
    return undefined;
  }

  set(code: string, seen: Fingerprint | 'absent'): void {
    this.#unsure.delete(code);
    const [folded, exact] = [hashText(foldCode(code)), hashText(code, 1)];
    const slot = this.#find(folded, exact);
    let entry = this.#slots[slot] ?? EMPTY;
    if (entry === EMPTY) {
      if (seen === 'absent' && this.complete) return;
      if ((this.#size + 1) * WIDTH > this.#entries.length) {
        this.#grow();
        this.set(code, seen);
        return;
      }
      this.#size += 1;
      entry = this.#size;
      this.#slots[slot] = entry;
      this.#entries.set([folded, exact], (entry - 1) * WIDTH);
    }
    const { name, description, cpm, categories, updatedAt } =
      seen === 'absent' ? NOTHING : { ...seen, name: seen.name || 1 };
    this.#entries.set([name, description, cpm, categories, updatedAt], (entry - 1) * WIDTH + 2);
  }

  /**
   * Takes spellings of a code for gone, all that it has unless they are given: where codes are folded, what one of them comes to all have come
   * to (T-3).
   */
  clearSpellings(code: string, given?: readonly string[]): void {
    const those = given?.map((spelling) => hashText(spelling, 1));
    const folded = hashText(foldCode(code));
    const mask = this.#slots.length - 1;
    for (let slot = folded % this.#slots.length; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const at = ((this.#slots[slot] ?? EMPTY) - 1) * WIDTH;
      if (this.#entries[at] !== folded || those?.includes(this.#entries[at + 1] ?? 0) === false) continue;
      this.#entries.fill(0, at + 2, at + WIDTH);
    }
  }

  /** Declares that the state of a code is not known any more. */
  forget(code: string): void {
    this.#unsure.add(code);
  }

  /** A deleted entry keeps its place so that the probe chains stay whole; a segment always has a name. */
  #at(entry: number): Fingerprint | undefined {
    const at = (entry - 1) * WIDTH;
    const [name = 0, description = 0, cpm = 0, categories = 0, updatedAt = 0] = this.#entries.subarray(
      at + 2,
      at + WIDTH,
    );
    return name === EMPTY ? undefined : { name, description, cpm, categories, updatedAt };
  }

  /** The slot of a code, or the free one where it belongs. */
  #find(folded: number, exact: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = folded % this.#slots.length; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? EMPTY;
      if (entry === EMPTY) return slot;
      const at = (entry - 1) * WIDTH;
      if (this.#entries[at] === folded && this.#entries[at + 1] === exact) return slot;
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

const NOTHING: Fingerprint = { name: 0, description: 0, cpm: 0, categories: 0, updatedAt: 0 };

/** A power of two that stays at most two thirds full. */
const tableSize = (capacity: number): number => 2 ** Math.ceil(Math.log2(capacity * 1.5));
