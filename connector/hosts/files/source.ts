import { createHash, type Hash } from 'node:crypto';
import { createWriteStream, type Stats } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { InputBroken } from './input-broken.ts';

/** Where rows come from: bytes, from the beginning each time they are asked for. */
export interface Source {
  /** As it is called on a screen. */
  readonly name: string;
  /** Bytes, when known beforehand. */
  readonly size: number | undefined;
  /** Whether the bytes can be had more than once. */
  readonly again: boolean;
  /** Whether they came through a pipe: where they end inside a row, their sender broke off (F-4). */
  readonly piped: boolean;
  /** @throws {InputBroken} at the end, when it is not whole. */
  bytes(): AsyncGenerator<Uint8Array>;
  /** SHA-256 of the bytes, once they were read to their end. */
  readonly sha256: string | undefined;
  close(): Promise<void>;
}

const CHUNK_BYTES = 256 * 1024;

/** A file on this machine. It is watched: one that is cut, replaced or written to while it is read is not one file (F-4). */
class FileSource implements Source {
  readonly name: string;
  readonly size: number | undefined;
  readonly again: boolean;
  readonly piped: boolean;
  sha256: string | undefined;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #opened: Identity;
  readonly #afterwards: () => Promise<void>;

  constructor(path: string, name: string, handle: FileHandle, opened: Identity, { afterwards, piped }: Spool) {
    this.#path = path;
    this.name = name;
    this.#handle = handle;
    this.#opened = opened;
    this.#afterwards = afterwards;
    this.again = opened.isFile();
    this.piped = piped || !this.again;
    this.size = this.again ? opened.size : undefined;
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    // A later pass reads the same bytes, or fails.
    const hash = this.sha256 === undefined ? createHash('sha256') : undefined;
    let read = 0;
    // Not by a stream: one that is left early closes the file, which is read again.
    for (;;) {
      const { buffer, bytesRead } = await this.#handle.read({
        buffer: Buffer.allocUnsafe(CHUNK_BYTES),
        position: this.again ? read : null,
      });
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash?.update(chunk);
      read += bytesRead;
      yield chunk;
    }
    if (this.again) await this.#mustBeWhole(read);
    this.sha256 ??= hash?.digest('hex');
  }

  async close(): Promise<void> {
    await this.#handle.close();
    await this.#afterwards();
  }

  async #mustBeWhole(read: number): Promise<void> {
    const now = await stat(this.#path).catch(() => undefined);
    const { size, ino, dev, mtimeMs } = this.#opened;
    const same = now !== undefined && now.ino === ino && now.dev === dev && now.mtimeMs === mtimeMs;
    if (same && now.size === size && read === size) return;
    throw new InputBroken(
      `The file ${this.name} changed while it was read (${becameOf(this.#opened, now)}): it had ${size} bytes when it was opened, ${now?.size ?? 0} now, and ${read} were read. Sync it again when it is whole; one that never is can be piped into "sync -".`,
    );
  }
}

type Identity = Stats;

/** What a file is that a pipe was kept in. */
interface Spool {
  readonly piped: boolean;
  readonly afterwards: () => Promise<void>;
}

const NO_SPOOL: Spool = { piped: false, afterwards: async () => {} };

function becameOf(opened: Identity, now: Identity | undefined): string {
  if (now === undefined) return 'it is gone';
  if (now.ino !== opened.ino || now.dev !== opened.dev) return 'it was replaced';
  return now.size > opened.size ? 'it grew' : 'it was written to';
}

/** @throws {UsageError} when it cannot be opened. */
export async function fileSource(path: string, name = basename(path), spool = NO_SPOOL): Promise<Source> {
  const unreadable = (reason: string) => new UsageError(`The file ${path} cannot be read (${reason}).`);
  const handle = await open(path).catch((error: unknown) => {
    throw unreadable(reasonOf(error));
  });
  const opened = await handle.stat();
  if (!opened.isDirectory()) return new FileSource(path, name, handle, opened, spool);
  await handle.close();
  throw unreadable('it is a folder');
}

/** Standard input: its bytes can be had once. */
export function streamSource(stream: Readable, name = 'standard input'): Source {
  let hash: Hash | undefined = createHash('sha256');
  let sha256: string | undefined;
  return {
    name,
    size: undefined,
    again: false,
    piped: true,
    get sha256() {
      return sha256;
    },
    async *bytes() {
      for await (const chunk of stream) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        hash?.update(bytes);
        yield bytes;
      }
      sha256 = hash?.digest('hex');
      hash = undefined;
    },
    async close() {
      stream.destroy(); // A reader that is still open would keep the process alive.
    },
  };
}

/** The same, to be read more than once: kept in a file of its own until it is closed. */
export async function spooled(stream: Readable, name = 'standard input'): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'destination-permutive-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'input');
  try {
    await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
    return await fileSource(path, name, { piped: true, afterwards: remove });
  } catch (error) {
    await remove();
    throw new InputBroken(`Standard input could not be kept to be read twice (${reasonOf(error)}).`);
  }
}
