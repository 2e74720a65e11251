import type { Outcome, WriteSummary } from '../../spec/host/row-result.ts';
import { hashText } from '../imported/fingerprint.ts';

const OUTCOMES: readonly Outcome[] = ['created', 'updated', 'deleted', 'unchanged'];
/** Bits of a slot's mark that say the outcome, from 1 on: a mark of 0 is a free slot. The other thirteen are the hash's upper ones. */
const OUTCOME_BITS = 3;
const OUTCOME_MASK = 0b111;
const UPPER_MASK = 0x1fff;
const TWO_TO_32 = 2 ** 32;

/**
 * What became of segments, each counted once however many batches changed it. Open addressing over flat arrays: by 45 bits of the hash of
 * its code a segment takes 8 to 16 bytes, so a million rows need not be kept (P-6); that two of a million are taken for one has a chance of 1 in 70.
 */
export class SegmentOutcomes {
  readonly counts: WriteSummary['segments'] = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  #lower = new Uint32Array(1_024);
  #marks = new Uint16Array(1_024);
  #size = 0;

  take(code: string, outcome: Outcome): void {
    const hash = hashText(code);
    const slot = this.#slotOf(hash);
    const was = this.#outcomeAt(slot);
    const now = was === undefined ? outcome : together(was, outcome);
    if (was !== undefined) this.counts[was] -= 1;
    this.counts[now] += 1;
    this.#lower[slot] = hash;
    this.#marks[slot] = (upperOf(hash) << OUTCOME_BITS) | (OUTCOMES.indexOf(now) + 1);
    if (was !== undefined) return;
    this.#size += 1;
    if (this.#size * 4 > this.#marks.length * 3) this.#grow();
  }

  /** Whether a segment of that code was there when the run had last to do with it. */
  isThere(code: string): boolean {
    const outcome = this.#outcomeAt(this.#slotOf(hashText(code)));
    return outcome !== undefined && outcome !== 'deleted';
  }

  #outcomeAt(slot: number): Outcome | undefined {
    return OUTCOMES[((this.#marks[slot] ?? 0) & OUTCOME_MASK) - 1];
  }

  /** Where a hash is, or the free slot where it belongs. */
  #slotOf(hash: number): number {
    const mask = this.#marks.length - 1;
    const lower = hash >>> 0;
    const upper = upperOf(hash);
    let slot = lower & mask;
    for (let mark = this.#marks[slot] ?? 0; mark !== 0; mark = this.#marks[slot] ?? 0) {
      if (this.#lower[slot] === lower && mark >>> OUTCOME_BITS === upper) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [lower, marks] = [this.#lower, this.#marks];
    this.#lower = new Uint32Array(lower.length * 2);
    this.#marks = new Uint16Array(marks.length * 2);
    const mask = this.#marks.length - 1;
    for (let at = 0; at < marks.length; at += 1) {
      const mark = marks[at] ?? 0;
      if (mark === 0) continue;
      const hash = lower[at] ?? 0;
      let slot = hash & mask;
      while (this.#marks[slot] !== 0) slot = (slot + 1) & mask;
      this.#lower[slot] = hash;
      this.#marks[slot] = mark;
    }
  }
}

const upperOf = (hash: number): number => Math.floor(hash / TWO_TO_32) & UPPER_MASK;

/** What two changes of one segment come to: what the run created and then updated it has created; what was found as wanted adds nothing. */
function together(was: Outcome, next: Outcome): Outcome {
  if (next === 'unchanged') return was;
  return was === 'created' && next === 'updated' ? 'created' : next;
}
