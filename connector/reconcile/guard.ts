import type { ErrorCode } from '../../spec/host/errors.ts';

/** What keeps a run from deleting more than anybody meant. */
export interface Guard {
  /** Deletions up to which no share is asked for; 10 when absent. Not `maxDeletes`, which is write()'s (P-8). */
  readonly maxDeletions?: number;
  /** The share of what is owned up to which deletions are not suspicious; 0.1 when absent. */
  readonly maxDeletionShare?: number;
  /** A ceiling that somebody has agreed to, for this run alone. */
  readonly approveDeletions?: number;
  /** Lets a list that names no segment delete everything that is owned. */
  readonly allowEmptyList?: boolean;
}

const MAX_DELETIONS = 10;
const MAX_DELETION_SHARE = 0.1;

/** Why all deletions of a run are withheld: all or none, never a part of a suspicious set (N-4). */
export type WithheldAll = Extract<ErrorCode, 'list_incomplete' | 'list_empty' | 'too_many_deletions'>;

/** What a guard judges. */
export interface Removals {
  /** Owned segments that the list does not name, protected ones left out: nothing would become of those. */
  readonly candidates: number;
  /** What this owner owns at Permutive. */
  readonly owned: number;
  /** Codes that the list names. */
  readonly listed: number;
  /** Whether the list may lack rows, or one of its rows could not be told by its code. */
  readonly incomplete: boolean;
}

/** Why none of a run's candidates may be deleted, or nothing when they may. */
export function withholdsAll(
  { candidates, owned, listed, incomplete }: Removals,
  guard: Guard,
): WithheldAll | undefined {
  if (incomplete) return 'list_incomplete';
  if (listed === 0 && guard.allowEmptyList !== true) return 'list_empty';
  const { maxDeletions = MAX_DELETIONS, maxDeletionShare = MAX_DELETION_SHARE, approveDeletions } = guard;
  const allowed = approveDeletions ?? Math.max(maxDeletions, Math.floor(maxDeletionShare * owned));
  return candidates > allowed ? 'too_many_deletions' : undefined;
}

/** Whether a code is under protection: patterns are codes, or prefixes with a trailing * (R-12). */
export function protects(patterns: readonly string[]): (code: string) => boolean {
  const codes = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (code) => codes.has(code) || prefixes.some((prefix) => code.startsWith(prefix));
}
