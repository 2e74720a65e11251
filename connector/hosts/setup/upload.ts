import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileRow } from '../files/file-row.ts';
import { type Format, rowsOf } from '../files/rows.ts';
import { cellsOf } from '../report/failed-rows.ts';
import { UsageError } from '../usage-error.ts';
import { packagePath } from './assets.ts';
import { MAX_UPLOAD_BYTES, TOO_LARGE, type UploadInfo } from './protocol.ts';

const FIRST_ROWS = 20;

/** An uploaded file on the disk of this machine. */
export interface RowFile {
  readonly path: string;
  readonly name: string;
  readonly format: Format;
}

/** The file's rows. Read twice, it says the same in the same order: that is how a row's values are found again. */
export async function* readUpload(
  { path, format }: RowFile,
  warn: (message: string) => void = () => undefined,
): AsyncGenerator<readonly FileRow[]> {
  const stream = createReadStream(path);
  try {
    yield* rowsOf(stream, { format, warn });
  } finally {
    stream.destroy();
  }
}

export interface Upload {
  readonly file: RowFile;
  readonly info: UploadInfo;
}

/** Uploaded files, the newest of which counts, in a folder of their own that goes with the session. */
export class Uploads {
  readonly #folder = mkdtemp(join(tmpdir(), 'destination-permutive-'));
  readonly #paths = new Set<string>();
  #count = 0;
  current: Upload | undefined;

  /** @throws {UsageError} when the file is too large or cannot be read as rows. */
  async take(name: string, body: Readable): Promise<Upload> {
    const path = await this.#nextPath();
    let bytes = 0;
    const bound = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(bytes > MAX_UPLOAD_BYTES ? new UsageError(TOO_LARGE) : null, chunk);
      },
    });
    try {
      await pipeline(body, bound, createWriteStream(path));
      return await this.#accept(path, basename(name).slice(0, 200));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async takeExample(): Promise<Upload> {
    const path = await this.#nextPath();
    await copyFile(packagePath('docs/examples/audience.csv'), path);
    return this.#accept(path, 'audience.csv');
  }

  /** Removes the files that nobody needs any more. Never rejects: what cannot be removed now goes with the folder. */
  async keepOnly(needed: readonly (Upload | undefined)[]): Promise<void> {
    const kept = new Set(needed.map((upload) => upload?.file.path));
    const removed = [...this.#paths].filter((path) => !kept.has(path));
    for (const path of removed) this.#paths.delete(path);
    await Promise.allSettled(removed.map((path) => rm(path, { force: true })));
  }

  async close(): Promise<void> {
    await rm(await this.#folder, { recursive: true, force: true });
  }

  async #nextPath(): Promise<string> {
    this.#count += 1;
    return join(await this.#folder, `upload-${this.#count}`);
  }

  async #accept(path: string, name: string): Promise<Upload> {
    const file: RowFile = { path, name, format: await formatOf(path) };
    const info = await inspect(file);
    this.current = { file, info };
    this.#paths.add(path);
    return this.current;
  }
}

/** What the file begins with tells its format: NDJSON starts with an object. */
async function formatOf(path: string): Promise<RowFile['format']> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return /^\ufeff?\s*\{/.test(buffer.toString('utf8', 0, bytesRead)) ? 'ndjson' : 'csv';
  } finally {
    await handle.close();
  }
}

/** Reads the whole file once, so that what is wrong with it is told before anything is sent. */
async function inspect(file: RowFile): Promise<UploadInfo> {
  const counts = { rows: 0, unreadable: 0 };
  const changes = { added: 0, changed: 0, removed: 0 };
  const first: Record<string, string>[] = [];
  const warnings: string[] = [];
  for await (const rows of readUpload(file, (message) => void warnings.push(message))) {
    for (const row of rows) {
      if ('problem' in row) {
        counts.unreadable += 1;
        continue;
      }
      counts.rows += 1;
      const { change } = row.values;
      if (change !== undefined && Object.hasOwn(changes, change)) changes[change] += 1;
      if (first.length < FIRST_ROWS) first.push(cellsOf(row));
    }
  }
  const { size } = await stat(file.path);
  return { name: file.name, bytes: size, format: file.format, ...counts, changes, first, warnings };
}
