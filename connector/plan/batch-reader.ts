import type { AudienceMode, ChangeSet } from '../../spec/host/change-set.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { breathe } from '../clock.ts';
import { Batches } from './batches.ts';
import { ChangeSetPlan } from './change-set-plan.ts';
import type { PlannedTarget } from './desired.ts';
import type { SegmentChange, SettledRows } from './segment-change.ts';

/** Rows planned before timers and sockets get a turn; about two milliseconds' worth. */
const ROWS_BETWEEN_BREATHS = 1_000;

export interface ReaderOptions {
  readonly mode: AudienceMode;
  readonly target: PlannedTarget;
  readonly batchSize: number;
  readonly maxDeletes: number;
  readonly cancel: AbortSignal | undefined;
  /** Takes the rows of a change-set as they are received, and those that are settled already. */
  readonly onReceived: (rows: number, settled: readonly SettledRows[]) => Promise<void>;
  /** Called once, when the first code is generated (S-7). */
  readonly onGeneratedCode: () => void;
}

/** Pulls change-sets and yields batches: never more than it is asked for (P-6). */
export class BatchReader {
  readonly #options: ReaderOptions;
  readonly #source: AsyncIterator<ChangeSet> | Iterator<ChangeSet>;
  readonly #batches: Batches;
  /** Ends the pull in progress, if there is one. */
  #interrupt: (() => void) | undefined;
  #deletes = 0;
  #generated = false;
  #rowsSinceBreath = 0;
  #ended = false;
  /** What the source threw (T-10). */
  sourceFault: { readonly error: unknown } | undefined;

  constructor(changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>, options: ReaderOptions) {
    this.#options = options;
    this.#source =
      Symbol.asyncIterator in changeSets ? changeSets[Symbol.asyncIterator]() : changeSets[Symbol.iterator]();
    this.#batches = new Batches(options.batchSize);
    options.cancel?.addEventListener('abort', () => this.#interrupt?.(), { once: true });
  }

  /** The next batch, or nothing at the end of the input. Never rejects: see `sourceFault`. */
  async next(): Promise<SegmentChange[] | undefined> {
    for (;;) {
      const batch = this.#batches.take();
      if (batch !== undefined || this.#ended) return batch;
      const changeSet = await this.#pull();
      if (changeSet === undefined) this.stop();
      else await this.#plan(changeSet);
    }
  }

  /** Reads no further: what was read becomes the last batches. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#batches.end();
  }

  async #pull(): Promise<ChangeSet | undefined> {
    if (this.#options.cancel?.aborted) return this.#abandon();
    try {
      const pulled = await this.#interruptible();
      if (pulled === 'cancelled') return this.#abandon();
      if (pulled.done) return undefined;
      const changeSet: unknown = pulled.value;
      if (!isChangeSet(changeSet))
        throw new TypeError('The source yielded something that is not a change-set: { id?, rows: [] }.');
      return changeSet;
    } catch (error) {
      this.sourceFault = { error };
      return undefined;
    }
  }

  /**
   * One pull, or the cancellation that comes first (T-9). Not a race with a promise of the cancellation: every change-set would
   * stay reachable from that one promise until the end of the run (P-6).
   */
  #interruptible(): Promise<IteratorResult<ChangeSet> | 'cancelled'> {
    return new Promise<IteratorResult<ChangeSet> | 'cancelled'>((resolve, reject) => {
      this.#interrupt = () => resolve('cancelled');
      Promise.resolve(this.#source.next()).then(resolve, reject);
    }).finally(() => {
      this.#interrupt = undefined;
    });
  }

  /** Tells the source that no more is wanted; not awaited, for a source that hangs would hang the end of the run (T-9). */
  #abandon(): undefined {
    try {
      void Promise.resolve(this.#source.return?.()).catch(() => undefined);
    } catch {
      // A source that throws while it is closed has nothing left to tell.
    }
    return undefined;
  }

  async #plan({ id, rows }: ChangeSet): Promise<void> {
    const { mode, target, onReceived, onGeneratedCode } = this.#options;
    const plan = new ChangeSetPlan({ mode, target, changeSetId: typeof id === 'string' ? id : undefined });
    // By position: for-of makes an object a step in a function that awaits.
    for (let at = 0; at < rows.length; at += 1) {
      plan.add(rows[at]);
      this.#rowsSinceBreath += 1;
      if (this.#rowsSinceBreath >= ROWS_BETWEEN_BREATHS) {
        this.#rowsSinceBreath = 0;
        await breathe();
      }
    }
    const { changes, settled } = plan.finish();
    if (plan.generatedCode && !this.#generated) {
      this.#generated = true;
      onGeneratedCode();
    }
    const refused = this.#refuseDeletes(changes);
    this.#batches.addAll(changes);
    await onReceived(rows.length, [...settled, ...refused]);
  }

  /** Takes the deletions out that are beyond the limit (P-8). */
  #refuseDeletes(changes: Map<string, SegmentChange>): readonly SettledRows[] {
    const { maxDeletes } = this.#options;
    if (maxDeletes === Number.POSITIVE_INFINITY) return [];
    const refused: SettledRows[] = [];
    for (const { state, rowId, changeSetId, others, code } of changes.values()) {
      if (state !== 'absent' || ++this.#deletes <= maxDeletes) continue;
      const error = errorDetail('delete_limit_exceeded');
      refused.push({ rowId, changeSetId, others, code, status: 'failed', error });
      changes.delete(code);
    }
    return refused;
  }
}

const isChangeSet = (value: unknown): value is ChangeSet =>
  typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows);
