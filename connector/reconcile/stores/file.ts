import { createReadStream } from 'node:fs';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { parse, SealBroken, type SealedFormat, seal, type Unsealed, unseal } from '../sealed-lines.ts';
import type { SnapshotEntry, SnapshotKey, SnapshotSession, SnapshotStore } from '../snapshot.ts';
import { FileJournal } from './file-journal.ts';
import { breakLock, lockFile } from './file-lock.ts';

const SNAPSHOT_FORMAT: SealedFormat = { name: 'destination-permutive/snapshot', number: 1 };

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * A snapshot in a file of this machine. Beside it stand, while a run holds it, `.lock` and `.journal`, and always `.previous`,
 * the snapshot before this one.
 */
export function fileSnapshot(path: string): SnapshotStore {
  const paths = { file: path, journal: `${path}.journal`, previous: `${path}.previous` };
  return {
    async open(key) {
      const lock = await lockFile(`${path}.lock`);
      try {
        return await session(paths, key, lock);
      } catch (error) {
        await lock.release();
        throw await asCorrupt(paths, error);
      }
    },
  };
}

/**
 * Takes away the lock of a run that is no more. `living`: its process may be running, for it is no run.
 *
 * @throws {ConnectorError} `snapshot_locked` while its process runs on this machine.
 */
export const unlockSnapshot = (path: string, { living = false }: { readonly living?: boolean } = {}): Promise<void> =>
  breakLock(`${path}.lock`, { living });

interface Paths {
  readonly file: string;
  readonly journal: string;
  readonly previous: string;
}

/** What is wrong with a snapshot, and whether there is one before it. */
async function asCorrupt({ file, previous }: Paths, error: unknown): Promise<unknown> {
  if (!(error instanceof SealBroken)) return error;
  const before = (await exists(previous)) ? `The snapshot before it is ${previous}.` : 'There is none before it.';
  return new ConnectorError('snapshot_corrupt', [{ field: file, message: `${error.message}. ${before}` }]);
}

async function session(
  paths: Paths,
  key: SnapshotKey,
  lock: Awaited<ReturnType<typeof lockFile>>,
): Promise<SnapshotSession> {
  const found = await exists(paths.file);
  if (!found && (await exists(paths.previous))) throw new SealBroken('it is gone');
  const written = found ? await verify(paths.file, key) : { serial: 0, protect: [] };
  const journal = await FileJournal.open(paths.journal, written.serial);
  const before = { serial: written.serial + journal.sessions, protect: journal.protect ?? written.protect };
  const read = async function* (): AsyncGenerator<readonly SnapshotEntry[]> {
    if (found) {
      for await (const lines of (await unsealed(paths.file)).lines)
        yield lines.map(entryOf).filter(({ code }) => !journal.has(code));
    }
    for await (const entry of journal.entries()) yield [entry];
  };
  return {
    header: before,
    read,
    async record(changes) {
      await lock.assertHeld();
      if (changes.length > 0) await journal.record(written.serial, changes);
    },
    async close() {
      try {
        await lock.assertHeld();
        const serial = written.serial + journal.sessions;
        if (journal.sessions > 0)
          await rewrite(paths, { ...key, serial, protect: journal.protect ?? written.protect }, read());
        await rm(paths.journal, { force: true });
      } catch (error) {
        throw await asCorrupt(paths, error);
      } finally {
        await lock.release();
      }
    },
  };
}

const unsealed = (path: string): Promise<Unsealed> => unseal(createReadStream(path), SNAPSHOT_FORMAT);

const entryOf = (line: string): SnapshotEntry => JSON.parse(line) as SnapshotEntry; // The seal vouches for who wrote it.

/** Reads the file to its end before a word of it is believed. */
async function verify(path: string, key: SnapshotKey): Promise<{ serial: number; protect: readonly string[] }> {
  const { header, lines } = await unsealed(path);
  for await (const piece of lines) {
    if (piece.some((line) => typeof parse(line)?.['code'] !== 'string'))
      throw new SealBroken('a line of it is no entry');
  }
  const told = (field: keyof SnapshotKey) => String(header[field]).toLowerCase();
  const other = (['importId', 'baseUrl', 'owner'] as const).filter((field) => told(field) !== key[field].toLowerCase());
  if (other.length > 0) {
    throw new ConnectorError(
      'snapshot_mismatch',
      other.map((field) => ({ field, message: `is ${String(header[field])} in ${path}, and ${key[field]} here.` })),
    );
  }
  const { serial, protect } = header;
  if (typeof serial !== 'number' || !Array.isArray(protect)) throw new SealBroken('its header is not whole');
  return { serial, protect: protect as string[] }; // Written by `rewrite`.
}

/** Writes the snapshot anew and puts it in the place of the old one; at no moment is there none. */
async function rewrite(
  paths: Paths,
  header: SnapshotKey & { serial: number; protect: readonly string[] },
  entries: AsyncIterable<readonly SnapshotEntry[]>,
): Promise<void> {
  const fresh = `${paths.file}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    for await (const text of gathered(seal(SNAPSHOT_FORMAT, header, linesOf(entries)))) await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  if (await exists(paths.file)) {
    const beside = `${paths.previous}.new`;
    await rm(beside, { force: true });
    await link(paths.file, beside);
    await rename(beside, paths.previous);
  }
  await rename(fresh, paths.file);
  await syncFolder(dirname(paths.file));
}

async function* linesOf(entries: AsyncIterable<readonly SnapshotEntry[]>): AsyncGenerator<string> {
  for await (const piece of entries) for (const entry of piece) yield JSON.stringify(entry);
}

/** Small texts put together to larger ones: a write a line would take minutes for a million. */
async function* gathered(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  for await (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length < 1 << 16) continue;
    yield parts.join('');
    parts = [];
    length = 0;
  }
  yield parts.join('');
}

/** A rename outlasts a power cut once its folder is on disk; folders cannot be opened on Windows. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}
