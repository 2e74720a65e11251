import type { ErrorDetail } from '../../../spec/host/errors.ts';
import { COLUMNS } from '../files/columns.ts';
import { csvLine } from '../files/csv-cell.ts';
import type { FileRow } from '../files/file-row.ts';
import { GUARD_COLUMN, guarded } from '../files/spreadsheet-guard.ts';

const HEADING = [...COLUMNS, 'problem', 'remedy', 'request_id', GUARD_COLUMN];

/**
 * The rows to be run again, as they came, each with why: a file to be mended and synced. `errorOf` says why a row is
 * one of them, by its line.
 */
export async function* failedRowsCsv(
  rows: AsyncIterable<readonly FileRow[]>,
  errorOf: (line: number) => Pick<ErrorDetail, 'message' | 'remedy' | 'requestId'> | undefined,
): AsyncGenerator<string> {
  yield csvLine(HEADING);
  for await (const some of rows) {
    const text = some.map((row) => lineFor(row, errorOf(row.line))).join('');
    if (text !== '') yield text;
  }
}

function lineFor(row: FileRow, error: Pick<ErrorDetail, 'message' | 'remedy' | 'requestId'> | undefined): string {
  if (error === undefined) return '';
  const values = [...Object.values(cellsOf(row)), error.message, error.remedy, error.requestId ?? ''];
  const safe = values.map(guarded);
  return csvLine([...safe, safe.some((value, index) => value !== values[index]) ? 'yes' : '']);
}

/** The row's values as text, under the names of the columns. */
export function cellsOf(row: FileRow): Record<(typeof COLUMNS)[number], string> {
  const values: Readonly<Record<string, unknown>> = row.values ?? {};
  const texts = COLUMNS.map((column) => [column, column === 'row_id' ? row.rowId : textOf(values[column])]);
  return Object.fromEntries(texts); // One entry a column, so the record is whole.
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) return JSON.stringify(value) ?? '';
  return value.some((entry) => entry.includes(',')) ? JSON.stringify(value) : value.join(', ');
}
