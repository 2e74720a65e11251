import type { CatalogueEntry } from './entry.ts';

/** What a full list, its snapshot or its plan ran into. */
export const FULL_LIST_ERRORS = {
  conflicting_row: {
    message: 'An earlier row of the list gives this segment other values.',
    remedy: 'Keep one row a segment, or give all of them the same values.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  drift_kept: {
    message: 'Somebody changed this segment at Permutive since the last run; it was left as it is.',
    remedy: 'Nothing to do, or run with drift "restore" to bring it back to what the list says.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  list_incomplete: {
    message: 'The list could not be read whole, so nothing missing from it was deleted.',
    remedy: 'Correct the rows without a readable code, or send the whole list again.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  list_empty: {
    message: 'The list names no segment, so nothing was deleted.',
    remedy: 'Send the list again. To delete everything this owner made, allow an empty list.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  too_many_deletions: {
    message: 'More segments are missing from the list than the guard allows, so none was deleted.',
    remedy: 'Look at the segments named. To delete them, approve the number for this run.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  protected: {
    message: 'The segment is protected from deletion.',
    remedy: 'Nothing to do, or take its protection away and run again.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  edited_elsewhere: {
    message: 'Somebody changed this segment at Permutive since the last run, so it was not deleted.',
    remedy: 'Make a plan, look at the segment, and apply the plan if it should go.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  ownership_uncertain: {
    message: 'Nothing proves who made this segment (a run broke off, or met it there), so it was not deleted.',
    remedy: 'Make a plan, look at the segment, and apply the plan if it should go.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  code_change: {
    message:
      'A new code with the same name stands in the list: members and cohorts stay with the old code, so neither was touched.',
    remedy: 'Keep the old code, or make a plan and apply it if the change of code is intended.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  snapshot_locked: {
    message: 'Another run holds the snapshot.',
    remedy: 'Wait until it has ended. If no run is left, unlock the snapshot and run again.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  snapshot_mismatch: {
    message: 'The snapshot belongs to another import, base URL or owner.',
    remedy: 'Use the snapshot that was made for this import, or begin a new one.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  snapshot_corrupt: {
    message: 'The snapshot cannot be read whole, so nothing was sent and nothing was written.',
    remedy: 'Restore the previous snapshot that is kept beside it, or adopt the segments anew from the list.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  snapshot_conflict: {
    message: 'The snapshot was changed by another run in the meantime, so this one stopped.',
    remedy: 'Run again: it begins from what the other run left.',
    retryable: true,
    reporter: 'connector',
    scope: 'run',
  },
  plan_stale: {
    message: 'The plan no longer fits what the import or the snapshot holds, so nothing was sent.',
    remedy: 'Make a new plan, look at it, and apply that one.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
} as const satisfies Record<string, CatalogueEntry>;
