import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { RowResult, WriteSummary } from '../../../spec/host/row-result.ts';
import type { Cause } from './tally.ts';

/** Where the counts stood `at` milliseconds into the run. */
export interface Sample extends Readonly<WriteSummary['outcomes']> {
  readonly at: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One row, as tables show it. */
export interface RowLine {
  readonly rowId: string;
  readonly segmentCode: string | null;
  readonly status: RowResult['status'];
  readonly outcome: RowResult['outcome'];
  readonly message?: string;
  readonly remedy?: string;
  readonly requestId?: string;
}

/** What a sync log shows of a run that has ended. */
export interface RunReport {
  readonly startedAt: number;
  readonly mode: AudienceMode;
  readonly fileName: string;
  readonly segmentName: string;
  readonly summary: WriteSummary;
  readonly causes: readonly Cause[];
  readonly timeline: readonly Sample[];
  /** What broke the run off, other than Permutive. */
  readonly fault?: string;
}
