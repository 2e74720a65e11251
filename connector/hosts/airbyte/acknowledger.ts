import type { RowResult } from '../../../spec/host/row-result.ts';
import { Checkpoints, type RecordEnd, type Ticket } from '../checkpoints.ts';
import type { Holding } from './holding.ts';
import type { Output } from './output.ts';
import { isRejection, type Rejections } from './rejections.ts';
import { acknowledged } from './state-line.ts';
import type { StreamProgress } from './stream-progress.ts';

/** A record that has no result yet. */
interface OpenRecord {
  readonly progress: StreamProgress;
  readonly ticket: Ticket<string>;
  readonly line: string;
  /** Of its stream, from 1. */
  readonly number: number;
  readonly arrivedAt: number;
}

export interface AcknowledgerOptions {
  readonly output: Output;
  readonly holding: Holding;
  readonly rejections: Rejections;
  /** `fail`: a rejected record blocks its stream like one that could not be sent. */
  readonly onRejected: 'continue' | 'fail';
  /** The engine's number of this attempt, from "0"; nothing where it counts none. */
  readonly attempt: string | undefined;
}

/** Writes states back once the records before them are settled, and not before. */
export class Acknowledger {
  readonly #options: AcknowledgerOptions;
  readonly #checkpoints = new Checkpoints<string>();
  /** By row id, oldest first. */
  readonly #open = new Map<string, OpenRecord>();
  #rows = 0;
  /** The streams that are blocked, in the order it happened. */
  readonly blocked: StreamProgress[] = [];

  constructor(options: AcknowledgerOptions) {
    this.#options = options;
  }

  /** Counts a record as received; returns the row id its result will carry. */
  receive(progress: StreamProgress, line: string, arrivedAt: number): string {
    progress.records += 1;
    this.#rows += 1;
    const rowId = String(this.#rows);
    const ticket = this.#checkpoints.receive(progress.stream.key);
    this.#open.set(rowId, { progress, ticket, line, number: progress.records, arrivedAt });
    this.#options.holding.take(1, line.length);
    return rowId;
  }

  /** Takes a STATE line: of one stream, or without a key of all. What is returned is to be awaited. */
  state(line: string, streamKey?: string): Promise<void> | undefined {
    this.#options.holding.take(0, line.length);
    this.#checkpoints.mark(line, streamKey);
    return this.#acknowledge();
  }

  /** Takes the result of a record. What is returned is to be awaited. */
  settle(result: RowResult): Promise<void> | undefined {
    const { rowId } = result;
    const record = this.#open.get(rowId);
    if (record === undefined) throw new Error(`A result came for row ${rowId}, which waits for none.`);
    this.#open.delete(rowId);
    const end = this.#endOf(record, result);
    this.#checkpoints.settle(record.ticket, end);
    this.#options.holding.release(1, record.line.length);
    return this.#acknowledge();
  }

  /** When the oldest record came that has no result yet. */
  get oldest(): number | undefined {
    for (const { arrivedAt } of this.#open.values()) return arrivedAt;
    return undefined;
  }

  #endOf({ progress, number, line }: OpenRecord, { status, error }: RowResult): RecordEnd {
    if (status !== 'failed' || error === undefined) return 'accepted';
    if (isRejection(error, this.#options.attempt)) {
      progress.rejected += 1;
      this.#options.rejections.tell(progress.stream.descriptor, number, error, line);
      if (this.#options.onRejected === 'continue') return 'rejected';
    }
    if (progress.blocked === undefined) {
      progress.blocked = error;
      this.blocked.push(progress);
    }
    return 'blocked';
  }

  #acknowledge(): Promise<void> | undefined {
    const { output, holding } = this.#options;
    const { due, dropped } = this.#checkpoints.take();
    let written: Promise<void> | undefined;
    for (const { mark, ...counts } of due) {
      written = output.echo(acknowledged(mark, counts));
      holding.release(0, mark.length);
    }
    for (const mark of dropped) holding.release(0, mark.length);
    return written;
  }
}
