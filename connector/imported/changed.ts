import type { Fingerprint } from './fingerprint.ts';
import type { Known } from './segment-index.ts';

/** Where Permutive's clock and an `updated_at` may differ (T-3), in milliseconds. */
export const SLACK_MS = 2_000;

/** The longest that reads are thought to lag behind writes (T-4), in milliseconds. */
export const LAG_MS = 10_000;

/** Whether a time that Permutive tells is older than a request. What it does not tell is not older. */
export const isBefore = (updatedAt: number, sentAt: number): boolean => updatedAt > 0 && updatedAt < sentAt - SLACK_MS;

/** Whether a segment changed since a request, by what Permutive tells of it; what is not told may have changed. */
export function hasChanged(before: Known, { updatedAt }: Fingerprint, sentAt: number): boolean {
  if (updatedAt === 0) return true;
  if (typeof before === 'object' && before.updatedAt === updatedAt) return false;
  return !isBefore(updatedAt, sentAt);
}
