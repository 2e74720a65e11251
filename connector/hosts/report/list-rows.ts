import { ERROR_CATALOGUE } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { ListChunk, ListRow } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import type { RowsFile } from '../files/rows.ts';
import type { FileRowResult } from './file-run.ts';

export const NEEDS_CODES =
  'A full list needs a code in each row: one made from the name changes with the name, and would delete a segment to make an empty one.';

/** A file's rows as a full list: each under its line, for ids of a file need not be unique. */
export class ListRows {
  readonly #ids = new Map<number, string>();
  readonly #where: RowsFile['where'];

  constructor(where: RowsFile['where']) {
    this.#where = where;
  }

  /** A change that a row names says nothing here: every row is a segment that the import shall hold. */
  async *chunks(rows: AsyncIterable<readonly FileRow[]>): AsyncGenerator<ListChunk> {
    for await (const some of rows) yield { rows: some.map((row) => this.#listRow(row)) };
  }

  #listRow(row: FileRow): ListRow {
    const { line, rowId } = row;
    if (rowId !== String(line)) this.#ids.set(line, rowId);
    const { change: _change, ...values } = row.values ?? {};
    return { ...values, rowId: String(line), ...('refused' in row && { refused: row.refused }) };
  }

  /** A result under the row's own id, its line, and where in the file it stands. */
  placed(result: RowResult): FileRowResult {
    const line = Number(result.rowId);
    const rowId = this.#ids.get(line) ?? result.rowId;
    const { error } = result;
    if (error === undefined || ERROR_CATALOGUE[error.code].scope !== 'row') return { ...result, rowId, line };
    return {
      ...result,
      rowId,
      line,
      error: { ...error, message: `${error.message} (${this.#where(line, error.field)})` },
    };
  }
}
