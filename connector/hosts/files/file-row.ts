import type { ChangeRow } from '../../../spec/host/change-set.ts';

/** A row of a file, or what stands in the place of one. Lines are counted from 1, and no two rows have the same. */
export type FileRow = {
  readonly line: number;
  /** The row's own id as the file has it, else its line number (F-13). */
  readonly rowId: string;
} & ({ readonly values: Omit<ChangeRow, 'rowId'> } | { readonly problem: string });
