import type { AudienceMode } from '../../spec/host/change-set.ts';
import type { Logger } from '../../spec/host/connector.ts';
import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { Clock } from '../clock.ts';
import { LAG_MS, SLACK_MS } from '../imported/changed.ts';
import { type ComparedField, type Fingerprint, fingerprintOf } from '../imported/fingerprint.ts';
import type { Observing } from '../imported/observing.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { foldCode } from '../plan/segment-code.ts';
import { BatchSize } from '../send/batch-size.ts';
import { hashText } from '../text-hash.ts';
import type { Standing } from './standing.ts';

/** What the batches of a run share. */
export interface Run {
  readonly mode: AudienceMode;
  readonly log: Logger;
  readonly cancel: AbortSignal | undefined;
  readonly observer: Observing;
  /** The most operations a request may hold: shrinks when Permutive finds a batch too large or too slow (D-5). */
  readonly size: BatchSize;
  /** How long an effect that was not seen may still be on its way, in milliseconds (T-4). */
  readonly patienceMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly results: ResultsSoFar;
  readonly learned: Learned;
  /** Set when nothing more may be sent (D-6). */
  fatal: ErrorDetail | undefined;
}

/** What a run has told so far. */
interface ResultsSoFar {
  /** Rows that have their result: narrowing may cost the more, the more of them there are (T-7). */
  readonly settled: number;
  /** Whether the run has brought about, or found, a segment under exactly this code. */
  isBroughtAbout(code: string): boolean;
}

/** A run at its beginning; `timeoutMs` and `batchSize` as the host wants them. */
export const beginRun = (
  { clock, ...given }: Pick<Run, 'mode' | 'log' | 'cancel' | 'observer' | 'results'> & { readonly clock: Clock },
  { timeoutMs, batchSize }: { readonly timeoutMs: number; readonly batchSize: number },
): Run => ({
  ...given,
  random: () => clock.random(),
  size: new BatchSize(batchSize),
  patienceMs: Math.min(timeoutMs, LAG_MS),
  learned: nothingLearned(),
  fatal: undefined,
});

/** Whether hints in refusals are tried first: until one has lied (T-6: a hint to try first, never a verdict). */
export interface HintTrust {
  believed: boolean;
}

/** What a run has learned of Permutive, and goes by from then on. */
export interface Learned {
  /** Kinds of refusal that were found to mean conflict (T-6). */
  readonly conflicts: Set<string>;
  /** Those that ever did, though the same words may mean something else of another row. */
  readonly meantConflict: Set<string>;
  /** Kinds of refusal that reading back once failed to explain. */
  readonly unexplained: Set<string>;
  readonly hints: HintTrust;
  /** Fields of which Permutive keeps other values than it is sent (T-3). */
  readonly keptOtherwise: Set<ComparedField>;
  /** Forms of answer that a whole batch was found in effect after (T-3). */
  readonly forms: Set<string>;
  /** Deletions that were accepted so far, and whether each must be looked at (T-3). */
  deletions: number;
  doubtsDeletions: boolean;
  /** Whether a refused batch was seen to be carried out in part (T-4). */
  carriesOutInPart: boolean;
  /** Whether anything of what a 5xx was the answer to was found in effect, early or late; undefined before it was looked at twice (T-4). */
  failuresShow: boolean | undefined;
  /** Requests that narrowing has taken so far (T-7), and those after a 5xx before anything was accepted (T-6). */
  narrowingSpent: number;
  failingSpent: number;
  /** Whether narrowing after a 5xx has ever led to something accepted. */
  failingPays: boolean;
  /** In add mode: codes that were brought about within the last seconds (T-4). */
  readonly recent: RecentlyAccepted;
  /** By folded code, what was brought about once Permutive was seen to fold codes (T-3). */
  readonly broughtAbout: Map<string, { readonly code: string; readonly as: Fingerprint }>;
}

export const nothingLearned = (): Learned => ({
  conflicts: new Set(),
  meantConflict: new Set(),
  unexplained: new Set(),
  hints: { believed: true },
  keptOtherwise: new Set(),
  forms: new Set(),
  deletions: 0,
  doubtsDeletions: false,
  carriesOutInPart: false,
  failuresShow: undefined,
  narrowingSpent: 0,
  failingSpent: 0,
  failingPays: false,
  recent: new RecentlyAccepted(),
  broughtAbout: new Map(),
});

/** Whether nothing more may be sent. */
export const isStopped = ({ fatal, cancel }: Run): boolean => fatal !== undefined || (cancel?.aborted ?? false);

/** Remembers by folded code what of a batch is in effect, once Permutive was seen to fold codes (T-3). */
export function rememberBroughtAbout(
  { broughtAbout }: Learned,
  all: readonly { readonly change: SegmentChange; readonly standing: Standing }[],
): void {
  for (const { change, standing } of all) {
    if (change.state === 'absent' || standing.is !== 'fact' || standing.resolution.is !== 'succeeded') continue;
    const key = foldCode(change.code);
    if (!broughtAbout.has(key)) broughtAbout.set(key, { code: change.code, as: fingerprintOf(change) });
  }
}

/** Codes of batches that were accepted just now, as hashes: a batch of 5,000 takes 40 KB. */
class RecentlyAccepted {
  #batches: { readonly at: number; readonly codes: Float64Array }[] = [];

  /** `at`: when they were sent, by Permutive's clock, in milliseconds. */
  note(changes: readonly SegmentChange[], at: number): void {
    this.#forgetBefore(at);
    if (changes.length > 0) this.#batches.push({ at, codes: Float64Array.from(changes, ({ code }) => hashText(code)) });
  }

  /** Whether a code was accepted so shortly before a time that an `updated_at` cannot tell the two apart. */
  has(code: string, at: number): boolean {
    this.#forgetBefore(at);
    const hash = hashText(code);
    return this.#batches.some(({ codes }) => codes.includes(hash));
  }

  #forgetBefore(at: number): void {
    this.#batches = this.#batches.filter((batch) => batch.at >= at - SLACK_MS);
  }
}
