import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Segment } from '../../../spec/host/segment.ts';
import { Backup } from '../../reconcile/index.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';

/** What the import held before a run, in a file that only its owner reads. */
export interface BackupFile {
  readonly path: string;
  /** @throws {UsageError} when the disk does not take it. */
  page(segments: readonly Segment[]): Promise<void>;
  /** Makes it whole and outlast a crash, before anything is sent; later calls do nothing. @throws {UsageError} likewise. */
  close(): Promise<void>;
  /** Nothing was sent: there is nothing to go back from. */
  discard(): Promise<void>;
}

/** @throws {UsageError} when it cannot be written. */
export async function openBackup(folder: string, importId: string, baseUrl: string): Promise<BackupFile> {
  const createdAt = new Date().toISOString();
  const path = join(folder, `${importId}-${createdAt.replace(/[:.]/g, '-')}.ndjson.gz`);
  const refusal = (error: unknown) =>
    new UsageError(`The backup ${path} cannot be written (${reasonOf(error)}). Nothing was sent.`);
  let file: WriteStream;
  try {
    await mkdir(folder, { recursive: true });
    file = createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true });
    await once(file, 'ready');
  } catch (error) {
    throw refusal(error);
  }
  const gzip = createGzip();
  const written = pipeline(gzip, file);
  written.catch(() => undefined); // Told by what is written next, or by the end.
  const backup = new Backup(
    { importId, baseUrl, createdAt },
    {
      async write(text) {
        if (!gzip.write(text)) await Promise.race([once(gzip, 'drain'), written]);
      },
    },
  );
  let ended: Promise<void> | undefined;
  const end = async () => {
    await backup.end();
    gzip.end();
    await written;
  };
  const told = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      throw refusal(error);
    });
  return {
    path,
    page: (segments) => told(backup.page(segments)),
    close() {
      ended ??= told(end());
      return ended;
    },
    async discard() {
      ended = Promise.resolve();
      gzip.destroy();
      await written.catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}
