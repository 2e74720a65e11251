import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { PermutiveConnector } from '../../../spec/host/connector.ts';

/** Time as this host sees it, so that tests can hold it still. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects when the signal aborts first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemTime: Time = {
  // The monotonic clock anchored to the epoch: a wall clock that is set must not hold a record back.
  now: () => performance.timeOrigin + performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, signal && { signal }),
};

/** What the connector is asked for here. */
export type Connector = Required<Pick<PermutiveConnector, 'check' | 'write' | 'segments'>>;

/** Everything a command touches of the world. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGTERM. */
  readonly signal: AbortSignal;
  readonly connector: Connector;
  readonly time: Time;
  /** Transport to the API; the platform's own when absent. */
  readonly fetch?: typeof fetch;
}
