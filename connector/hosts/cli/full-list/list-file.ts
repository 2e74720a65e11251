import type { RowResult } from '../../../../spec/host/row-result.ts';
import type { ListChunk } from '../../../reconcile/index.ts';
import { openRows, type RowsFile } from '../../files/rows.ts';
import type { FileRowResult } from '../../report/file-run.ts';
import { ListRows, NEEDS_CODES } from '../../report/list-rows.ts';
import { UsageError } from '../../usage-error.ts';
import type { Io } from '../io.ts';
import { rowsOptions, sourceOf, understoodFile } from '../sync-input.ts';
import type { FileOptions } from '../sync-options.ts';

const NAME_THE_COLUMN = `${NEEDS_CODES} Name the column of the codes with --columns. Nothing was sent.`;

/** A file as a full list. */
export class ListFile {
  readonly file: RowsFile;
  readonly close: () => Promise<void>;
  readonly #list: ListRows;

  private constructor(file: RowsFile, close: () => Promise<void>) {
    this.file = file;
    this.close = close;
    this.#list = new ListRows((line, field) => file.where(line, field));
  }

  /** Reads the whole file once, so that what is wrong with it is known before anything is decided (F-0). @throws {UsageError} */
  static async open(path: string, options: FileOptions, io: Io): Promise<ListFile> {
    if (options.codesFromNames === true || options.targetOnly === true) throw new UsageError(NAME_THE_COLUMN);
    const source = await sourceOf(path, true, io);
    try {
      const reading = { ...rowsOptions({ ...options, mode: 'upsert' }), whole: true };
      // Asked nowhere else: a sync of changes may make codes from names, a full list may not.
      const { questions } = await openRows(source, reading);
      if (questions.some(({ ask }) => ask === 'codes_from_names')) throw new UsageError(NAME_THE_COLUMN);
      const file = await understoodFile(source, reading);
      return new ListFile(file, () => source.close());
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  chunks(): AsyncGenerator<ListChunk> {
    return this.#list.chunks(this.file.rows());
  }

  /** A result under the row's own id, its line, and where in the file it stands. */
  placed(result: RowResult): FileRowResult {
    return this.#list.placed(result);
  }
}
