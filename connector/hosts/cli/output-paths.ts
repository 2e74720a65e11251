import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** A file of a command line: what it is called there, and whether the command writes it. */
export interface NamedFile {
  readonly option: string;
  readonly path: string;
  readonly written: boolean;
}

/**
 * What is read is never overwritten, and no two outputs are one file: files are told apart by what they are, not
 * by how their paths are spelled. @throws {UsageError}
 */
export async function mustBeApart(files: readonly NamedFile[]): Promise<void> {
  const seen = new Map<string, NamedFile>();
  for (const file of files) {
    const identity = await identityOf(file.path);
    const other = identity === undefined ? undefined : seen.get(identity);
    if (other !== undefined && (file.written || other.written)) {
      throw new UsageError(
        `${other.option} and ${file.option} name the same file, ${file.path}, and it would be overwritten. Name another file.`,
      );
    }
    if (identity !== undefined) seen.set(identity, file);
  }
}

/** Device and inode of a file that is there; the place of one that is not. Devices and pipes may be shared. */
async function identityOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found !== undefined) return found.isFile() ? `${found.dev} ${found.ino}` : undefined;
  const folder = await realpath(dirname(resolve(path))).catch(() => undefined);
  return folder === undefined ? undefined : join(folder, basename(path));
}
