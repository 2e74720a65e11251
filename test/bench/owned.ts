import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSnapshot, type SnapshotChange, type SnapshotStore } from '../../connector/reconcile/index.ts';
import { codeAt, FIELDS, idAt, nameAt } from './segment.ts';

const CHANGES = 5_000;

/** A snapshot file that owns the first `count` segments of an import, as a first run would have left it. */
export async function ownedSnapshot(
  importId: string,
  baseUrl: string,
  count: number,
): Promise<{ snapshot: SnapshotStore; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'owned-'));
  const snapshot = fileSnapshot(join(folder, 'bench.state'));
  const session = await snapshot.open({ baseUrl, importId, owner: 'default' });
  for (let from = 0; from < count; from += CHANGES) {
    const changes = Array.from({ length: Math.min(CHANGES, count - from) }, (_, at): SnapshotChange => {
      const owned = { origin: 'created', id: idAt(from + at), base: { name: nameAt(from + at), ...FIELDS } } as const;
      return { set: { code: codeAt(from + at), owned } };
    });
    await session.record(changes);
  }
  await session.close();
  return { snapshot, remove: () => rm(folder, { recursive: true, force: true }) };
}
