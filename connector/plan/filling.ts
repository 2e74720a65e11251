import type { SegmentChange } from './segment-change.ts';

/** The longest body of a batch, in bytes (P-9); what goes around the operations is in it. */
const MAX_BATCH_BYTES = 8 * 1_024 * 1_024 - '{"operations":[]}'.length;

/** A batch that is being filled: at most one change a segment (P-3), bounded in number and in bytes (P-9). */
export class Filling {
  readonly #size: number;
  readonly #changes: Map<string, SegmentChange>;
  #bytes: number;
  /** When it goes out at the latest, in milliseconds since the epoch (D-10). */
  dueAt: number;

  constructor(size: number, changes = new Map<string, SegmentChange>(), dueAt = Number.POSITIVE_INFINITY) {
    this.#size = size;
    this.#changes = changes;
    this.#bytes = bytesOf(changes);
    this.dueAt = dueAt;
  }

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }

  get isFull(): boolean {
    return this.#changes.size >= this.#size;
  }

  get isWithinBounds(): boolean {
    return this.#changes.size <= this.#size && this.#bytes <= MAX_BATCH_BYTES;
  }

  has(key: string): boolean {
    return this.#changes.has(key);
  }

  /** Takes a change, unless it would exceed a bound. */
  take(key: string, change: SegmentChange, dueAt: number): boolean {
    if (this.isFull || this.#bytes + change.bytes > MAX_BATCH_BYTES) return false;
    this.#changes.set(key, change);
    this.#bytes += change.bytes;
    this.dueAt = Math.min(this.dueAt, dueAt);
    return true;
  }

  changes(): SegmentChange[] {
    return [...this.#changes.values()];
  }
}

function bytesOf(changes: ReadonlyMap<string, SegmentChange>): number {
  let bytes = 0;
  for (const change of changes.values()) bytes += change.bytes;
  return bytes;
}
