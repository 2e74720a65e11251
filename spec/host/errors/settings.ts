import type { CatalogueEntry } from './entry.ts';

/** What is wrong with what a run was asked for. */
export const SETTINGS_ERRORS = {
  invalid_config: {
    message: 'The connection settings are not valid.',
    remedy: 'Correct the fields named and test the connection again.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  invalid_target: {
    message: 'The target settings are not valid.',
    remedy: 'Enter a Segment Name of 1 to 255 characters; leave Segment Code blank or enter a code without spaces.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  invalid_mode: {
    message: 'The audience mode is not one of add, remove, mirror, upsert.',
    remedy: 'Choose one of the four audience modes.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
  invalid_delivery: {
    message: 'The delivery options are not valid.',
    remedy: 'Correct the options named; leave an option out to use its default.',
    retryable: false,
    reporter: 'connector',
    scope: 'run',
  },
} as const satisfies Record<string, CatalogueEntry>;
