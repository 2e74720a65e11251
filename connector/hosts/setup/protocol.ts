import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { CheckResult, CheckStep } from '../../../spec/host/check-result.ts';
import type { Manifest } from '../../../spec/host/manifest-schema.ts';
import type { WriteProgress, WriteSummary } from '../../../spec/host/row-result.ts';
import type { RunReport } from '../report/run-report.ts';

/** What server and page say to each other, as JSON. */

export type FieldErrors = readonly { readonly field: string; readonly message: string }[];

export interface CheckState {
  readonly running: boolean;
  readonly steps: readonly CheckStep[];
  readonly result?: CheckResult;
}

export interface TargetSettings {
  readonly target: Readonly<Record<string, unknown>>;
  readonly mode: AudienceMode;
}

/** The file as it will be read. */
export interface UploadInfo {
  readonly name: string;
  readonly bytes: number;
  readonly format: 'csv' | 'ndjson';
  readonly rows: number;
  readonly unreadable: number;
  readonly changes: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly first: readonly Readonly<Record<string, string>>[];
  readonly warnings: readonly string[];
}

export const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;
export const TOO_LARGE = 'The file is larger than 200 MB. Split it, or use the command line.';

export interface RunState {
  readonly id: number;
  readonly dryRun: boolean;
  readonly running: boolean;
  readonly cancelling: boolean;
  readonly rowsExpected: number;
  readonly startedAt: number;
  readonly progress: WriteProgress;
  readonly outcomes: WriteSummary['outcomes'];
  /** Segments, not rows: two rows may name one segment. Known when the run has ended. */
  readonly segmentsDeleted: number;
  /** Milliseconds since the epoch, while Permutive has the run wait. */
  readonly waitingUntil?: number;
  readonly report?: RunReport;
}

/** What a browser that comes back is told: all but the secrets. */
export interface SessionState {
  readonly manifest: Manifest;
  readonly sandbox: boolean;
  readonly config: Readonly<Record<string, unknown>>;
  /** Fields of `config` that the server holds and will not tell. */
  readonly held: readonly string[];
  readonly settings?: TargetSettings;
  readonly upload?: UploadInfo;
}

/** Pushed by the server as it changes. */
export interface LiveState {
  readonly check?: CheckState;
  readonly preview?: RunState;
  readonly run?: RunState;
}

export interface Page<Line> {
  readonly total: number;
  readonly lines: readonly Line[];
}

export const ROW_FILTERS = ['all', 'created', 'updated', 'deleted', 'unchanged', 'failed', 'skipped'] as const;
export type RowFilter = (typeof ROW_FILTERS)[number];
