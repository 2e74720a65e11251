import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { ErrorDetail } from '../../../spec/host/errors.ts';

/** A row as the connector takes it, but for its id. */
export type RowValues = Omit<ChangeRow, 'rowId'>;

/**
 * A row of a file, or why it is none. Lines are counted from 1, and no two rows have the same. `rowId`: the row's own as
 * the file has it, else its line number (F-13).
 */
export type FileRow = { readonly line: number; readonly rowId: string } & (
  | { readonly values: RowValues }
  | { readonly refused: ErrorDetail; readonly values?: RowValues }
);

/** Whether a row could not be told apart into its values: what it holds of them may stand under the wrong names. */
export const isUnreadable = (row: FileRow): boolean =>
  'refused' in row && row.refused.code === 'invalid_row' && row.refused.field === undefined;
