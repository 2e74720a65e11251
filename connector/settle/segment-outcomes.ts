import type { Outcome, WriteSummary } from '../../spec/host/row-result.ts';
import { hashText } from '../imported/fingerprint.ts';

const OUTCOMES: readonly Outcome[] = ['created', 'updated', 'deleted', 'unchanged'];
const EMPTY = 0;
const GROWTH = 4;

/**
 * What became of segments, each counted once however many batches changed it. Open addressing over flat arrays: by a 53-bit hash of its
 * code a segment takes at most 72 bytes, so a million rows need not be kept (P-6).
 */
export class SegmentOutcomes {
  readonly counts: WriteSummary['segments'] = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  #hashes = new Float64Array(1_024);
  #outcomes = new Uint8Array(1_024);
  #size = 0;

  take(code: string, outcome: Outcome): void {
    const hash = hashText(code);
    const slot = this.#slotOf(hash);
    if (this.#hashes[slot] === EMPTY) {
      this.counts[outcome] += 1;
      this.#hashes[slot] = hash;
      this.#outcomes[slot] = OUTCOMES.indexOf(outcome);
      this.#size += 1;
      if (this.#size * 2 > this.#hashes.length) this.#grow();
      return;
    }
    const was = OUTCOMES[this.#outcomes[slot] ?? 0] ?? outcome;
    const now = together(was, outcome);
    this.counts[was] -= 1;
    this.counts[now] += 1;
    this.#outcomes[slot] = OUTCOMES.indexOf(now);
  }

  /** Whether a segment of that code was there when the run had last to do with it. */
  isThere(code: string): boolean {
    const slot = this.#slotOf(hashText(code));
    return this.#hashes[slot] !== EMPTY && OUTCOMES[this.#outcomes[slot] ?? 0] !== 'deleted';
  }

  /** Where a hash is, or the free slot where it belongs. */
  #slotOf(hash: number): number {
    const mask = this.#hashes.length - 1;
    let slot = (hash >>> 0) & mask;
    while (this.#hashes[slot] !== EMPTY && this.#hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [hashes, outcomes] = [this.#hashes, this.#outcomes];
    this.#hashes = new Float64Array(hashes.length * GROWTH);
    this.#outcomes = new Uint8Array(hashes.length * GROWTH);
    for (let at = 0; at < hashes.length; at += 1) {
      const hash = hashes[at] ?? EMPTY;
      if (hash === EMPTY) continue;
      const slot = this.#slotOf(hash);
      this.#hashes[slot] = hash;
      this.#outcomes[slot] = outcomes[at] ?? 0;
    }
  }
}

/** What two changes of one segment come to: what the run created and then updated it has created; what was found as wanted adds nothing. */
function together(was: Outcome, next: Outcome): Outcome {
  if (next === 'unchanged') return was;
  return was === 'created' && next === 'updated' ? 'created' : next;
}
