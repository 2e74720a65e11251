import type { AudienceMode, ChangeSet } from '../../spec/host/change-set.ts';
import { type Clock, yieldToEventLoop } from '../clock.ts';
import { Batches } from './batches.ts';
import { ChangeSetPlan } from './change-set-plan.ts';
import type { PlannedTarget } from './desired.ts';
import { HeldDeletions } from './held-deletions.ts';
import type { SegmentChange, SettledRows } from './segment-change.ts';
import { foldCode } from './segment-code.ts';
import type { RedactText } from './shown.ts';
import { Source } from './source.ts';

/** Rows planned before timers and sockets get a turn; about two milliseconds' worth. */
const ROWS_BETWEEN_TURNS = 1_000;

export interface ReaderOptions {
  readonly mode: AudienceMode;
  readonly target: PlannedTarget | undefined;
  readonly batchSize: number;
  readonly maxBatchWaitMs: number;
  readonly maxDeletes: number;
  readonly clock: Clock;
  readonly redact: RedactText;
  /** Once it aborts nothing more is read; what was read still comes out. */
  readonly halt: AbortSignal;
  /** Whether nothing is sent any more: what comes out then only gets its result. */
  readonly isStopped: () => boolean;
  /** Whether Permutive was seen to keep codes in another case or form: then codes that differ in that alone are one segment's (T-3). */
  readonly foldsCodes: () => boolean;
  /** Takes the number of rows of a change-set as they are received, and those that are settled already. */
  readonly onReceived: (rows: number, settled: readonly SettledRows[]) => Promise<void>;
  /** Called once, when the first code is generated (S-7). */
  readonly onGeneratedCode: () => void;
}

/** Makes the host's change-sets into batches: reads one batch ahead, and never more (P-6). */
export class BatchReader implements AsyncIterable<SegmentChange[]> {
  readonly #options: ReaderOptions;
  readonly #source: Source;
  readonly #batches: Batches;
  readonly #held: HeldDeletions;
  /** Reading ahead, while it goes on. */
  #reading: Promise<void> | undefined;
  #ended = false;
  #folding = false;
  /** What was thrown while reading ahead though nothing may. */
  #escaped: { readonly error: unknown } | undefined;
  #generated = false;
  #rowsSinceTurn = 0;
  /** The batch handed out last. */
  #inHand: readonly SegmentChange[] = [];
  /** Tells whoever waits for a batch that something has changed. */
  #wake: () => void = () => undefined;

  constructor(changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>, options: ReaderOptions) {
    this.#options = options;
    this.#source = new Source(changeSets);
    this.#batches = new Batches(options.batchSize);
    this.#held = new HeldDeletions(options.maxDeletes);
    options.halt.addEventListener('abort', () => this.#source.stop(), { once: true });
    if (options.halt.aborted) this.#source.stop();
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

  /** Closes the source; nothing more is read. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    this.#source.stop();
    await this.#reading;
    await this.#source.close((ms, signal) => clock.wait(ms, signal));
  }

  /** Reads no more. Every change that was read and may lack its result: the batch handed out last, and what never was. */
  async remaining(): Promise<readonly SegmentChange[]> {
    this.#source.stop();
    await this.#reading;
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
    if (this.#ended || this.#batches.hasFull) return;
    this.#reading ??= this.#read()
      .catch((error: unknown) => {
        this.#escaped = { error };
      })
      .finally(() => {
        this.#reading = undefined;
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
      await this.#plan(changeSet);
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

  async #plan({ id, rows, order = 'set', flush }: ChangeSet): Promise<void> {
    const { mode, target, redact, clock, maxBatchWaitMs, onReceived, onGeneratedCode } = this.#options;
    this.#foldCodes();
    const keyOf = this.#folding ? foldCode : (code: string) => code;
    const plan = new ChangeSetPlan({ mode, target, redact, order, keyOf, changeSetId: id });
    const dueAt = clock.now() + maxBatchWaitMs;
    const { length } = rows;
    // By position: for-of makes an object a step in a function that awaits.
    for (let at = 0; at < length; at += 1) {
      plan.add(rows, at);
      this.#rowsSinceTurn += 1;
      if (this.#rowsSinceTurn >= ROWS_BETWEEN_TURNS) {
        this.#rowsSinceTurn = 0;
        await yieldToEventLoop();
      }
    }
    const { changes, settled } = plan.finish();
    if (plan.generatedCode && !this.#generated) {
      this.#generated = true;
      onGeneratedCode();
    }
    const heldBack = this.#held.takeFrom(changes);
    this.#batches.addAll(changes, dueAt);
    if (flush) this.#batches.flush();
    await onReceived(length, heldBack.length === 0 ? settled : [...settled, ...heldBack]);
  }

  /** From the moment codes are folded on, what waits is no match for what comes: it goes out first. */
  #foldCodes(): void {
    if (this.#folding || !this.#options.foldsCodes()) return;
    this.#folding = true;
    this.#batches.end();
    this.#held.rekey(foldCode);
  }
}
