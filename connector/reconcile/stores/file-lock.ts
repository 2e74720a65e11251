import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { parse } from '../sealed-lines.ts';

/** An exclusive lock: a file that says who holds it. */
export interface FileLock {
  /** @throws {ConnectorError} `snapshot_conflict` when somebody else holds it by now (N-8). */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

/** Who holds a lock, as its file says. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly token: string;
}

/** @throws {ConnectorError} `snapshot_locked`, naming the holder. */
export async function lockFile(path: string): Promise<FileLock> {
  const mine: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), token: randomUUID() };
  if (!(await create(path, mine))) await takeOver(path, mine);
  const isMine = async () => (await holderOf(path))?.token === mine.token;
  return {
    async assertHeld() {
      if (!(await isMine()))
        throw new ConnectorError('snapshot_conflict', [{ field: path, message: 'is no longer this run’s lock.' }]);
    },
    async release() {
      if (await isMine()) await rm(path, { force: true });
    },
  };
}

/**
 * Takes a lock away that a run left behind.
 *
 * @throws {ConnectorError} `snapshot_locked` while its process lives on this machine, unless `living`: another process may have its number by now.
 */
export async function breakLock(path: string, { living }: { readonly living: boolean }): Promise<void> {
  const holder = await holderOf(path);
  if (!living && holder !== undefined && holder.host === hostname() && isAlive(holder.pid))
    throw lockedBy(path, holder);
  await rm(path, { force: true });
  await rm(besideOf(path), { force: true });
}

/** Whoever takes a lock over holds this one for as long. */
const besideOf = (path: string): string => `${path}.takeover`;

/** Who holds the lock at `path`; nothing when nobody does, or its file cannot be read as one. */
async function holderOf(path: string): Promise<Holder | undefined> {
  const holder = parse(await readFile(path, 'utf8').catch(() => undefined));
  if (holder === undefined) return undefined;
  const { pid, host, since, token } = holder;
  if (typeof pid !== 'number' || typeof host !== 'string' || typeof token !== 'string') return undefined;
  return { pid, host, since: String(since), token };
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(holder));
    await file.sync();
    await file.close();
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Takes the lock of a dead process of this host. A second lock beside it lets one process do so at a time. */
async function takeOver(path: string, mine: Holder): Promise<void> {
  const holder = await holderOf(path);
  if (holder === undefined || holder.host !== mine.host || isAlive(holder.pid)) throw lockedBy(path, holder);
  const beside = besideOf(path);
  if (!(await create(beside, mine))) throw lockedBy(path, holder);
  try {
    if ((await holderOf(path))?.token !== holder.token) throw lockedBy(path, await holderOf(path));
    const fresh = `${path}.${mine.token}`;
    await create(fresh, mine);
    await rename(fresh, path);
  } finally {
    await rm(beside, { force: true });
  }
}

const isSystemError = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}

const lockedBy = (path: string, holder: Holder | undefined): ConnectorError =>
  new ConnectorError('snapshot_locked', [
    {
      field: path,
      message: holder
        ? `is held by process ${holder.pid} of ${holder.host} since ${holder.since}.`
        : 'is held by a process that it does not name.',
    },
  ]);
