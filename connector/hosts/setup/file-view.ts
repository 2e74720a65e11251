import type { Column } from '../files/columns.ts';

/** How a column of the file came to be matched with a field. */
export type Matched = 'name' | 'remembered' | 'you' | 'none';

export interface ColumnView {
  readonly heading: string;
  readonly samples: readonly string[];
  readonly field?: Column;
  readonly matched: Matched;
}

/** A decision that nobody takes for the reader. */
export type Asked =
  | {
      readonly kind: 'encoding';
      readonly choices: readonly {
        readonly encoding: string;
        readonly label: string;
        readonly samples: readonly string[];
      }[];
    }
  /** A change list, and no column says what changed. */
  | { readonly kind: 'effect' }
  | { readonly kind: 'columns'; readonly message: string; readonly heading?: string }
  | {
      readonly kind: 'codes';
      readonly rows: number;
      readonly removes: boolean;
      readonly examples: readonly { readonly name: string; readonly code: string }[];
    };

/** The file as it is understood. */
export interface FileView {
  /** Counts the readings: a plan is of one of them. */
  readonly reading: number;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** "Windows-1252", "“;”", "decimal comma". */
  readonly understood: readonly string[];
  /** Rows and lines that are none, together. */
  readonly rows: number;
  readonly unreadable: number;
  readonly columns: readonly ColumnView[];
  readonly unused: readonly string[];
  readonly notes: readonly string[];
  /** Why it cannot be planned. */
  readonly problem?: string;
  readonly asks?: Asked;
}
