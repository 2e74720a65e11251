import type { AudienceMode } from '../../spec/host/change-set.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import type { BatchCourse } from './batch-course.ts';
import type { Cause } from './causes.ts';
import type { Trouble } from './troubles.ts';

/** What a host knows of a run before its first row. */
export interface RunAbout {
  readonly runId: string;
  /** Where the host numbers its runs: "Run 43". */
  readonly number?: number;
  readonly connectorVersion: string;
  readonly import: { readonly id: string; readonly name?: string };
  /** `host` is where the requests go. A sandbox run looks different at arm's length (U-13). */
  readonly environment: { readonly kind: 'production' | 'sandbox'; readonly host: string };
  /** `full`: the whole list, made equal; its rows are the changes of a plan. `undo`: a plan that takes a run back. */
  readonly mode: AudienceMode | 'full' | 'undo';
  readonly dryRun: boolean;
  /** `rows`: what the input holds, where that is known; more than were read, when a run broke off. */
  readonly input?: { readonly name: string; readonly bytes?: number; readonly sha256?: string; readonly rows?: number };
  /** What the run has to settle, where that is not all rows of the input: the changes of a plan. */
  readonly toSettle?: number;
  readonly plan?: { readonly fingerprint: string };
  /** ISO time. */
  readonly startedAt: string;
  /** IANA name of the reader's time zone; UTC when absent. */
  readonly timeZone?: string;
  /** The command, or the words, for what to do next. */
  readonly next?: string;
  /** Where every row's result stands. */
  readonly resultsFile?: string;
}

/** A segment that the run deleted, or would delete. */
export interface Deletion {
  readonly segmentCode: string;
  readonly name?: string;
  readonly where: string;
  readonly requests: readonly number[];
  readonly known: string;
}

/** How many rows had a result by when: milliseconds since the start. */
export type Step = readonly [ms: number, rows: number];

/** Everything a receipt shows, as the JSON inside it. Grows with batches and causes, not with rows. */
export interface RunFacts {
  readonly format: 'destination-permutive/receipt';
  readonly version: 1;
  readonly about: RunAbout;
  /** Absent while the run is going on. */
  readonly endedAt?: string;
  readonly summary?: WriteSummary;
  readonly rows: RowCounts;
  readonly batches: readonly BatchCourse[];
  readonly troubles: readonly Trouble[];
  readonly waitedMs: number;
  readonly causes: readonly Cause[];
  readonly deletions: readonly Deletion[];
  readonly steps: readonly Step[];
  readonly requests: { readonly sent: number; readonly events: readonly RequestEvent[]; readonly leftOut: number };
}

/** Rows with a result. `created` to `failed` add up to `settled`. */
export interface RowCounts {
  settled: number;
  created: number;
  updated: number;
  deleted: number;
  unchanged: number;
  skipped: number;
  failed: number;
  /** Of the failed: nobody can know whether they are in effect (T-2). */
  unknown: number;
  /** Of the failed: they never went out, and nothing is wrong with them. */
  notSent: number;
  /** Rows that an operation was sent for. */
  sent: number;
}
