import { CsvReader } from './csv.ts';
import type { FileRow } from './file-row.ts';
import { changeRowOf, type InputRow, type Values } from './input-row.ts';
import { linesOf } from './lines.ts';
import { NdjsonReader } from './ndjson.ts';

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

export interface RowsOptions {
  readonly format: Format;
  readonly warn: (message: string) => void;
  readonly onBytes?: (bytes: number) => void;
}

/** Reads a file into rows as they are asked for; never more of it is held than one chunk. */
export async function* rowsOf(
  chunks: AsyncIterable<Uint8Array | string>,
  { format, warn, onBytes }: RowsOptions,
): AsyncGenerator<readonly FileRow[]> {
  const reader = format === 'csv' ? new CsvReader(warn) : new NdjsonReader(warn);
  const ids = new RowIds();
  const fileRow = (row: InputRow): FileRow =>
    row.kind === 'unreadable'
      ? { line: row.line, rowId: ids.ofLine(row.line), problem: row.problem }
      : { line: row.line, rowId: ids.of(row.values, row.line), values: changeRowOf(row.values) };
  for await (const lines of linesOf(chunks, onBytes)) yield reader.read(lines).map(fileRow);
  yield reader.end().map(fileRow);
}

/** Row ids: the row's own, else its line number. */
class RowIds {
  #own = false;

  of(values: Values, line: number): string {
    this.#own ||= values.row_id !== undefined;
    const { row_id: id } = values;
    const own = typeof id === 'string' ? id.trim() : typeof id === 'number' ? String(id) : '';
    return own === '' ? this.ofLine(line) : own;
  }

  /** In a file whose rows have ids of their own the number alone could be mistaken for one. */
  ofLine(line: number): string {
    return this.#own ? `line ${line}` : String(line);
  }
}
