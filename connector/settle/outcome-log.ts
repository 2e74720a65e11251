import type { Outcome } from '../../spec/host/row-result.ts';

/**
 * A log of what became of segments, in flat numbers: two an entry, the upper half of the hash of a segment's code, and the lower one with
 * what became of it in its last bits. Here it is put in order: one entry a segment.
 */

/** Numbers an entry takes. */
export const ENTRY = 2;

/** Numbers gone through a call; see connector/stretch.ts. */
const NUMBERS_A_CALL = 4_096;

/** What the last two bits of an entry's lower number say. */
const OUTCOMES: readonly Outcome[] = ['created', 'updated', 'deleted', 'unchanged'];
const OUTCOME_BITS = 0b11;
const [CREATED, UPDATED, UNCHANGED] = [0, 1, 3];
/** Set where the segment is there: what was found as wanted may be one that shall not be. */
const THERE = 0b100;
const MARKS = OUTCOME_BITS | THERE;

/** The lower number of an entry. */
export const lowerOf = (low: number, outcome: Outcome, isThere: boolean): number =>
  (low & ~MARKS) | (isThere ? THERE : 0) | OUTCOMES.indexOf(outcome);

export const isThereIn = (log: Int32Array, at: number): boolean => ((log[at + 1] ?? 0) & THERE) !== 0;

/** How many entries are created, updated, deleted and unchanged, in this order. */
export function tallyOf(log: Int32Array): Uint32Array {
  const tally = new Uint32Array(OUTCOMES.length);
  for (let from = 0; from < log.length; from += NUMBERS_A_CALL) addTally(tally, log, from);
  return tally;
}

function addTally(tally: Uint32Array, log: Int32Array, from: number): void {
  const to = Math.min(from + NUMBERS_A_CALL, log.length);
  for (let at = from; at < to; at += ENTRY) {
    const outcome = (log[at + 1] ?? 0) & OUTCOME_BITS;
    tally[outcome] = (tally[outcome] ?? 0) + 1;
  }
}

/** Entries are sorted into so many parts, by the upper bits of their hashes: the table of one stays in the processor's cache. */
const PART_BITS = 8;
export const PARTS = 2 ** PART_BITS;
export const partOf = (high: number): number => high >>> (32 - PART_BITS);

/** A log's entries in the order of their parts, and in theirs within each; part p begins at `starts[p]`. */
export function sortedByPart(log: Int32Array): { readonly sorted: Int32Array; readonly starts: Uint32Array } {
  const starts = new Uint32Array(PARTS + 1);
  for (let from = 0; from < log.length; from += NUMBERS_A_CALL) addLengths(starts, log, from);
  for (let part = 1; part <= PARTS; part += 1) starts[part] = (starts[part] ?? 0) + (starts[part - 1] ?? 0);
  const sorted = new Int32Array(log.length);
  const ends = starts.slice();
  for (let from = 0; from < log.length; from += NUMBERS_A_CALL) sortInto(sorted, ends, log, from);
  return { sorted, starts };
}

function addLengths(lengths: Uint32Array, log: Int32Array, from: number): void {
  const to = Math.min(from + NUMBERS_A_CALL, log.length);
  for (let at = from; at < to; at += ENTRY) {
    const next = partOf(log[at] ?? 0) + 1;
    lengths[next] = (lengths[next] ?? 0) + ENTRY;
  }
}

function sortInto(sorted: Int32Array, ends: Uint32Array, log: Int32Array, from: number): void {
  const to = Math.min(from + NUMBERS_A_CALL, log.length);
  for (let at = from; at < to; at += ENTRY) {
    const high = log[at] ?? 0;
    const part = partOf(high);
    const end = ends[part] ?? 0;
    sorted[end] = high;
    sorted[end + 1] = log[at + 1] ?? 0;
    ends[part] = end + ENTRY;
  }
}

/** Makes the entries of one part one a segment. They are written to `log` from `begin` on; returns where they end. */
export function writeOneEach(entries: Int32Array, log: Int32Array, begin: number): number {
  let slots = ENTRY;
  while (slots < entries.length) slots *= 2;
  /** By their hash, where entries stand: counted from `begin`, and from 1 on; 0 in a free slot. At most half of them are taken. */
  const table = new Int32Array(slots);
  let end = begin;
  for (let at = 0; at < entries.length; at += ENTRY) {
    const high = entries[at] ?? 0;
    const low = entries[at + 1] ?? 0;
    let slot = high & (slots - 1);
    let place = (table[slot] ?? 0) + begin - 1;
    while (place >= begin && !isSame(log, place, high, low)) {
      slot = (slot + 1) & (slots - 1);
      place = (table[slot] ?? 0) + begin - 1;
    }
    if (place >= begin)
      log[place + 1] = (low & ~OUTCOME_BITS) | together(log[place + 1] ?? 0, low); // What it says last is there or not.
    else {
      table[slot] = end - begin + 1;
      log[end] = high;
      log[end + 1] = low;
      end += ENTRY;
    }
  }
  return end;
}

/** Whether an entry is of the segment whose hash is given. */
export const isSame = (log: Int32Array, at: number, high: number, low: number): boolean =>
  log[at] === high && (((log[at + 1] ?? 0) ^ low) & ~MARKS) === 0;

/** What two changes of one segment come to: what the run created and then updated it has created; what was found as wanted adds nothing. */
function together(was: number, next: number): number {
  const [before, after] = [was & OUTCOME_BITS, next & OUTCOME_BITS];
  if (after === UNCHANGED) return before;
  return before === CREATED && after === UPDATED ? CREATED : after;
}
