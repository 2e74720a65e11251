import { spawnSync } from 'node:child_process';
import { copyFile, type FileHandle, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SnapshotEntry, SnapshotKey } from '../../connector/reconcile/snapshot.ts';
import { STORE_REQUIREMENTS, type StoreTrial } from '../../connector/reconcile/store-conformance.ts';
import { fileSnapshot } from '../../connector/reconcile/stores/file.ts';
import { memorySnapshot } from '../../connector/reconcile/stores/memory.ts';

const KEY: SnapshotKey = {
  baseUrl: 'https://api.permutive.app/audience-api/v1',
  importId: '32f8e031-c532-41bb-b25e-65bdb677a96f',
  owner: 'default',
};
const entry = (code: string): SnapshotEntry => ({
  code,
  owned: { origin: 'created', id: `id-${code}`, base: { name: code } },
});

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
  path = join(folder, 'news.state');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that has ended, and whose id nobody has taken yet. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

const lockOf = (pid: number, host = hostname()) =>
  JSON.stringify({ pid, host, since: new Date().toISOString(), token: `of ${pid}` });

const fileTrial = (): StoreTrial => ({
  store: () => fileSnapshot(path),
  die: () => writeFile(`${path}.lock`, lockOf(deadPid())),
  loseLock: () => writeFile(`${path}.lock`, lockOf(process.pid)),
  failRecord: fillDisk,
});

describe.each<[name: string, trial: () => StoreTrial]>([
  [
    'memorySnapshot',
    () => {
      const store = memorySnapshot();
      return { store: () => store };
    },
  ],
  ['fileSnapshot', fileTrial],
])('R-1: %s', (name, makeTrial) => {
  const tried = STORE_REQUIREMENTS.filter(({ needs }) => needs === undefined || needs in makeTrial());

  it.each(tried.map((requirement) => [requirement.title, requirement] as const))('%s', (_title, { check }) =>
    check(makeTrial()),
  );

  it('is tried for all that its storage can be made to do', () => {
    expect(tried.length).toBe(name === 'memorySnapshot' ? 7 : STORE_REQUIREMENTS.length);
  });
});

/** A snapshot of two sessions: `a`, `b` and `c` are owned, and a previous file is there. */
async function written(): Promise<void> {
  for (const changes of [[{ set: entry('a') }, { set: entry('b') }], [{ set: entry('c') }]]) {
    const session = await fileSnapshot(path).open(KEY);
    await session.record(changes);
    await session.close();
  }
}

async function codesIn(): Promise<string[]> {
  const session = await fileSnapshot(path).open(KEY);
  const codes: string[] = [];
  for await (const piece of session.read()) codes.push(...piece.map(({ code }) => code));
  await session.close();
  return codes.sort();
}

describe('R-2: a snapshot in a file', () => {
  it('is readable by its owner alone, with its journal and lock', async () => {
    const session = await fileSnapshot(path).open(KEY);
    await session.record([{ set: entry('a') }]);
    const modes = await Promise.all([`${path}.journal`, `${path}.lock`].map(async (one) => (await stat(one)).mode));
    await session.close();
    expect([...modes, (await stat(path)).mode].map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  });

  it('keeps the one before it', async () => {
    await written();
    const previous = await readFile(`${path}.previous`, 'utf8');
    expect(previous).toContain('"a"');
    expect(previous).not.toContain('"c"');
  });

  it('N-10: cut at any of its last 200 bytes, it is corrupt: never empty, and nothing is written', async () => {
    await written();
    const { size } = await stat(path);
    const whole = await readFile(path);
    for (let cut = 1; cut <= 200; cut += 1) {
      await writeFile(path, whole);
      await truncate(path, size - cut);
      await expect(fileSnapshot(path).open(KEY)).rejects.toMatchObject({
        code: 'snapshot_corrupt',
        message: expect.stringContaining(`${path}.previous`),
      });
      expect((await stat(path)).size).toBe(size - cut);
    }
  });

  it('N-10: with any byte of it changed, it is corrupt or another snapshot’s', async () => {
    await written();
    const whole = await readFile(path);
    for (let at = 0; at < whole.length - 1; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(path, changed);
      await expect(fileSnapshot(path).open(KEY)).rejects.toMatchObject({
        code: expect.stringMatching(/^snapshot_(corrupt|mismatch)$/),
      });
    }
  });

  it('N-10: gone while the one before it is there, it is corrupt', async () => {
    await written();
    await rm(path);
    await expect(fileSnapshot(path).open(KEY)).rejects.toMatchObject({ code: 'snapshot_corrupt' });
    await copyFile(`${path}.previous`, path);
    expect(await codesIn()).toEqual(['a', 'b']);
  });

  it.each([
    ['another owner', { ...KEY, owner: 'other' }],
    ['another import', { ...KEY, importId: '00000000-0000-4000-8000-000000000000' }],
    ['another address', { ...KEY, baseUrl: 'https://example.com' }],
  ])('%s is refused as snapshot_mismatch', async (_what, key) => {
    await written();
    await expect(fileSnapshot(path).open(key)).rejects.toMatchObject({ code: 'snapshot_mismatch' });
    expect(await codesIn()).toEqual(['a', 'b', 'c']);
  });

  it('a journal cut at any byte loses the last record at most, whole', async () => {
    await written();
    const session = await fileSnapshot(path).open(KEY);
    await session.record([{ set: entry('d') }]);
    const kept = (await stat(`${path}.journal`)).size;
    await session.record([{ set: entry('e') }, { forget: 'a' }]);
    const journal = await readFile(`${path}.journal`);
    const file = await readFile(path);
    await session.close();
    for (let cut = 0; cut < journal.length - kept; cut += 1) {
      await writeFile(path, file);
      await writeFile(`${path}.journal`, journal.subarray(0, journal.length - cut));
      expect(await codesIn()).toEqual(cut === 0 ? ['b', 'c', 'd', 'e'] : ['a', 'b', 'c', 'd']);
    }
  });

  it('N-10: a journal that somebody else changed while it was open is told, and makes no snapshot', async () => {
    const session = await fileSnapshot(path).open(KEY);
    await session.record([{ set: entry('a') }, { set: entry('b') }]);
    const journal = await readFile(`${path}.journal`, 'utf8');
    await writeFile(`${path}.journal`, journal.replace('{"code":"a"', '{"code":"A"'));
    await expect(session.close()).rejects.toMatchObject({
      code: 'snapshot_corrupt',
      message: expect.stringContaining('There is none before it.'),
    });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(codesIn()).rejects.toMatchObject({ code: 'snapshot_corrupt' });
  });

  it('a journal whose changes the snapshot has taken up already is not taken up again', async () => {
    await written();
    const session = await fileSnapshot(path).open(KEY);
    await session.record([{ forget: 'a' }]);
    const journal = await readFile(`${path}.journal`);
    await session.close();
    await (async () => {
      const next = await fileSnapshot(path).open(KEY);
      await next.record([{ set: entry('a') }]);
      await next.close();
    })();
    await writeFile(`${path}.journal`, journal); // As if the removal of the journal had not reached the disk.
    expect(await codesIn()).toEqual(['a', 'b', 'c']);
  });

  it('a lock of a living process, and one of another machine, are respected', async () => {
    for (const lock of [lockOf(process.pid), lockOf(deadPid(), 'elsewhere'), '']) {
      await writeFile(`${path}.lock`, lock);
      await expect(fileSnapshot(path).open(KEY)).rejects.toMatchObject({ code: 'snapshot_locked' });
    }
  });

  it('N-8: of many that find the lock of a dead process, one takes it over', async () => {
    await writeFile(`${path}.lock`, lockOf(deadPid()));
    const opened = await Promise.allSettled(Array.from({ length: 20 }, () => fileSnapshot(path).open(KEY)));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of opened) {
      if (one.status === 'fulfilled') await one.value.close();
      else expect(one.reason).toMatchObject({ code: 'snapshot_locked' });
    }
  });

  it('a disk that fills in record: that record fails, and so does every later one', async () => {
    await written();
    const session = await fileSnapshot(path).open(KEY);
    await fillDisk();
    await expect(session.record([{ set: entry('d') }])).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(session.record([{ set: entry('e') }])).rejects.toMatchObject({ code: 'ENOSPC' });
    await session.close();
    expect(await codesIn()).toEqual(['a', 'b', 'c']);
  });
});

/** Lets the next write to any file end halfway, as on a full disk. */
async function fillDisk(): Promise<void> {
  const some = await open(folder, 'r');
  const files: Pick<FileHandle, 'appendFile'> = Object.getPrototypeOf(some);
  await some.close();
  const { appendFile } = files;
  files.appendFile = async function (this: FileHandle, bytes) {
    files.appendFile = appendFile;
    await appendFile.call(this, (bytes as Buffer).subarray(0, (bytes as Buffer).length / 2)); // `record` writes bytes.
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
}
