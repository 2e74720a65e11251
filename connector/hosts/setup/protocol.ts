import type { SettingOption } from '../../../spec/destination/connector.ts';
import type { Manifest } from '../../../spec/destination/manifest-schema.ts';
import type { CheckResult, CheckStep } from '../../../spec/host/check-result.ts';
import type { ErrorCode, ErrorDetail } from '../../../spec/host/errors.ts';
import type { RequestEnded } from '../../../spec/host/request-event.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { SegmentFields } from '../../../spec/host/segment.ts';
import type { MembershipReport } from '../../memberships/index.ts';
import type { AnswerKind, Evidence, RunFacts } from '../../receipt/index.ts';
import type { Effect } from './effect.ts';
import type { FileView } from './file-view.ts';

/** What server and page say to each other, as JSON. */

export type FieldErrors = readonly { readonly field: string; readonly message: string }[];

/** The one truth of every open page: told whole whenever it changes. */
export interface ScreenState {
  readonly connection: ConnectionState;
  readonly file?: FileView;
  readonly effect: Effect;
  readonly plan?: PlanState;
  /** Every run since the start and, with `keep`, of the folder; newest first. */
  readonly runs: readonly RunHead[];
  /** Facts of the run that is going on. */
  readonly live?: RunFacts;
  /** The folder that runs are kept in, as the user named it. */
  readonly keep?: string;
}

/** What does not change while the program runs. */
export interface Basics {
  readonly manifest: Manifest;
  readonly sandbox: boolean;
  readonly canList: boolean;
  readonly example: boolean;
}

export interface ConnectionState {
  /** Settings that are no secrets. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Secret fields that the server holds, each with its last four characters. */
  readonly held: Readonly<Record<string, string>>;
  readonly environment: { readonly kind: 'production' | 'sandbox'; readonly host: string };
  readonly key: 'none' | 'untried' | 'good' | 'read_only' | 'refused';
  readonly import?: NonNullable<CheckResult['import']>;
  readonly check?: {
    readonly running: boolean;
    readonly steps: readonly CheckStep[];
    /** How long each step that ended took, in milliseconds. */
    readonly stepMs: Readonly<Partial<Record<CheckStep['id'], number>>>;
    readonly result?: CheckResult;
    readonly at?: string;
    readonly ms?: number;
  };
  /** Values that a field may take, once they are known. */
  readonly choices: Readonly<Record<string, readonly SettingOption[]>>;
}

export const LINE_KINDS = ['deleted', 'updated', 'created', 'failed', 'unchanged', 'skipped'] as const;
export type LineKind = (typeof LINE_KINDS)[number];
export type KindCounts = Readonly<Record<LineKind, { readonly rows: number; readonly segments: number }>>;

export interface PlanState {
  readonly id: number;
  readonly effect: Effect | 'undo';
  /** The run that it takes back. */
  readonly undoes?: number;
  /** The run whose rows without a final result it is of. */
  readonly resumes?: number;
  readonly status: 'reading' | 'ready' | 'expired' | 'rereading' | 'used' | 'failed';
  /** Rows with a result, while it is made. */
  readonly settled: number;
  readonly expected: number;
  readonly at: string;
  readonly counts: KindCounts;
  /** Rows with a result that is a change, an "as it is", a fault, or left out: all rows of the file. */
  readonly rows: number;
  readonly fingerprint?: string;
  /** Why it cannot be applied (any more). */
  readonly reason?: string;
  readonly stale?: readonly StaleSegment[];
  readonly run?: number;
  readonly corrections: number;
  /** Of a full list: deletions that its guards keep back, by why. */
  readonly keptBack: readonly KeptBack[];
  /** Segments of the import that are ours, and that are not: never deleted. */
  readonly owned?: number;
  readonly foreign?: number;
  /** What an undo cannot bring back. */
  readonly lost?: readonly string[];
  readonly waitingUntil?: string;
}

/** Deletions that one guard keeps back: all or none. */
export interface KeptBack extends Pick<ErrorDetail, 'message' | 'remedy'> {
  readonly reason: ErrorCode;
  readonly segments: number;
  /** The first of them, by name. */
  readonly first: readonly { readonly code: string; readonly name: string }[];
}

/** A segment that is not as the plan showed it. */
export interface StaleSegment {
  readonly code: string | null;
  readonly name: string;
  readonly change: string;
}

/** One segment of the diff, or one row that is to be fixed or left out. */
export interface PlanLine {
  readonly kind: LineKind;
  /** 0: no row of the file names it. */
  readonly line: number;
  readonly rowId: string;
  /** Rows that share the segment. */
  readonly rows: number;
  readonly code: string | null;
  readonly name: string;
  readonly madeCode?: true;
  /** What to know of a change before agreeing to it. */
  readonly remarks?: readonly string[];
  readonly before?: SegmentFields | null;
  readonly after?: SegmentFields | null;
  readonly error?: Pick<ErrorDetail, 'code' | 'message' | 'remedy' | 'field'>;
  /** Values of a row to fix, as the file has them, corrections included. */
  readonly values?: Readonly<Record<string, string>>;
  readonly corrected?: true;
}

export interface RunHead {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly file: string;
  readonly rowsInFile: number;
  readonly title: string;
  readonly rows: RunFacts['rows'];
  readonly requests: number;
  readonly durationMs: number;
  readonly running: boolean;
  readonly stopping?: true;
  readonly status?: 'completed' | 'completed_with_errors' | 'failed' | 'cancelled';
  readonly sandbox: boolean;
  /** Nothing was sent: what would have been. */
  readonly dryRun?: true;
  /** The fingerprint of its plan. */
  readonly plan?: string;
  readonly effect: RunFacts['about']['mode'];
  readonly resumedFrom?: number;
  /** Rows that Resume would send; 0: it cannot help, or the file is gone. */
  readonly resumable: number;
  /** Whether what it changed can be planned back. */
  readonly undoable?: true;
  /** Of an earlier start of the program. */
  readonly earlier?: true;
}

/** One row of a run, as tables show it. */
export interface RunRow extends Pick<RowResult, 'status' | 'outcome' | 'segmentCode'> {
  /** Its place among the run's rows: what it is asked for by. */
  readonly place: number;
  /** 0: no row of the file names its segment. */
  readonly line: number;
  readonly rowId: string;
  readonly name?: string;
  readonly message?: string;
}

/** One segment of a run, as its last row left it. */
export interface RunSegment extends RunRow {
  readonly rows: number;
  readonly changed: readonly { readonly field: string; readonly was?: string; readonly is: string }[];
}

export interface RowEvidence extends Evidence {
  readonly row: RunRow;
  readonly fields: readonly {
    readonly field: string;
    readonly before?: string;
    readonly asked?: string;
    readonly sent: boolean;
    /** As `told` shows it. */
    readonly now?: string;
  }[];
  readonly error?: ErrorDetail;
  /** The operation that was sent last for it, as JSON. */
  readonly sentAs?: { readonly request: number; readonly json: string };
  /** The exchange that told the segment last, where its answer is still kept; read, or told when it was sent. */
  readonly told?: { readonly request: number; readonly read: boolean };
  readonly operation: RowResult['operation'];
}

/** Rows of two runs, matched by segment code and cause: how many, and the first ones. */
export interface Comparison {
  readonly same: ComparedRows;
  /** Failed in the later run alone. */
  readonly fresh: ComparedRows;
  readonly mended: ComparedRows;
}
export interface ComparedRow extends RunRow {
  /** The code that the row gives, where none was settled. */
  readonly askedCode?: string;
}
interface ComparedRows {
  readonly count: number;
  readonly rows: readonly ComparedRow[];
}

/** One exchange, and its bodies where the screen still has them. */
export interface ExchangeBodies {
  readonly request: string;
  readonly answer: string;
}
export type ExchangeLine = RequestEnded & { readonly answer: AnswerKind; readonly bodies: boolean };

/** What a membership file holds, as far as a page shows it. */
export type MembershipsTold = Omit<MembershipReport, 'segmentsWithoutLines'> & {
  readonly segmentsWithoutLines?: number;
};

export interface Page<Line> {
  readonly total: number;
  readonly lines: readonly Line[];
}

export const MAX_UPLOAD_BYTES = 200 * 1024 * 1024;
export const TOO_LARGE = 'The file is larger than 200 MB. Split it, or use the command line.';
