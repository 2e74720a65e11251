import type { ChangeRow, ChangeSet } from '../../../spec/host/change-set.ts';
import { CsvReader } from './csv.ts';
import { changeRowOf, type InputRow, type Values } from './input-row.ts';
import { linesOf } from './lines.ts';
import { NdjsonReader } from './ndjson.ts';

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** Rows in a change-set: a batch's worth. Inside one, rows have no order; of two, the later one wins (P-3, P-4). */
const ROWS_IN_CHANGE_SET = 5_000;

export interface UnreadableLine {
  readonly rowId: string;
  readonly line: number;
  readonly problem: string;
}

export interface ChangeSetsOptions {
  readonly format: Format;
  readonly warn: (message: string) => void;
  /** Takes a line that is no row; reading goes on when the promise resolves. */
  readonly onUnreadable: (line: UnreadableLine) => Promise<void>;
  readonly onBytes?: (bytes: number) => void;
}

/** Reads a file into change-sets as they are asked for; never more of it is held than one change-set and one chunk. */
export async function* changeSetsOf(
  chunks: AsyncIterable<Uint8Array | string>,
  { format, warn, onUnreadable, onBytes }: ChangeSetsOptions,
): AsyncGenerator<ChangeSet> {
  const reader = format === 'csv' ? new CsvReader(warn) : new NdjsonReader(warn);
  const ids = new RowIds();
  let rows: ChangeRow[] = [];
  async function* take(found: readonly InputRow[]): AsyncGenerator<ChangeSet> {
    for (const row of found) {
      if (row.kind === 'unreadable')
        await onUnreadable({ rowId: ids.ofLine(row.line), line: row.line, problem: row.problem });
      else rows.push(changeRowOf(row.values, ids.of(row.values, row.line)));
      if (rows.length === ROWS_IN_CHANGE_SET) {
        const full = rows;
        rows = [];
        yield { rows: full };
      }
    }
  }
  for await (const lines of linesOf(chunks, onBytes)) yield* take(reader.read(lines));
  yield* take(reader.end());
  if (rows.length > 0) yield { rows };
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
