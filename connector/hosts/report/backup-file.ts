import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Segment } from '../../../spec/host/segment.ts';
import { Backup } from '../../reconcile/index.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';

/** What the import held before a run, in a file that only its owner reads. */
export interface BackupFile {
  readonly path: string;
  page(segments: readonly Segment[]): Promise<void>;
  close(): Promise<void>;
  /** Nothing was sent: there is nothing to go back from. */
  discard(): Promise<void>;
}

/** @throws {UsageError} when it cannot be written. */
export async function openBackup(folder: string, importId: string, baseUrl: string): Promise<BackupFile> {
  const createdAt = new Date().toISOString();
  const path = join(folder, `${importId}-${createdAt.replace(/[:.]/g, '-')}.ndjson.gz`);
  let file: WriteStream;
  try {
    await mkdir(folder, { recursive: true });
    file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
    await once(file, 'ready');
  } catch (error) {
    throw new UsageError(`The backup ${path} cannot be written (${reasonOf(error)}). Nothing was sent.`);
  }
  const gzip = createGzip();
  gzip.pipe(file);
  const backup = new Backup(
    { importId, baseUrl, createdAt },
    {
      async write(text) {
        if (!gzip.write(text)) await once(gzip, 'drain');
      },
    },
  );
  return {
    path,
    page: (segments) => backup.page(segments),
    async close() {
      await backup.end();
      gzip.end();
      await finished(file);
    },
    async discard() {
      gzip.destroy();
      file.destroy();
      await rm(path, { force: true });
    },
  };
}
