import type { Fingerprint } from '../imported/fingerprint.ts';
import type { Known } from '../imported/segment-index.ts';
import { SLACK_MS } from './learned.ts';

/** Whether a time that Permutive tells is older than a request. What it does not tell is not older. */
export const isBefore = (updatedAt: number, sentAt: number): boolean => updatedAt > 0 && updatedAt < sentAt - SLACK_MS;

/** Whether a segment changed since a request, by what Permutive tells of it; what is not told may have changed. */
export function hasChanged(before: Known, { updatedAt }: Fingerprint, sentAt: number): boolean {
  if (updatedAt === 0) return true;
  if (typeof before === 'object' && before.updatedAt === updatedAt) return false;
  return !isBefore(updatedAt, sentAt);
}
