import { createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileRow } from '../files/file-row.ts';
import { questionText } from '../files/questions.ts';
import { openRows, type RowsFile } from '../files/rows.ts';
import { fileSource } from '../files/source.ts';
import { cellsOf } from '../report/failed-rows.ts';
import { UsageError } from '../usage-error.ts';
import { packagePath } from './assets.ts';
import { MAX_UPLOAD_BYTES, TOO_LARGE, type UploadInfo } from './protocol.ts';

const FIRST_ROWS = 20;

/** An uploaded file on the disk of this machine. */
export interface RowFile {
  readonly path: string;
  readonly name: string;
}

/** The file's rows. Read twice, it says the same in the same order: that is how a row's values are found again. */
export async function* readUpload(file: RowFile): AsyncGenerator<readonly FileRow[]> {
  const source = await fileSource(file.path, file.name);
  try {
    yield* (await openUpload(source)).rows();
  } finally {
    await source.close();
  }
}

const openUpload = (source: Awaited<ReturnType<typeof fileSource>>): Promise<RowsFile> =>
  openRows(source, { mode: 'mirror', whole: true, codesFromNames: true, targetOnly: true });

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
    const file: RowFile = { path, name };
    const info = await inspect(file);
    this.current = { file, info };
    this.#paths.add(path);
    return this.current;
  }
}

/** Reads the whole file once, so that what is wrong with it is told before anything is sent. */
async function inspect(file: RowFile): Promise<UploadInfo> {
  const counts = { rows: 0, unreadable: 0 };
  const changes = { added: 0, changed: 0, removed: 0 };
  const first: Record<string, string>[] = [];
  const source = await fileSource(file.path, file.name);
  try {
    const { understood, questions, rows } = await openUpload(source);
    const [question] = questions;
    if (question !== undefined) throw new UsageError(questionText(question));
    for await (const some of rows()) {
      for (const row of some) {
        if ('refused' in row) {
          counts.unreadable += 1;
          continue;
        }
        counts.rows += 1;
        const { change } = row.values;
        if (change !== undefined && Object.hasOwn(changes, change)) changes[change] += 1;
        if (first.length < FIRST_ROWS) first.push(cellsOf(row));
      }
    }
    const { unused } = understood.choice;
    const warnings = unused.length > 0 ? [`Columns not used: ${unused.join(', ')}.`] : [];
    const format = understood.form === 'csv' ? 'csv' : 'ndjson';
    return { name: file.name, bytes: source.size ?? 0, format, ...counts, changes, first, warnings };
  } finally {
    await source.close();
  }
}
