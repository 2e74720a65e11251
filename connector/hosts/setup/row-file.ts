import { createReadStream } from 'node:fs';
import type { ChangeRow, ChangeSet } from '../../../spec/host/change-set.ts';
import { changeSetsOf, type Format, type UnreadableLine } from '../files/change-sets.ts';

/** An uploaded file on the disk of this machine. */
export interface RowFile {
  readonly path: string;
  readonly name: string;
  readonly format: Format;
}

export interface RowFileReader {
  readonly warn?: (message: string) => void;
  readonly onUnreadable: (line: UnreadableLine) => void;
  readonly signal?: AbortSignal;
}

/** The file's rows. Read twice, it says the same in the same order: that is how a row's values are found again. */
export async function* readRows({ path, format }: RowFile, reader: RowFileReader): AsyncGenerator<ChangeSet> {
  const stream = createReadStream(path);
  try {
    const changeSets = changeSetsOf(stream, {
      format,
      warn: reader.warn ?? (() => undefined),
      onUnreadable: async (line) => reader.onUnreadable(line),
    });
    for await (const { rows } of changeSets) yield { rows: rows.map(unguarded) };
  } finally {
    stream.destroy();
  }
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A value as a spreadsheet shows it, and does not run it: with the apostrophe that spreadsheets themselves use. */
export const guarded = (value: string): string => (FORMULA.test(value) ? `'${value}` : value);

/** The same on the way back, so that a file of failed rows that was mended says what the first file said. */
function unguarded(row: ChangeRow): ChangeRow {
  const values = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' && value.startsWith("'") && FORMULA.test(value.slice(1)) ? value.slice(1) : value,
  ]);
  return { ...row, ...Object.fromEntries(values) };
}
