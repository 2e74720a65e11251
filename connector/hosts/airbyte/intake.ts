import type { ChangeRow, ChangeSet } from '../../../spec/host/change-set.ts';
import { MAX_BATCH_OPERATIONS } from '../../../spec/taxonomy/limits.ts';
import type { Holding } from './holding.ts';
import type { Time } from './io.ts';

/** A change-set is a batch's worth of records, so that many records of one code become one operation. */
const CHANGE_SET_ROWS = MAX_BATCH_OPERATIONS;

export interface IntakeOptions {
  readonly holding: Holding;
  readonly time: Time;
  /** No record waits longer for company, in milliseconds. */
  readonly flushMs: number;
  /** When the oldest record came that has no result yet; undefined when all have one. */
  readonly oldest: () => number | undefined;
}

/**
 * Records on their way from stdin into a run: collected into change-sets that are logs, which the run pulls. A part
 * of a change-set is handed over, with the order to send what waits, when its time has come or the memory is full.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #rows: ChangeRow[] = [];
  #flushedAt = Number.NEGATIVE_INFINITY;
  /** Whether records came since the last flush. */
  #waiting = false;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  add(row: ChangeRow): void {
    this.#rows.push(row);
    this.#waiting = true;
    if (this.#rows.length === 1 || this.full) this.wake();
  }

  /** Whether a whole change-set waits to be pulled: then nothing more should be read. */
  get full(): boolean {
    return this.#rows.length >= CHANGE_SET_ROWS;
  }

  /** Whether no more records are taken: the input has ended, or the run has. */
  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    this.#ended = true;
    this.wake();
  }

  /** Looks again whether what waits has to go. */
  wake(): void {
    this.#wake?.();
  }

  async *changeSets(): AsyncGenerator<ChangeSet> {
    const { holding, time } = this.#options;
    try {
      for (;;) {
        while (!this.#ready) await this.#turn();
        if (this.#ended && this.#rows.length === 0) return;
        const flush = !this.full;
        const rows = this.#rows;
        this.#rows = [];
        if (flush) {
          this.#waiting = false;
          this.#flushedAt = time.now();
        }
        holding.wake();
        yield flush ? { rows, order: 'log', flush } : { rows, order: 'log' };
      }
    } finally {
      this.end();
      holding.wake();
    }
  }

  get #ready(): boolean {
    return this.full || this.#ended || (this.#waiting && this.#options.holding.full) || this.#dueIn <= 0;
  }

  /** Milliseconds until what waits has to go. */
  get #dueIn(): number {
    const { time, flushMs, oldest } = this.#options;
    const since = this.#waiting ? oldest() : undefined;
    return since === undefined ? Number.POSITIVE_INFINITY : Math.max(since, this.#flushedAt) + flushMs - time.now();
  }

  /** Waits until woken or until what waits has to go. */
  async #turn(): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const dueIn = this.#dueIn;
    if (dueIn !== Number.POSITIVE_INFINITY) {
      await this.#options.time.wait(dueIn, woken.signal).catch(() => undefined);
    } else if (!woken.signal.aborted) {
      await new Promise<void>((resolve) => woken.signal.addEventListener('abort', () => resolve(), { once: true }));
    }
    this.#wake = undefined;
  }
}
