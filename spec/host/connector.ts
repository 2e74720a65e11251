import type { AudienceMode, ChangeSet } from './change-set.ts';
import type { CheckResult, CheckStep } from './check-result.ts';
import type { DeliveryOptions } from './delivery.ts';
import type { Lane } from './lane.ts';
import type { Manifest } from './manifest-schema.ts';
import type { RequestEvent } from './request-event.ts';
import type { RowResult, WriteProgress, WriteSummary } from './row-result.ts';
import type { SegmentsPage } from './segment.ts';

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
  /** The host's own transport (proxy, mTLS, tests); the platform's when absent. */
  fetch?: typeof fetch;
  /** Turns at one import across processes; among the runs of this process when absent (L-1). */
  lane?: Lane;
  /** Called with each exchange with Permutive as it ends and each wait as it begins (O-1). A courtesy: it cannot end a run (T-12). */
  onRequest?(event: RequestEvent): void | Promise<void>;
}

export interface CheckContext extends ConnectorContext {
  /** Called with each step as it ends. */
  onStep?(step: CheckStep): void;
}

export interface WriteContext extends ConnectorContext {
  /** Called once per received row; a returned promise is awaited (T-1). */
  onRowResult(result: RowResult): void | Promise<void>;
  onProgress?(progress: WriteProgress): void | Promise<void>;
}

export interface CheckRequest {
  /** `{ importId, apiKey }`, as the manifest's `config` says; validated. */
  config: unknown;
  /** `{ segmentName, segmentCode? }`: when given, a step of its own checks it. */
  target?: unknown;
  delivery?: DeliveryOptions;
}

/** What segments() lists. */
export interface SegmentsRequest {
  /** `{ importId, apiKey }`; validated. */
  config: unknown;
  delivery?: DeliveryOptions;
}

/** The settings field whose values options() looks up. */
export interface OptionsRequest {
  /** May lack the field asked for. */
  config: unknown;
  field: string;
  delivery?: DeliveryOptions;
}

/** One value a settings field may take, for a drop-down. */
export interface SettingOption {
  value: string;
  label: string;
  description?: string;
}

export interface WriteRequest {
  /** `{ importId, apiKey }`; validated. */
  config: unknown;
  /** `{ segmentName, segmentCode? }`; validated. Absent: no fallback, and a row without code and name fails missing_segment_code. */
  target?: unknown;
  mode: AudienceMode;
  /** Pulled as needed, never hoarded (P-6). */
  changeSets: AsyncIterable<ChangeSet> | Iterable<ChangeSet>;
  delivery?: DeliveryOptions;
  /** Reads only; every row gets the result it would get (P-7). */
  dryRun?: boolean;
  /**
   * After an error that ends the run (D-6): `read` (default) reads every remaining row and fails it; `stop` gives rows already pulled their
   * results and closes the source.
   */
  afterFatal?: 'read' | 'stop';
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
  /** Pages of what the import holds, by the same client, lane, retries and bounds as write(). A connector has it when its manifest says so. */
  segments?(request: SegmentsRequest, context?: ConnectorContext): AsyncIterable<SegmentsPage>;
  /** Values for a settings field at run time, for a drop-down. A connector has it when its manifest says so. */
  options?(request: OptionsRequest, context?: ConnectorContext): Promise<SettingOption[]>;
}
