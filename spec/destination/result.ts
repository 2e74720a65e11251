import type { CommonErrorCode, DestinationError, Open } from './error.ts';

/** What became of one row (T-2). A destination adds what its rows are about. */
export interface DestinationRowResult<Code extends string = Open<CommonErrorCode>> {
  rowId: string;
  changeSetId?: string | undefined;
  status: 'succeeded' | 'failed' | 'skipped';
  /** Null unless succeeded. */
  outcome: 'created' | 'updated' | 'deleted' | 'unchanged' | null;
  /** What was sent last for the row, in the service's own word. */
  operation: string | null;
  /** Its batch, from 1, and the exchanges it was settled by. */
  batch?: number | undefined;
  requests?: readonly number[] | undefined;
  error?: DestinationError<Code> | undefined;
}

interface RowCounts {
  received: number;
  succeeded: number;
  failed: number;
  skipped: number;
}

interface RequestCounts {
  sent: number;
  retried: number;
}

/** How far a run is. */
export interface DestinationProgress<Code extends string = Open<CommonErrorCode>> {
  rows: RowCounts;
  requests: RequestCounts;
  /** ISO 8601; stands in every report until the wait is over, with what is waited for. */
  waitingUntil?: string | undefined;
  waitingFor?: Code | undefined;
}

/** The end of a run (T-11). */
export interface DestinationSummary<Code extends string = Open<CommonErrorCode>> {
  status: 'completed' | 'completed_with_errors' | 'failed' | 'cancelled';
  dryRun: boolean;
  rows: RowCounts;
  outcomes: { created: number; updated: number; deleted: number; unchanged: number };
  requests: RequestCounts;
  durationMs: number;
  fatal?: DestinationError<Code> | undefined;
}

/** Steps of a check that any destination may have. */
export type CommonStep = 'config' | 'target' | 'authentication' | 'write_access';

export interface DestinationCheckStep<
  Code extends string = Open<CommonErrorCode>,
  Step extends string = Open<CommonStep>,
> {
  id: Step;
  status: 'passed' | 'failed' | 'warning' | 'skipped';
  message: string;
  error?: DestinationError<Code> | undefined;
}

/** What check() found, step by step (C-2); `message` is for the marketer. */
export interface DestinationCheckResult<
  Code extends string = Open<CommonErrorCode>,
  Step extends string = Open<CommonStep>,
> {
  status: 'succeeded' | 'failed';
  message: string;
  steps: DestinationCheckStep<Code, Step>[];
  fieldErrors: { field: string; message: string }[];
}
