/** What a spreadsheet would take for a formula; apostrophes before it are counted in, so that undoing takes away exactly one. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A value as a spreadsheet shows it, and does not run it: with the apostrophe that spreadsheets themselves use. */
export const guarded = (value: string): string => (FORMULA.test(value) ? `'${value}` : value);

/** The same on the way back: `unguarded(guarded(value))` is `value`. Only for rows that say they were guarded. */
export const unguarded = (value: string): string =>
  value.startsWith("'") && FORMULA.test(value.slice(1)) ? value.slice(1) : value;

/** The column that says so. Without it a file is read as it stands: an apostrophe may be part of a name. */
export const GUARD_COLUMN = 'guarded';
