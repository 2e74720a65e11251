import type {
  DestinationCheckRequest,
  DestinationConnector,
  DestinationOptionsRequest,
  DestinationRequest,
  DestinationWriteRequest,
  SettingOption,
} from '../destination/connector.ts';
import type { DestinationContext } from '../destination/context.ts';
import type { ChangeRow } from './change-set.ts';
import type { CheckResult, CheckStep } from './check-result.ts';
import type { ErrorCode } from './errors.ts';
import type { RowResult, WriteProgress, WriteSummary } from './row-result.ts';
import type { SegmentsPage } from './segment.ts';

export type { Logger } from '../destination/context.ts';

/** What a host lends to any call of this connector. */
export type ConnectorContext = DestinationContext<ErrorCode>;

export interface CheckContext extends ConnectorContext {
  /** Called with each step as it ends. */
  onStep?: ((step: CheckStep) => void) | undefined;
}

export interface WriteContext extends ConnectorContext {
  /** Called once per received row; a returned promise is awaited (T-1). */
  onRowResult: (result: RowResult) => void | Promise<void>;
  onProgress?: ((progress: WriteProgress) => void | Promise<void>) | undefined;
}

/** `config` is `{ importId, apiKey }`, `target` `{ segmentName, segmentCode? }`. */
export type CheckRequest = DestinationCheckRequest;

/**
 * `config` is `{ importId, apiKey }`, `target` `{ segmentName, segmentCode? }`. Without a target there is no fallback, and a row without code
 * and name fails missing_segment_code.
 */
export type WriteRequest = DestinationWriteRequest<ChangeRow>;

/** What segments() lists: the import of `config`. */
export type SegmentsRequest = DestinationRequest;

/** The settings field whose values options() looks up. */
export type OptionsRequest = DestinationOptionsRequest;

/** This connector, with what is Permutive's own in its rows, results and steps. */
export interface PermutiveConnector extends DestinationConnector<ChangeRow, ErrorCode, CheckStep['id']> {
  check(request: CheckRequest, context?: CheckContext): Promise<CheckResult>;
  write(request: WriteRequest, context: WriteContext): Promise<WriteSummary>;
  segments?(request: SegmentsRequest, context?: ConnectorContext): AsyncIterable<SegmentsPage>;
  options?(request: OptionsRequest, context?: ConnectorContext): Promise<SettingOption[]>;
}
