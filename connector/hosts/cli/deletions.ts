import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { Look } from '../files/look.ts';
import { UsageError } from '../usage-error.ts';

/** What is to be done about deletions: nothing, ask, or hold them all back (F-20). */
export type DeletionPolicy =
  | { readonly policy: 'allowed'; readonly maxDeletes?: number }
  | { readonly policy: 'ask' }
  | { readonly policy: 'withhold' };

export interface DeletionOptions {
  readonly mode: AudienceMode;
  readonly yes: boolean;
  readonly maxDeletes: number | undefined;
  readonly dryRun: boolean;
  /** Whether somebody can be asked. */
  readonly terminal: boolean;
}

/** @throws {UsageError} for a removal that nobody agreed to and nobody can be asked about. */
export function deletionPolicy({ mode, yes, maxDeletes, dryRun, terminal }: DeletionOptions): DeletionPolicy {
  if (maxDeletes !== undefined) return { policy: 'allowed', maxDeletes };
  if (mode === 'add' || mode === 'upsert' || yes || dryRun) return { policy: 'allowed' };
  if (terminal) return { policy: 'ask' };
  if (mode === 'remove') {
    throw new UsageError(
      'Nothing was sent: --mode remove deletes segments, and nobody can be asked here. Add --yes to delete what the file names, or --max-deletes N to delete it only if it is no more than N segments.',
    );
  }
  return { policy: 'withhold' };
}

/** Rows of the file that remove a segment. */
export const removalsIn = (look: Look, mode: AudienceMode): number =>
  mode === 'remove' ? look.removals + look.unmarked : mode === 'mirror' ? look.removals : 0;
