import { Filling } from './filling.ts';
import type { SegmentChange } from './segment-change.ts';

/**
 * Fills batches across change-set borders (P-5) with at most one operation for a code in each (P-3). A later change of a
 * code that already waits goes into the following batch, so it is sent later (P-4); at most two batches are open, so memory
 * stays bounded however often codes repeat (P-6).
 */
export class Batches {
  readonly #size: number;
  #current: Filling;
  #following: Filling;
  readonly #closed: SegmentChange[][] = [];

  constructor(size: number) {
    this.#size = size;
    this.#current = new Filling(size);
    this.#following = new Filling(size);
  }

  /** Whether a batch is ready whatever the time. */
  get hasFull(): boolean {
    return this.#closed.length > 0;
  }

  /** When what waits is due at the latest (D-10). */
  get dueAt(): number {
    return this.#current.dueAt;
  }

  /**
   * Takes the changes of one change-set by their keys; they wait until `dueAt` at the longest. Into an empty batch they go as they
   * are: most change-sets are a batch.
   */
  addAll(changes: Map<string, SegmentChange>, dueAt: number): void {
    const whole = this.#current.isEmpty ? new Filling(this.#size, changes, dueAt) : undefined;
    if (whole?.isWithinBounds && !whole.isEmpty) this.#current = whole;
    else for (const [key, change] of changes) this.#add(key, change, dueAt);
    if (this.#current.isFull) this.#close();
  }

  #add(key: string, change: SegmentChange, dueAt: number): void {
    const open = () => (this.#current.has(key) ? this.#following : this.#current);
    // An empty batch takes any change, so at most two are closed.
    while (open().has(key) || !open().take(key, change, dueAt)) this.#close();
    if (this.#current.isFull) this.#close();
  }

  /** The next batch that is full, or due at `now`; nothing while there is none. */
  take(now: number): SegmentChange[] | undefined {
    if (this.#closed.length === 0 && !this.#current.isEmpty && this.#current.dueAt <= now) this.#close();
    return this.#closed.shift();
  }

  /** Declares that what waits has waited enough, though more may come (D-10). */
  flush(): void {
    for (const open of [this.#current, this.#following]) if (!open.isEmpty) open.dueAt = Number.NEGATIVE_INFINITY;
  }

  /** Closes what waits: these are the last batches, or the last of their kind. */
  end(): void {
    while (!this.#current.isEmpty) this.#close();
  }

  #close(): void {
    this.#closed.push(this.#current.changes());
    this.#current = this.#following;
    this.#following = new Filling(this.#size);
  }
}
