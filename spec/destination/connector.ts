import type { DestinationContext } from './context.ts';
import type { DestinationDelivery } from './delivery.ts';
import type { CommonErrorCode, Open } from './error.ts';
import type { Manifest } from './manifest-schema.ts';
import type {
  CommonStep,
  DestinationCheckResult,
  DestinationCheckStep,
  DestinationProgress,
  DestinationRowResult,
  DestinationSummary,
} from './result.ts';
import type { DestinationChangeSet, DestinationRow } from './row.ts';

/** What is the same in every call: settings as the manifest's `config` says, validated by the connector. */
export interface DestinationRequest {
  config: unknown;
  delivery?: DestinationDelivery | undefined;
}

export interface DestinationCheckRequest extends DestinationRequest {
  /** Settings of one sync: when given, a step of its own checks them. */
  target?: unknown;
}

export interface DestinationCheckContext<
  Code extends string = Open<CommonErrorCode>,
  Step extends string = Open<CommonStep>,
> extends DestinationContext<Code> {
  /** Called with each step as it ends. */
  onStep?: ((step: DestinationCheckStep<Code, Step>) => void) | undefined;
}

export interface DestinationWriteRequest<Row extends DestinationRow = DestinationRow> extends DestinationRequest {
  /** Settings of one sync; validated. */
  target?: unknown;
  mode: 'add' | 'remove' | 'mirror' | 'upsert';
  /** Pulled as needed, never hoarded (P-6). */
  changeSets: AsyncIterable<DestinationChangeSet<Row>> | Iterable<DestinationChangeSet<Row>>;
  /** Reads only; every row gets the result it would get (P-7). */
  dryRun?: boolean | undefined;
  /**
   * After an error that ends the run (D-6): `read` (default) reads every remaining row and fails it; `stop` gives rows already pulled their
   * results and closes the source.
   */
  afterFatal?: 'read' | 'stop' | undefined;
}

export interface DestinationWriteContext<Code extends string = Open<CommonErrorCode>> extends DestinationContext<Code> {
  /** Called once per received row; a returned promise is awaited (T-1). */
  onRowResult: (result: DestinationRowResult<Code>) => void | Promise<void>;
  onProgress?: ((progress: DestinationProgress<Code>) => void | Promise<void>) | undefined;
}

export interface DestinationOptionsRequest extends DestinationRequest {
  /** The settings field asked for; `config` may lack it. */
  field: string;
}

/** One value a settings field may take, for a drop-down. */
export interface SettingOption {
  value: string;
  label: string;
  description?: string | undefined;
}

/** One page of what the destination's container holds. */
export interface DestinationPage {
  segments: readonly { code: string; name?: string | undefined }[];
  totalCount?: number | undefined;
  /** On the last page: whether what the listing lacks is absent (T-4). */
  complete?: boolean | undefined;
}

/**
 * What a host and a destination promise each other: `Row` is what the destination reads, `Code` its error codes, `Step` the steps of its check.
 * A host of many connectors takes the parameters as they are; a connector names its own.
 */
export interface DestinationConnector<
  Row extends DestinationRow = DestinationRow,
  Code extends string = Open<CommonErrorCode>,
  Step extends string = Open<CommonStep>,
> {
  readonly manifest: Manifest;
  /** Tells whether the settings work. Never throws for anything settings or service can do (C-1); changes nothing (C-4). */
  check(
    request: DestinationCheckRequest,
    context?: DestinationCheckContext<Code, Step>,
  ): Promise<DestinationCheckResult<Code, Step>>;
  /**
   * Brings the destination into the state the change-sets ask for and reports one result a row.
   * Rejects with an error of the catalogue before a row is read when the request is invalid, and with the host's own error when
   * `onRowResult` or the source throws (T-10); every other fault is told in the results and the summary.
   */
  write(
    request: DestinationWriteRequest<Row>,
    context: DestinationWriteContext<Code>,
  ): Promise<DestinationSummary<Code>>;
  /** Pages of what is there, by the same client, lane, retries and bounds as write(). There when the manifest says so. */
  segments?(request: DestinationRequest, context?: DestinationContext<Code>): AsyncIterable<DestinationPage>;
  /** Values for a settings field at run time, for a drop-down. There when the manifest says so. */
  options?(request: DestinationOptionsRequest, context?: DestinationContext<Code>): Promise<SettingOption[]>;
}
