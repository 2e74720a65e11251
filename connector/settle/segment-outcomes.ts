import type { Outcome, WriteSummary } from '../../spec/host/row-result.ts';
import { hashOf } from '../text-hash.ts';
import {
  ENTRY,
  isSame,
  isThereIn,
  lowerOf,
  PARTS,
  partOf,
  sortedByPart,
  tallyOf,
  writeOneEach,
} from './outcome-log.ts';

const FIRST_ENTRIES = 1_024;
/** A log of so many is made one entry a segment before it grows: 8 MB. */
const ENTRIES_BEFORE_COMPACTING = 1_048_576;

/**
 * What became of segments, each counted once however many batches changed it: by 61 bits of the hash of its code, in 8 bytes, so a million
 * rows need not be kept (P-6). A log, put in order when it is asked: a look into a table of a million slots for each
 * row took a tenth of a run's CPU (docs/decisions/019-ky.md).
 */
export class SegmentOutcomes {
  #log = new Int32Array(FIRST_ENTRIES * ENTRY);
  #end = 0;
  /** Up to here there is one entry a segment, part after part. */
  #compacted = 0;
  #starts = new Uint32Array(PARTS + 1);

  /** @param isThere whether the segment is there now. */
  take(code: string, outcome: Outcome, isThere: boolean): void {
    const { high, low } = hashOf(code);
    if (this.#end === this.#log.length) this.#makeRoom();
    this.#log[this.#end] = high;
    this.#log[this.#end + 1] = lowerOf(low, outcome, isThere);
    this.#end += ENTRY;
  }

  counts(): WriteSummary['segments'] {
    this.#compact();
    const [created = 0, updated = 0, deleted = 0, unchanged = 0] = tallyOf(this.#log.subarray(0, this.#end));
    return { created, updated, deleted, unchanged };
  }

  /** Whether a segment of that code was there when the run had last to do with it. */
  isThere(code: string): boolean {
    this.#compact();
    const { high, low } = hashOf(code);
    const part = partOf(high);
    const end = this.#starts[part + 1] ?? 0;
    for (let at = this.#starts[part] ?? 0; at < end; at += ENTRY)
      if (isSame(this.#log, at, high, low)) return isThereIn(this.#log, at);
    return false;
  }

  #makeRoom(): void {
    if (this.#end >= ENTRIES_BEFORE_COMPACTING * ENTRY) this.#compact();
    if (this.#end * 2 <= this.#log.length) return;
    const log = new Int32Array(this.#log.length * 2);
    log.set(this.#log);
    this.#log = log;
  }

  #compact(): void {
    if (this.#compacted === this.#end) return;
    const { sorted, starts } = sortedByPart(this.#log.subarray(0, this.#end));
    let end = 0;
    for (let part = 0; part < PARTS; part += 1) {
      this.#starts[part] = end;
      end = writeOneEach(sorted.subarray(starts[part], starts[part + 1]), this.#log, end);
    }
    this.#starts[PARTS] = end;
    this.#end = end;
    this.#compacted = end;
  }
}
