import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { joined, type SegmentChange, type SettledRows } from './segment-change.ts';

/**
 * Deletions held back under a guard (P-8): all of them or none. Whether they are too many is known only at the end of the input, and
 * at most one more than the guard allows is kept until then.
 */
export class HeldDeletions {
  readonly #limit: number;
  readonly #exceeded: ErrorDetail;
  readonly #held = new Map<string, SegmentChange>();
  #refused = false;

  /** @param limit deletions allowed in this run; infinite: none is held. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#exceeded = errorDetail('delete_limit_exceeded', {
      message: `No deletion was sent: the run names more than ${limit} ${limit === 1 ? 'segment' : 'segments'} to delete (maxDeletes).`,
    });
  }

  /** Takes the deletions out of a change-set's changes. Returns rows that are settled by that. */
  takeFrom(changes: Map<string, SegmentChange>): readonly SettledRows[] {
    if (this.#limit === Number.POSITIVE_INFINITY) return [];
    const settled: SettledRows[] = [];
    for (const [key, change] of changes) {
      const held = this.#held.get(key);
      if (change.state === 'present') {
        if (held === undefined) continue;
        this.#held.delete(key);
        settled.push(rowsOf(held, { status: 'skipped', error: errorDetail('superseded') }));
        continue;
      }
      changes.delete(key);
      if (this.#held.size > this.#limit) {
        this.#refused = true;
        settled.push(this.#refusalOf(change));
      } else if (held === undefined) this.#held.set(key, change);
      else this.#held.set(key, { ...change, others: joined(held, change.others) });
    }
    return settled;
  }

  /** Keeps what is held by other keys: codes that become one are one deletion. */
  rekey(keyOf: (code: string) => string): void {
    for (const change of this.release().values()) {
      const key = keyOf(change.code);
      const former = this.#held.get(key);
      this.#held.set(key, former === undefined ? change : { ...change, others: joined(former, change.others) });
    }
  }

  /** Lets go of everything that is held. */
  release(): Map<string, SegmentChange> {
    const released = new Map(this.#held);
    this.#held.clear();
    return released;
  }

  /** The rows of all that is held, refused, if the run names too many segments to delete. */
  refuseIfTooMany(): readonly SettledRows[] {
    if (!this.#refused && this.#held.size <= this.#limit) return [];
    return [...this.release().values()].map((change) => this.#refusalOf(change));
  }

  /** The rows of all that is held, when the input broke off: how many deletions it would have named is not known. */
  giveUp(): readonly SettledRows[] {
    const error = errorDetail('cancelled', {
      message: 'The input ended early, so it is not known how many deletions it names: none was sent (maxDeletes).',
      remedy: 'Run again with the whole input.',
    });
    return [...this.release().values()].map((change) => rowsOf(change, { status: 'failed', error }));
  }

  #refusalOf(change: SegmentChange): SettledRows {
    return rowsOf(change, { status: 'failed', error: this.#exceeded });
  }
}

const rowsOf = (
  { rowId, changeSetId, others, code, codeSource }: SegmentChange,
  end: Pick<SettledRows, 'status' | 'error'>,
): SettledRows => ({ rowId, changeSetId, others, code, codeSource, told: false, ...end });
