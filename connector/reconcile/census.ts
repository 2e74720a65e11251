import { hashText } from '../text-hash.ts';
import type { Observed } from './decide.ts';
import { FIELDS, fieldsOf, sameValue, type Values } from './fields.ts';
import { packed, unpacked } from './packed-entry.ts';
import type { SnapshotEntry } from './snapshot.ts';
import { Spellings } from './spellings.ts';
import { TextHeap } from './text-heap.ts';

/** Where nothing is kept of a code. */
const NOTHING = -1;
/** The import holds exactly what the snapshot's entry says: kept once, not twice. */
const AS_OWNED = -2;

/** The list names a code, by rows of which none could be used. */
const FAULTY = 0;

/** A segment as a page of the listing told it. */
export type Listed = Values & { readonly code: string; readonly id?: string | undefined };

/**
 * Every code that the snapshot, the import or the list names: a number a code, and flat columns by that number. A million segments that
 * are as their snapshot says take some 250 MB.
 */
export class Census {
  readonly #numbers = new Map<string, number>();
  readonly #texts = new TextHeap();
  readonly #spellings = new Spellings();
  #entries = new Float64Array(1_024).fill(NOTHING);
  #held = new Float64Array(1_024).fill(NOTHING);
  /** What the first good row of a code gives, as a hash; FAULTY while the list has named it by faulty rows alone. */
  #given = new Float64Array(1_024).fill(NOTHING);
  /** 1 where a Create of this run made the segment. */
  #made = new Uint8Array(1_024);
  /** Segments that the import holds. */
  held = 0;
  /** Codes that the list names. */
  listed = 0;
  /** Segments of the import that were not looked at, for neither list nor snapshot names them. */
  beyond = 0;
  /** Codes under which another segment stands than the one that is owned. */
  readonly replaced = new Set<string>();
  /** Whether the import was looked at so that a code that is not held is absent (T-4). */
  complete = false;

  get size(): number {
    return this.#numbers.size;
  }

  /** Takes an entry of the snapshot. */
  remember(entry: SnapshotEntry): void {
    const number = this.#numberOf(entry.code); // First: it may put longer columns in the place of these.
    this.#entries[number] = this.#texts.add(packed(entry));
    if (entry.owned?.keptAs !== undefined) this.#spellings.add(entry.code, entry.owned.keptAs);
  }

  /** Takes a segment of the listing; one that is told twice counts once, as it was told last. */
  hold(segment: Listed): void {
    const number = this.#numberOf(segment.code);
    if (this.#held[number] === NOTHING) this.held += 1;
    const owned = this.#entryAt(number, segment.code)?.owned;
    this.#compare(segment, owned ?? this.entry(this.remembered(segment.code))?.owned);
    const same =
      owned !== undefined &&
      owned.kept === undefined &&
      owned.id === segment.id &&
      FIELDS.every((field) => sameValue(field, owned.base, segment));
    this.#held[number] = same
      ? AS_OWNED
      : this.#texts.add(JSON.stringify({ ...(segment.id !== undefined && { id: segment.id }), ...fieldsOf(segment) }));
  }

  #compare({ code, id }: Listed, owned: SnapshotEntry['owned']): void {
    const isAnother = owned?.id !== undefined && id !== undefined && owned.id !== id;
    this.replaced[isAnother ? 'add' : 'delete'](code);
  }

  /** Takes a row of the list, or, without values, one that cannot be used: its code is in the list all the same. */
  list(code: string, values?: string): 'first' | 'same' | 'other' {
    const number = this.#numberOf(code);
    const given = values === undefined ? FAULTY : hashText(values);
    const before = this.#given[number];
    if (before !== NOTHING) return before === given ? 'same' : 'other';
    this.#given[number] = given;
    this.listed += 1;
    return 'first';
  }

  /** Takes a code whose Create made its segment. */
  make(code: string): void {
    const number = this.#numberOf(code); // First: likewise.
    this.#made[number] = 1;
  }

  /** Whether a Create of this code made its segment in this run. */
  isMade(code: string): boolean {
    const number = this.#numbers.get(code);
    return number !== undefined && this.#made[number] === 1;
  }

  /** The code under which the snapshot has a segment that the list, or a result, may spell in another way (T-3). */
  remembered(code: string): string {
    return this.#has(this.#entries, code) ? code : (this.#spellings.entryOf(code) ?? code);
  }

  /** A code of the snapshot as Permutive keeps it. */
  keptAs(code: string): string {
    return this.#spellings.keptAs(code);
  }

  isListed(code: string): boolean {
    return this.#has(this.#given, code);
  }

  entry(code: string): SnapshotEntry | undefined {
    const number = this.#numbers.get(code);
    return number === undefined ? undefined : this.#entryAt(number, code);
  }

  /** What the import held of a code when it was listed. */
  observed(code: string): Observed | 'absent' {
    const kept = this.#spellings.keptAs(code);
    const number = this.#numbers.get(kept);
    return number === undefined ? 'absent' : this.#observedAt(number, kept);
  }

  /** Codes that the snapshot has and the list does not name. */
  *unlisted(): Generator<{ code: string; entry: SnapshotEntry; observed: Observed | 'absent' }> {
    for (const [code, number] of this.#numbers) {
      if (this.#given[number] !== NOTHING || this.#entries[number] === NOTHING) continue;
      const entry = this.#entryAt(number, code);
      if (entry !== undefined) yield { code, entry, observed: this.observed(code) };
    }
  }

  /** Codes that the snapshot has, as Permutive keeps them, and the listing has not shown. */
  unseen(): readonly string[] {
    const codes: string[] = [];
    for (const { code, observed } of this.entries()) if (observed === 'absent') codes.push(this.keptAs(code));
    return codes;
  }

  /** Codes that the snapshot has. */
  *entries(): Generator<{ code: string; entry: SnapshotEntry; observed: Observed | 'absent' }> {
    for (const [code, number] of this.#numbers) {
      const entry = this.#entryAt(number, code);
      if (entry !== undefined) yield { code, entry, observed: this.observed(code) };
    }
  }

  /** Segments that the import holds, and neither list nor snapshot names. */
  foreign(): number {
    let count = this.beyond;
    for (let number = 0; number < this.size; number += 1) {
      if (this.#held[number] !== NOTHING && this.#entries[number] === NOTHING && this.#given[number] === NOTHING)
        count += 1;
    }
    const spelledOtherwise = this.#spellings.kept().filter((code) => this.#has(this.#held, code));
    return count - spelledOtherwise.filter((code) => !this.#has(this.#entries, code) && !this.isListed(code)).length;
  }

  #has(column: Float64Array, code: string): boolean {
    const number = this.#numbers.get(code);
    return number !== undefined && column[number] !== NOTHING;
  }

  #entryAt(number: number, code: string): SnapshotEntry | undefined {
    const at = this.#entries[number] ?? NOTHING;
    return at === NOTHING ? undefined : unpacked(code, this.#texts.get(at));
  }

  #observedAt(number: number, code: string): Observed | 'absent' {
    const at = this.#held[number] ?? NOTHING;
    if (at === NOTHING) return 'absent';
    if (at === AS_OWNED) {
      const owned = this.#entryAt(number, code)?.owned;
      return { id: owned?.id, fields: owned?.base ?? {} };
    }
    const { id, ...fields } = JSON.parse(this.#texts.get(at)) as { id?: string } & Values; // Written by `hold`.
    return { id, fields };
  }

  #numberOf(code: string): number {
    const known = this.#numbers.get(code);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(code, number);
    if (number >= this.#entries.length) this.#grow();
    return number;
  }

  #grow(): void {
    const size = Math.ceil(this.#entries.length * 1.5);
    const longer = (column: Float64Array) => {
      const copy = new Float64Array(size).fill(NOTHING);
      copy.set(column);
      return copy;
    };
    this.#entries = longer(this.#entries);
    this.#held = longer(this.#held);
    this.#given = longer(this.#given);
    const made = new Uint8Array(size);
    made.set(this.#made);
    this.#made = made;
  }
}
