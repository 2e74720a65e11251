import { ERROR_CATALOGUE } from '../../../../spec/host/errors.ts';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import type { ListChunk, ListRow } from '../../../reconcile/index.ts';
import type { FileRow } from '../../files/file-row.ts';
import { openRows, type RowsFile } from '../../files/rows.ts';
import type { FileRowResult } from '../../report/file-run.ts';
import { UsageError } from '../../usage-error.ts';
import type { Io } from '../io.ts';
import { rowsOptions, sourceOf, understoodFile } from '../sync-input.ts';
import type { FileOptions } from '../sync-options.ts';

const NEEDS_CODES =
  'A full list needs a code in each row: one made from the name changes with the name, and would delete a segment to make an empty one. Name the column of the codes with --columns. Nothing was sent.';

/** A file as a full list: each row under its line, for ids of a file need not be unique. */
export class ListFile {
  readonly file: RowsFile;
  readonly #ids = new Map<number, string>();
  readonly close: () => Promise<void>;

  private constructor(file: RowsFile, close: () => Promise<void>) {
    this.file = file;
    this.close = close;
  }

  /** Reads the whole file once, so that what is wrong with it is known before anything is decided (F-0). @throws {UsageError} */
  static async open(path: string, options: FileOptions, io: Io): Promise<ListFile> {
    if (options.codesFromNames === true || options.targetOnly === true) throw new UsageError(NEEDS_CODES);
    const source = await sourceOf(path, true, io);
    try {
      const reading = { ...rowsOptions({ ...options, mode: 'upsert' }), whole: true };
      // Asked nowhere else: a sync of changes may make codes from names, a full list may not.
      const { questions } = await openRows(source, reading);
      if (questions.some(({ ask }) => ask === 'codes_from_names')) throw new UsageError(NEEDS_CODES);
      const file = await understoodFile(source, reading);
      return new ListFile(file, () => source.close());
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  async *chunks(): AsyncGenerator<ListChunk> {
    for await (const rows of this.file.rows()) yield { rows: rows.map((row) => this.#listRow(row)) };
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
      error: { ...error, message: `${error.message} (${this.file.where(line, error.field)})` },
    };
  }
}
