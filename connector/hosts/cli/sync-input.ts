import { Readable } from 'node:stream';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { FileRow } from '../files/file-row.ts';
import { questionText } from '../files/questions.ts';
import { openRows, type RowsFile, type RowsOptions } from '../files/rows.ts';
import { fileSource, type Source, spooled, streamSource } from '../files/source.ts';
import { generatedCodes } from '../generated-code.ts';
import { UsageError } from '../usage-error.ts';
import { rowsCounted } from './counted.ts';
import type { Remainder } from './earlier-results.ts';
import type { Io } from './io.ts';
import type { FileOptions, SyncOptions } from './sync-options.ts';

/** Standard input, as FILE. */
export const STDIN = '-';

/** @param again Whether the input is read more than once. */
export async function sourceOf(file: string, again: boolean, io: Io): Promise<Source> {
  if (file === STDIN) return again ? spooled(io.stdin) : streamSource(io.stdin);
  const source = await fileSource(file);
  if (!again || source.again) return source;
  // A pipe by name, such as <(command): its bytes can be had once.
  try {
    return await spooled(Readable.from(source.bytes()), source.name);
  } finally {
    await source.close();
  }
}

export const rowsOptions = (options: FileOptions & Pick<SyncOptions, 'mode'>): RowsOptions => ({
  mode: options.mode,
  ...(options.format !== undefined && { format: options.format }),
  ...(options.encoding !== undefined && { encoding: options.encoding }),
  ...(options.columns !== undefined && { columns: options.columns }),
  targetOnly: options.targetOnly === true,
  codesFromNames: options.codesFromNames === true,
  allowEmpty: options.allowEmpty === true,
});

/** Looks at the input; what it leaves open is an error here, for nobody is asked (F-6, F-9, F-10). @throws {UsageError} */
export async function understoodFile(source: Source, options: RowsOptions): Promise<RowsFile> {
  const file = await openRows(source, options);
  const [question] = file.questions;
  if (question === undefined) return file;
  if (question.ask !== 'codes_from_names') throw new UsageError(questionText(question));
  const codes = await generatedCodes(question.names);
  const { unreadable } = file.understood.look;
  throw new UsageError(
    [
      questionText(question),
      `${rowsCounted(question.rows)}${file.understood.whole ? '' : ' of those looked at'} would get one:`,
      ...question.names.map((name, index) => `  ${name}  ->  ${codes[index] ?? '(none)'}`),
      ...(unreadable > 0 ? [`${rowsCounted(unreadable)} cannot be read, and would fail.`] : []),
      'If that is what you want, add --codes-from-names. Otherwise name the column of the codes with --columns.',
    ].join('\n'),
  );
}

/** The rows that earlier runs leave to be sent (F-15). */
export async function* remaining(rows: AsyncIterable<readonly FileRow[]>, remainder: Remainder | undefined) {
  for await (const some of rows) yield remainder === undefined ? some : some.flatMap((row) => left(row, remainder));
}

function left(row: FileRow, remainder: Remainder): FileRow[] {
  switch (remainder.of(row)) {
    case 'send':
      return [row];
    case 'done':
      return [];
    case 'superseded': {
      const message = 'A later row has brought this segment about since: this one is not sent again.';
      return [{ ...row, refused: errorDetail('superseded', { message }) }];
    }
  }
}
