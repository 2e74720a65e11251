import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Recorder } from '../../connector/reconcile/recorder.ts';
import type { SnapshotChange, SnapshotEntry, SnapshotKey } from '../../connector/reconcile/snapshot.ts';
import { fileSnapshot } from '../../connector/reconcile/stores/file.ts';

const KEY: SnapshotKey = { baseUrl: 'https://example.com', importId: 'news', owner: 'default' };
/** As many as are recorded while the list is read on, in texts long enough to take several writes. */
const CODES = Array.from({ length: 5_000 }, (_, at) => `code_${at}`);

const created = (code: string): SnapshotChange => ({
  set: { code, owned: { origin: 'created', id: `id of ${code}`, base: { name: `Name of ${code}`.padEnd(100, '.') } } },
});
const intended = (code: string): SnapshotChange => ({
  set: { code: `next ${code}`, pending: { operation: 'Create', fields: { name: 'Next' } } },
});

describe('what is recorded', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recorder-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('N-7: facts of one batch and intents of the next, recorded while the list is read on, are all there afterwards', async () => {
    const store = fileSnapshot(join(folder, 'news.state'));
    const session = await store.open(KEY);
    const recorder = new Recorder(session);
    recorder.note(...CODES.map(created));
    await Promise.all([recorder.keepUp(), recorder.record(CODES.map(intended)), recorder.record([])]);
    await session.close();
    const again = await store.open(KEY);
    const entries: SnapshotEntry[] = [];
    for await (const piece of again.read()) entries.push(...piece);
    await again.close();
    expect(recorder.failure).toBeUndefined();
    expect(entries.filter(({ owned }) => owned !== undefined)).toHaveLength(CODES.length);
    expect(entries.filter(({ pending }) => pending !== undefined)).toHaveLength(CODES.length);
  });

  it('R-8: what comes after a record that failed is not recorded', async () => {
    let calls = 0;
    const recorder = new Recorder({
      record: async () => {
        calls += 1;
        throw new Error('no space left on device');
      },
    });
    await Promise.all([recorder.record([{ forget: 'a' }]), recorder.record([{ forget: 'b' }])]);
    expect(recorder.failure).toMatchObject({
      code: 'snapshot_conflict',
      message: expect.stringContaining('no space left on device'),
    });
    expect(calls).toBe(1);
  });
});
