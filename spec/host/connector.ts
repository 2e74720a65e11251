import type { AudienceMode, ChangeSet } from './change-set.ts';
import type { CheckResult, CheckStep } from './check-result.ts';
import type { DeliveryOptions } from './delivery.ts';
import type { Manifest } from './manifest.ts';
import type { RowResult, WriteProgress, WriteSummary } from './row-result.ts';

type LogMethod = (fields: object, message?: string) => void;

/** A pino-compatible logger; fields first, then the message. */
export interface Logger {
  trace: LogMethod;
  debug: LogMethod;
  info: LogMethod;
  warn: LogMethod;
  error: LogMethod;
}

export interface ConnectorContext {
  /** Silent when absent. */
  logger?: Logger;
  /** Cancels the call (T-9). */
  signal?: AbortSignal;
  /** The host's own transport (proxy, mTLS, tests); Node's HTTP client and its global agents when absent. */
  fetch?: typeof fetch;
}

export interface CheckContext extends ConnectorContext {
  /** Called with each step as it ends. */
  onStep?(step: CheckStep): void;
}

export interface WriteContext extends ConnectorContext {
  /** Called once per received row; a returned promise is awaited (T-1). */
  onRowResult(result: RowResult): void | Promise<void>;
  onProgress?(progress: WriteProgress): void;
}

export interface CheckRequest {
  /** `{ importId, apiKey }`, as the manifest's `config` says; validated. */
  config: unknown;
  delivery?: DeliveryOptions;
}

export interface WriteRequest {
  /** `{ importId, apiKey }`; validated. */
  config: unknown;
  /** `{ segmentName, segmentCode? }`; validated. */
  target: unknown;
  mode: AudienceMode;
  /** Pulled as needed, never hoarded (P-6). */
  changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>;
  delivery?: DeliveryOptions;
  /** Reads only; every row gets the result it would get (P-7). */
  dryRun?: boolean;
}

/** What a host and a destination promise each other. */
export interface DestinationConnector {
  readonly manifest: Manifest;
  /** Tells whether the settings work. Never throws for anything settings or service can do (C-1); changes nothing (C-4). */
  check(request: CheckRequest, context?: CheckContext): Promise<CheckResult>;
  /**
   * Brings the destination into the state the change-sets ask for and reports one result a row.
   * Rejects with a ConnectorError before a row is read when the request is invalid, and with the host's own error when
   * `onRowResult` or the source throws (T-10); every other fault is told in the results and the summary.
   */
  write(request: WriteRequest, context: WriteContext): Promise<WriteSummary>;
}
