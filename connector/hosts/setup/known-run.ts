import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { RunFacts } from '../../receipt/index.ts';
import type { ExchangeBodies, RunHead } from './protocol.ts';
import type { RunRows } from './run-rows.ts';

/** A run of this program, or of an earlier start of it. */
export interface KnownRun {
  readonly head: RunHead;
  readonly importId: string;
  facts(): Promise<RunFacts>;
  rows(): Promise<RunRows>;
  /** Results that changed a segment, or may have. */
  written(): AsyncIterable<RowResult> | Iterable<RowResult>;
  /** Whether an exchange had a request ID with these words in it; the first one's number. */
  requestOf(id: string): Promise<number | undefined>;
  /** Each exchange and wait, with the batch it was for. */
  events(): Promise<readonly RequestEvent[]>;
  /** What went over the wire in an exchange, where it is still kept. */
  bodies(request: number): Promise<ExchangeBodies | undefined>;
  /** The exchanges whose bodies are kept. */
  withBodies(): Promise<ReadonlySet<number>>;
}
