import { ACCESS_ERRORS } from './access.ts';
import { DELIVERY_ERRORS } from './delivery.ts';
import type { CatalogueEntry } from './entry.ts';
import { FULL_LIST_ERRORS } from './full-list.ts';
import { REFUSAL_ERRORS } from './refusals.ts';
import { ROW_ERRORS } from './rows.ts';
import { SETTINGS_ERRORS } from './settings.ts';

/** Every error the connector can report (contract section 9). docs/errors.md and the manifest are generated from it. */
export const ERROR_CATALOGUE = {
  ...SETTINGS_ERRORS,
  ...ACCESS_ERRORS,
  ...ROW_ERRORS,
  ...REFUSAL_ERRORS,
  ...DELIVERY_ERRORS,
  ...FULL_LIST_ERRORS,
} as const satisfies Record<string, CatalogueEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

// Object.keys is typed string[]; the catalogue is a closed literal, so its keys are exactly ErrorCode.
export const ERROR_CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];
