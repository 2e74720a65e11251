import type { CatalogueEntry } from './entry.ts';

/** What is wrong with a row, or why nothing was to be done for it. */
export const ROW_ERRORS = {
  invalid_row: {
    message: 'The row cannot be read.',
    remedy: 'Send an object with a rowId and, if present, a change of added, changed or removed.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  missing_change: {
    message: 'Mirror mode needs to know whether the row was added, changed or removed.',
    remedy: 'Give each row a change of added, changed or removed, or use another mode.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  missing_segment_code: {
    message: 'The row names no segment of its own.',
    remedy:
      'Map segment_code (or segment_name). A removed row never falls back on the target segment; another does only where a target is set.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  invalid_segment_code: {
    message: 'The segment code cannot be used.',
    remedy:
      'Use 1 to 255 characters without spaces, invisible characters, commas, "/", "\\", "?" or "#"; "." and ".." are not codes.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  missing_segment_name: {
    message: 'There is no name for the segment.',
    remedy: 'Map segment_name, or set a Segment Name in the target settings.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  invalid_field: {
    message: 'A field of the row has a value that cannot be used.',
    remedy: 'Correct the field named in the error and send the row again.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  delete_limit_exceeded: {
    message: 'No deletion was sent: the run names more segments to delete than maxDeletes allows.',
    remedy: 'Check that the deletions are intended, then raise maxDeletes. Everything else was done.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  not_in_mode: {
    message: 'The mode does not act on this kind of change.',
    remedy: 'Nothing to do. Use Mirror mode to act on additions and removals alike.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
  superseded: {
    message: 'Another row decides what becomes of this segment, so this one was not acted on.',
    remedy: 'Nothing to do, unless this row should decide: then send it alone, or last in a log.',
    retryable: false,
    reporter: 'connector',
    scope: 'row',
  },
} as const satisfies Record<string, CatalogueEntry>;
