import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { RunFacts } from '../../receipt/index.ts';
import type { ExchangeBodies, RunHead } from './protocol.ts';
import type { RunRows } from './run-rows.ts';

/** A run of this program, or of an earlier start of it. */
export interface KnownRun {
  readonly head: RunHead;
  facts(): Promise<RunFacts>;
  rows(): Promise<RunRows>;
  /** Each exchange and wait, with the batch it was for. */
  events(): Promise<readonly RequestEvent[]>;
  /** What went over the wire in an exchange, where it is still kept. */
  bodies(request: number): Promise<ExchangeBodies | undefined>;
  /** The exchanges whose bodies are kept. */
  withBodies(): Promise<ReadonlySet<number>>;
}
