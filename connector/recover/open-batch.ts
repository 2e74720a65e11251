import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { Outcome } from '../../spec/host/row-result.ts';
import type { ReadFailure } from '../imported/reader.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { isStopped, type RunState } from './learned.ts';
import type { Refused as RefusedGroup } from './narrow.ts';
import { type Pending, pendingOf, type Resolution } from './pending.ts';

/** What Permutive said when it refused a group. */
export interface Refusal {
  readonly error: ErrorDetail;
  readonly body: string;
  /** The kind of refusal, without what differs from row to row. */
  readonly signature: string;
}
export type Refused = RefusedGroup<Pending, Refusal>;

const isOpen = ({ resolution }: Pending): boolean => resolution === undefined;

/** One object for all the rows that end so. */
const SUCCEEDED = {
  created: { kind: 'succeeded', outcome: 'created' },
  updated: { kind: 'succeeded', outcome: 'updated' },
  deleted: { kind: 'succeeded', outcome: 'deleted' },
  unchanged: { kind: 'succeeded', outcome: 'unchanged' },
} as const satisfies Record<Outcome, Resolution>;

/** The changes of one batch that are not facts yet. Each leaves exactly once, as a fact (T-1). */
export class OpenBatch {
  readonly run: RunState;
  readonly #all: readonly Pending[];
  #facts: Pending[] = [];
  /** How often something was settled, or sent in another form, for what was found at Permutive. */
  reconciled = 0;
  /** Whether any operation of the batch succeeded. */
  succeeded = false;
  /** Changes that are to be observed before they fail with the error given. */
  readonly doubtful = new Map<Pending, ErrorDetail>();
  /** Changes refused by themselves, to be read back before they fail (T-6). */
  readonly guilty = new Map<Pending, Refusal>();

  constructor(run: RunState, changes: readonly SegmentChange[]) {
    this.run = run;
    const { index } = run.observer;
    // T-5: what the listing told is known before anything is sent.
    this.#all = changes.map((change) => pendingOf(change, index?.get(change.code)));
  }

  /** Whether nothing more may be sent. */
  get stopped(): boolean {
    return isStopped(this.run);
  }

  get open(): readonly Pending[] {
    return this.#all.filter(isOpen);
  }

  isOpen(pending: Pending): boolean {
    return isOpen(pending);
  }

  succeed(pending: Pending, outcome: Outcome): void {
    this.succeeded = true;
    this.#resolve(pending, SUCCEEDED[outcome]);
  }

  fail(pending: Pending, error: ErrorDetail): void {
    this.#resolve(pending, { kind: 'failed', error });
  }

  #resolve(pending: Pending, resolution: Resolution): void {
    if (!isOpen(pending)) return;
    pending.resolution = resolution;
    this.#facts.push(pending);
  }

  /** Hands the facts gathered so far to the host. */
  async report(): Promise<void> {
    const facts = this.#facts;
    this.#facts = [];
    if (facts.length > 0) await this.run.resolve(facts);
  }

  /** Takes a group out of the sending; it is observed at the end of the batch if it may be in effect (T-4). */
  doubt(group: readonly Pending[], error: ErrorDetail): void {
    for (const pending of group) {
      this.doubtful.set(pending, error);
      if (pending.inDoubt) this.run.observer.index?.forget(pending.change.code);
    }
  }

  /**
   * Reads a group back; returns those whose state is known now. A new listing tells of the whole batch, so all that is open
   * learns from it. What could not be read cannot be known and is settled as `outcome_unknown` (T-2); `affected` are those
   * that cannot be known when nothing could be read.
   */
  async observe(group: readonly Pending[], affected: readonly Pending[] = group): Promise<readonly Pending[]> {
    if (this.stopped) return [];
    const { observer } = this.run;
    const indexBefore = observer.index;
    const observation = await observer.observe(group.map(({ change }) => change.code));
    if (observer.index !== undefined && observer.index !== indexBefore) {
      for (const pending of this.open) {
        pending.known = observer.index.get(pending.change.code);
        pending.inDoubt = false;
        pending.readBack = true;
      }
    }
    const observed = group.filter(({ change }) => observation.of(change.code) !== undefined);
    for (const pending of observed) {
      pending.known = observation.of(pending.change.code);
      pending.inDoubt = false;
      pending.readBack = true;
    }
    if (observation.failure !== undefined) {
      const learned = new Set(observed);
      this.#unknown(observed.length === 0 ? affected : group.filter((one) => !learned.has(one)), observation.failure);
    }
    return observed;
  }

  #unknown(affected: readonly Pending[], failure: ReadFailure): void {
    if (failure.kind === 'denied') this.run.fatal = failure.error;
    if (failure.kind === 'denied' || failure.kind === 'cancelled') return;
    const { requestId, retryAfterMs, message } = failure.error;
    const error = errorDetail('outcome_unknown', {
      message: `It could not be learned whether the operation took effect: reading it back failed. ${message}`,
      ...(requestId !== undefined && { requestId }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
    for (const pending of affected) {
      this.run.observer.index?.forget(pending.change.code);
      this.fail(pending, error);
    }
  }
}
