import { COLUMNS, type Column } from '../files/columns.ts';
import { type FileRow, isUnreadable } from '../files/file-row.ts';

/** Values that the reader put in the place of a row's own, by line of the file. */
export type Corrections = ReadonlyMap<number, Readonly<Partial<Record<Column, string>>>>;

/** Some lines of a file: a set, or all but those of a set. */
export interface Lines {
  readonly size: number;
  has(line: number): boolean;
}

/** The rows of a file as they are to be run: corrected, and only some where `only` says which. `seen` is told each as it goes out. */
export async function* chosenRows(
  rows: AsyncIterable<readonly FileRow[]>,
  { corrections, only, seen }: { corrections: Corrections; only?: Lines; seen: (row: FileRow) => void },
): AsyncGenerator<readonly FileRow[]> {
  for await (const some of rows) {
    const chosen = only === undefined ? some : some.filter(({ line }) => only.has(line));
    const corrected = chosen.map((row) => correctedRow(row, corrections));
    for (const row of corrected) seen(row);
    yield corrected;
  }
}

function correctedRow(row: FileRow, corrections: Corrections): FileRow {
  const correction = corrections.get(row.line);
  if (correction === undefined || row.values === undefined || isUnreadable(row)) return row;
  const values: Record<string, unknown> = { ...row.values };
  for (const column of COLUMNS) {
    const text = correction[column];
    if (text === undefined || column === 'row_id') continue;
    if (text.trim() === '') delete values[column];
    else values[column] = text;
  }
  // What is typed in place of a value is read by the connector; a refusal of the file's own reader goes with the value it was for.
  return { line: row.line, rowId: row.rowId, values };
}
