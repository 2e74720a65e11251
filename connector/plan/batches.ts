import type { SegmentChange } from './segment-change.ts';

/**
 * Fills batches across change-set borders (P-5) with at most one operation for a code in each (P-3). A later change of a
 * code that already waits goes into the following batch, so it is sent later (P-4); at most two batches are open, so memory
 * stays bounded however often codes repeat (P-6).
 */
export class Batches {
  readonly #size: number;
  #current = new Map<string, SegmentChange>();
  #following = new Map<string, SegmentChange>();
  readonly #full: SegmentChange[][] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Takes the changes of one change-set. Into an empty batch they go as they are: most change-sets are a batch. */
  addAll(changes: Map<string, SegmentChange>): void {
    if (this.#current.size > 0 || changes.size > this.#size) {
      for (const change of changes.values()) this.#add(change);
      return;
    }
    this.#current = changes;
    if (changes.size === this.#size) this.#close();
  }

  #add(change: SegmentChange): void {
    if (this.#following.has(change.code)) this.#close();
    const open = this.#current.has(change.code) ? this.#following : this.#current;
    open.set(change.code, change);
    if (open.size >= this.#size) this.#close();
    while (this.#current.size >= this.#size) this.#close();
  }

  /** The next full batch, or nothing while none is full. */
  take(): SegmentChange[] | undefined {
    return this.#full.shift();
  }

  /** Declares that no more changes come: what waits becomes the last batches. */
  end(): void {
    while (this.#current.size > 0) this.#close();
  }

  #close(): void {
    this.#full.push([...this.#current.values()]);
    this.#current = this.#following;
    this.#following = new Map();
  }
}
