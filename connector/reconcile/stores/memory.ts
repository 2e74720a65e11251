import { ConnectorError } from '../../../spec/host/errors.ts';
import type { SnapshotChange, SnapshotEntry, SnapshotHeader, SnapshotKey, SnapshotStore } from '../snapshot.ts';

interface Kept {
  header: SnapshotHeader;
  readonly entries: Map<string, SnapshotEntry>;
  /** The session that holds it. */
  holder: symbol | undefined;
}

const PIECE = 5_000;

/** Snapshots that live as long as this object: for tests, and for a host that keeps them elsewhere. */
export function memorySnapshot(): SnapshotStore {
  const kept = new Map<string, Kept>();
  const keptFor = ({ baseUrl, importId, owner }: SnapshotKey): Kept => {
    const key = JSON.stringify([baseUrl, importId.toLowerCase(), owner]);
    const found = kept.get(key) ?? { header: { serial: 0, protect: [] }, entries: new Map(), holder: undefined };
    kept.set(key, found);
    return found;
  };
  return {
    async open(key) {
      const snapshot = keptFor(key);
      if (snapshot.holder !== undefined) throw new ConnectorError('snapshot_locked');
      const holder = Symbol('session');
      snapshot.holder = holder;
      const header = snapshot.header;
      return {
        header,
        async *read() {
          const entries = [...snapshot.entries.values()];
          for (let at = 0; at < entries.length; at += PIECE) yield entries.slice(at, at + PIECE);
        },
        async record(changes) {
          if (snapshot.holder !== holder) throw new ConnectorError('snapshot_conflict');
          if (changes.length === 0) return;
          for (const change of changes) apply(snapshot, change);
          snapshot.header = { ...snapshot.header, serial: header.serial + 1 };
        },
        async close() {
          if (snapshot.holder === holder) snapshot.holder = undefined;
        },
      };
    },
  };
}

function apply(snapshot: Kept, change: SnapshotChange): void {
  if ('set' in change) snapshot.entries.set(change.set.code, structuredClone(change.set));
  else if ('forget' in change) snapshot.entries.delete(change.forget);
  else snapshot.header = { ...snapshot.header, protect: [...change.protect] };
}
