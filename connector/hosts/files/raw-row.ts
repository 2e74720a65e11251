/** A row as the file has it, before anybody knows what its columns mean. Lines are counted from 1. */
export type RawRow =
  | { readonly kind: 'cells'; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: 'object'; readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unreadable'; readonly line: number; readonly problem: string };

/** A row may be as long as this, in characters (S-5 allows a description of 1,024). */
export const MAX_ROW_CHARACTERS = 64 * 1024;

export const TOO_LONG = `is longer than ${MAX_ROW_CHARACTERS} characters`;
