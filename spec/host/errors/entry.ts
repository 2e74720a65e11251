/** One error of the catalogue (contract section 9). */
export interface CatalogueEntry {
  /** What failed, in one sentence. A result's own message adds what it failed on. */
  readonly message: string;
  /** What the reader should do next. */
  readonly remedy: string;
  /** Whether sending the same row again, unchanged, can succeed. */
  readonly retryable: boolean;
  /** Who found the fault. */
  readonly reporter: 'connector' | 'permutive';
  /** Whether it is about this row, or about settings, permission or service: a host may drop a row for the one and must stop for the other. */
  readonly scope: 'row' | 'run';
}
