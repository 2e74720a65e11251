import type { DestinationRow } from '../../destination/row.ts';
import type { Fault } from './fault.ts';
import type { Applied, LoggedRequest } from './log.ts';
import type { Thing, Vocabulary } from './vocabulary.ts';

/**
 * A service that a connector can be tried against. `createWorld` makes one from a vocabulary and the service's routes. Each requirement gets a
 * world of its own, and several run side by side.
 */
export interface World<Row extends DestinationRow = DestinationRow> extends Vocabulary<Row> {
  /** Its address, for `delivery.baseUrl`; different for every world, for runs on one address may take turns (P-5). */
  readonly baseUrl: string;
  /** A transport that reaches it, where the platform's own does not. */
  readonly fetch?: typeof fetch;
  /** Starts the service; no request is made before. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Puts things there without a request, as a rival would. */
  seed(things: readonly Thing[]): void;
  /** What is there now. */
  state(): readonly Thing[];
  /** Has the service refuse these things as invalid, however it does that (`switches.refuses`). */
  refuse(keys: readonly string[]): void;
  /** Lets something go wrong from now on. */
  inject(fault: Fault): void;
  clearFaults(): void;
  /** Every request, in order. */
  log(): readonly LoggedRequest[];
  /** Every change made through the service, in order. */
  applied(): readonly Applied[];
  /** Forgets things, faults, refusals and both logs. */
  reset(): void;
}
