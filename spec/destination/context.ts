import type { CommonErrorCode, Open } from './error.ts';
import type { Lane } from './lane.ts';
import type { DestinationRequestEvent } from './request-event.ts';

type LogMethod = (fields: object, message?: string) => void;

/** A pino-compatible logger; fields first, then the message. */
export interface Logger {
  trace: LogMethod;
  debug: LogMethod;
  info: LogMethod;
  warn: LogMethod;
  error: LogMethod;
}

/** What a host lends to any call. */
export interface DestinationContext<Code extends string = Open<CommonErrorCode>> {
  /** Silent when absent. */
  logger?: Logger | undefined;
  /** Cancels the call (T-9). */
  signal?: AbortSignal | undefined;
  /** The host's own transport (proxy, mTLS, tests); the platform's when absent. */
  fetch?: typeof fetch | undefined;
  /** Turns at one container across processes; among the runs of this process when absent (L-1). */
  lane?: Lane | undefined;
  /** Called with each exchange with the service as it ends and each wait as it begins (O-1). A courtesy: it cannot end a run (T-12). */
  onRequest?: ((event: DestinationRequestEvent<Code>) => void | Promise<void>) | undefined;
}
