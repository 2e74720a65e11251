import type { ChangeSet } from '../../spec/host/change-set.ts';
import type { Clock } from '../clock.ts';
import { Batches } from './batches.ts';
import { HeldDeletions } from './held-deletions.ts';
import { Planner, type PlannerOptions } from './planner.ts';
import type { SegmentChange, SettledRows } from './segment-change.ts';
import { type Folding, foldCode } from './segment-code.ts';
import { Source } from './source.ts';

export interface ReaderOptions extends PlannerOptions {
  readonly batchSize: number;
  readonly maxBatchWaitMs: number;
  readonly maxDeletes: number;
  readonly clock: Clock;
  readonly cancel: AbortSignal;
  /** Whether nothing is sent any more: what comes out then only gets its result. */
  readonly isStopped: () => boolean;
  /** Whether Permutive was seen to keep codes in another case or form: then codes that differ in that alone are one segment's (T-3). */
  readonly foldsCodes: () => Folding | undefined;
  /** Takes the number of rows of a change-set as they are received, and those that are settled already. */
  readonly onReceived: (rows: number, settled: readonly SettledRows[]) => Promise<void>;
}

/** Makes the host's change-sets into batches: reads one batch ahead, and never more (P-6). */
export class BatchReader implements AsyncIterable<SegmentChange[]> {
  readonly #options: ReaderOptions;
  readonly #source: Source;
  readonly #planner: Planner;
  readonly #batches: Batches;
  readonly #held: HeldDeletions;
  /** Reading ahead, while it goes on. */
  #reading: Promise<void> | undefined;
  #ended = false;
  /** What was thrown while reading ahead though nothing may. */
  #escaped: { readonly error: unknown } | undefined;
  /** The batch handed out last. */
  #inHand: readonly SegmentChange[] = [];
  /** Tells whoever waits for a batch that something has changed. */
  #wake: () => void = () => undefined;

  constructor(changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>, options: ReaderOptions) {
    this.#options = options;
    this.#source = new Source(changeSets);
    this.#planner = new Planner(options);
    this.#batches = new Batches(options.batchSize);
    this.#held = new HeldDeletions(options.maxDeletes);
    options.cancel.addEventListener('abort', () => this.stop(), { once: true });
    if (options.cancel.aborted) this.stop();
  }

  /** Reads no more; what was read still comes out. */
  stop(): void {
    this.#source.stop();
  }

  /** What the source threw (T-10). */
  get sourceFault(): Source['fault'] {
    return this.#source.fault;
  }

  /** The batches in their order. Deletions that were held back come last, when all else has its result (P-8). */
  async *[Symbol.asyncIterator](): AsyncGenerator<SegmentChange[], void, undefined> {
    for (let batch = await this.#next(); batch !== undefined; batch = await this.#next()) yield batch;
    // Where nothing is sent any more the reason for that is theirs too.
    const refused = this.#options.isStopped() ? [] : this.#refusedDeletions();
    if (refused.length > 0) await this.#options.onReceived(0, refused);
    this.#batches.addAll(this.#held.release(), Number.POSITIVE_INFINITY);
    this.#batches.end();
    for (let batch = await this.#next(); batch !== undefined; batch = await this.#next()) yield batch;
  }

  #refusedDeletions(): readonly SettledRows[] {
    return this.#source.isComplete ? this.#held.refuseIfTooMany() : this.#held.giveUp();
  }

  async #readNoMore(): Promise<void> {
    this.stop();
    while (this.#reading !== undefined) await this.#reading;
  }

  /** Closes the source; nothing more is read. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    await this.#readNoMore();
    await this.#source.close((ms, signal) => clock.wait(ms, signal));
  }

  /** Reads no more. Every change that was read and may lack its result: the batch handed out last, and what never was. */
  async remaining(): Promise<readonly SegmentChange[]> {
    await this.#readNoMore();
    this.#batches.addAll(this.#held.release(), Number.POSITIVE_INFINITY);
    this.#batches.end();
    const waiting: SegmentChange[] = [...this.#inHand];
    for (let batch = this.#batches.take(0); batch !== undefined; batch = this.#batches.take(0)) waiting.push(...batch);
    return waiting;
  }

  async #next(): Promise<SegmentChange[] | undefined> {
    const { clock } = this.#options;
    for (;;) {
      if (this.#escaped !== undefined) throw this.#escaped.error;
      const batch = this.#batches.take(clock.now());
      this.#readAhead();
      if (batch !== undefined) {
        this.#inHand = batch;
        return batch;
      }
      if (this.#reading === undefined) {
        if (this.#ended && !this.#batches.hasFull) return undefined;
        continue;
      }
      await this.#change();
    }
  }

  /** Reads on until a batch is full, while whoever took the last one is busy with it. */
  #readAhead(): void {
    if (this.#ended || this.#escaped !== undefined || this.#batches.hasFull) return;
    this.#reading ??= this.#read()
      .catch((error: unknown) => {
        this.#escaped = { error };
      })
      .finally(() => {
        this.#reading = undefined;
        this.#readAhead(); // Its batch may have been taken meanwhile.
        this.#wake();
      });
  }

  async #read(): Promise<void> {
    while (!this.#batches.hasFull) {
      const changeSet = await this.#source.next();
      if (changeSet === undefined) {
        this.#ended = true;
        this.#batches.end();
        return;
      }
      await this.#take(changeSet);
      this.#wake();
    }
  }

  /** Resolves when more has been read, or when what waits is due (D-10). The pull in progress goes on. */
  #change(): Promise<void> {
    const { clock } = this.#options;
    const { dueAt } = this.#batches;
    return new Promise((resolve) => {
      const timer = new AbortController();
      this.#wake = () => {
        timer.abort();
        resolve();
      };
      if (dueAt !== Number.POSITIVE_INFINITY)
        void clock.wait(Math.max(0, dueAt - clock.now()), timer.signal).then(resolve, () => undefined);
    });
  }

  async #take(changeSet: ChangeSet): Promise<void> {
    const { clock, maxBatchWaitMs, onReceived } = this.#options;
    this.#foldCodes();
    const dueAt = clock.now() + maxBatchWaitMs;
    const received = changeSet.rows.length;
    const { changes, settled } = await this.#planner.plan(changeSet);
    const heldBack = this.#held.takeFrom(changes);
    this.#batches.addAll(changes, dueAt);
    if (changeSet.flush) this.#batches.flush();
    await onReceived(received, heldBack.length === 0 ? settled : [...settled, ...heldBack]);
  }

  /** From the moment codes are folded on, what waits is no match for what comes: it goes out first. */
  #foldCodes(): void {
    const folding = this.#options.foldsCodes();
    if (folding === undefined || folding === this.#planner.folding) return;
    this.#planner.folding = folding;
    this.#batches.end();
    this.#held.rekey((code) => foldCode(code, folding));
  }
}
