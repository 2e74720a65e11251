import { ConnectorError, type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { SnapshotChange, SnapshotSession } from './snapshot.ts';

/** Facts recorded at the latest when there are so many: they must not pile up while nothing is sent. */
export const FACTS_A_RECORD = 5_000;

/** Writes facts and intents down, one record after the other: a list is read on while a batch is on its way, and both record. */
export class Recorder {
  readonly #session: Pick<SnapshotSession, 'record'>;
  #facts: SnapshotChange[] = [];
  readonly #factsARecord: number;
  /** The record under way, and all before it. */
  #recorded: Promise<void> = Promise.resolve();
  /** Why nothing can be recorded any more, and so nothing be sent. */
  failure: ErrorDetail | undefined;

  constructor(session: Pick<SnapshotSession, 'record'>, factsARecord = FACTS_A_RECORD) {
    this.#session = session;
    this.#factsARecord = factsARecord;
  }

  /** Takes facts; they are recorded with what comes next. */
  note(...facts: readonly SnapshotChange[]): void {
    this.#facts.push(...facts);
  }

  /** Records facts when there are enough of them. */
  async keepUp(): Promise<void> {
    if (this.#facts.length >= this.#factsARecord) await this.record([]);
  }

  /** Records all facts together with intents; without any it makes sure that the lock is still held (N-8). */
  record(intents: readonly SnapshotChange[]): Promise<void> {
    const changes = [...this.#facts, ...intents];
    this.#facts = [];
    this.#recorded = this.#recorded.then(() => this.#write(changes));
    return this.#recorded;
  }

  async #write(changes: readonly SnapshotChange[]): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await this.#session.record(changes);
    } catch (error) {
      this.failure = unrecorded(error);
    }
  }
}

function unrecorded(error: unknown): ErrorDetail {
  if (error instanceof ConnectorError) return errorDetail(error.code, { message: error.message });
  const why = error instanceof Error ? error.message : 'for an unknown reason';
  return errorDetail('snapshot_conflict', {
    message: `The snapshot could not be written, so nothing more was sent: ${why}`,
  });
}
