import { open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import type { Format } from './rows.ts';

/** Standard input, as FILE. */
const STDIN = '-';

export interface Input {
  readonly stream: Readable;
  readonly format: Format;
  /** Bytes, when known beforehand. */
  readonly size: number | undefined;
}

/** The format asked for, else the one the file's name tells. @throws {UsageError} when neither says. */
function formatOf(file: string, asked: Format | undefined): Format {
  if (asked !== undefined) return asked;
  switch (extname(file).toLowerCase()) {
    case '.csv':
    case '.tsv':
      return 'csv';
    case '.ndjson':
    case '.jsonl':
      return 'ndjson';
    default:
      throw new UsageError(
        `${file === STDIN ? 'Standard input has no extension' : `The name ${file} does not tell the format`}: add --format csv or --format ndjson.`,
      );
  }
}

/** Opens the file, or standard input for `-`. @throws {UsageError} when it cannot be read, or `results` would overwrite it. */
export async function openInput(
  file: string,
  asked: Format | undefined,
  results: string | undefined,
  stdin: Readable,
): Promise<Input> {
  const format = formatOf(file, asked);
  if (file === STDIN) return { stream: stdin, format, size: undefined };
  const unreadable = (reason: string) => new UsageError(`The file ${file} cannot be read (${reason}).`);
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(reasonOf(error));
  });
  const found = await handle.stat();
  const target = results === undefined ? undefined : await stat(results).catch(() => undefined);
  const problem = found.isDirectory()
    ? unreadable('it is a folder')
    : target !== undefined && target.dev === found.dev && target.ino === found.ino && target.isFile()
      ? new UsageError('--results names the file to be synced, and would overwrite it. Name another file.')
      : undefined;
  if (problem !== undefined) {
    await handle.close();
    throw problem;
  }
  return { stream: handle.createReadStream(), format, size: found.isFile() ? found.size : undefined };
}
