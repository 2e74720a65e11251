import type { WriteSummary } from './row-result.ts';

/** Limits a run must keep; each is optional (O-4). */
export interface Thresholds {
  /** Of the rows that succeeded or failed: 0 to 1. */
  readonly failedShare?: number;
  readonly failedRows?: number;
  /** Rows of which it is not known whether they are in effect. */
  readonly unknownRows?: number;
  readonly durationMs?: number;
  /** The fewest rows there must be: an empty source succeeds. */
  readonly receivedRows?: number;
  /** Deletions that a guard held back. */
  readonly withheld?: number;
}

/** A limit that was not kept. */
export interface Tripped {
  readonly threshold: keyof Thresholds;
  readonly limit: number;
  readonly value: number;
}

/** What a summary alone does not count; none where it is left out. */
export interface AlsoCounted {
  readonly unknownRows?: number;
  readonly withheld?: number;
}

/** The limits that a run did not keep: above all of them, but `receivedRows`, which is a least. Pure. */
export function evaluate(summary: WriteSummary & AlsoCounted, thresholds: Thresholds): Tripped[] {
  const { succeeded, failed, received } = summary.rows;
  const values: Required<Thresholds> = {
    failedShare: failed === 0 ? 0 : failed / (succeeded + failed),
    failedRows: failed,
    unknownRows: summary.unknownRows ?? 0,
    durationMs: summary.durationMs,
    receivedRows: received,
    withheld: summary.withheld ?? 0,
  };
  const keys = Object.keys(values) as (keyof Thresholds)[]; // The literal's own keys.
  return keys.flatMap((threshold) => {
    const limit = thresholds[threshold];
    const value = values[threshold];
    if (limit === undefined || (threshold === 'receivedRows' ? value >= limit : value <= limit)) return [];
    return [{ threshold, limit, value }];
  });
}
