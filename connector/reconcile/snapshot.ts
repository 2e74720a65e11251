import type { SegmentFields } from '../../spec/host/segment.ts';

/** Whose snapshot: one owner's, of one import, at one address. */
export interface SnapshotKey {
  readonly baseUrl: string;
  readonly importId: string;
  readonly owner: string;
}

/** How a segment became this owner's: Permutive accepted its Create, a person adopted it, or a crash left it to be presumed. */
export type Origin = 'created' | 'adopted' | 'presumed';

/** What was about to be sent when this was recorded. */
export type Intent =
  | { readonly operation: 'Create'; readonly fields: SegmentFields }
  | { readonly operation: 'Delete' };

/** What is remembered of one code. */
export interface SnapshotEntry {
  readonly code: string;
  /** What made it ours; without it, the entry is an intent and nothing else. */
  readonly owned?: {
    readonly origin: Origin;
    /** Permutive's id of the segment: ours is code and id. */
    readonly id?: string;
    /** The fields last asked for and brought into effect. */
    readonly base: SegmentFields;
    /** The fields of which Permutive keeps another value (T-3), and that value. */
    readonly kept?: SegmentFields;
    /** The code as Permutive keeps it, where that is another (T-3). */
    readonly keptAs?: string;
  };
  readonly pending?: Intent;
}

/** One step from a snapshot to the next. */
export type SnapshotChange =
  | { readonly set: SnapshotEntry }
  | { readonly forget: string }
  /** All codes under protection from now on; a trailing * is a prefix. */
  | { readonly protect: readonly string[] };

export interface SnapshotHeader {
  /** Grows with every session that recorded something: a plan is for one serial only. */
  readonly serial: number;
  readonly protect: readonly string[];
}

/** Keeps snapshots: a file, a table, an object. */
export interface SnapshotStore {
  /**
   * Opens the snapshot of `key`, locked: a second session is refused until this one is closed. A key without a snapshot opens an
   * empty one of serial 0.
   *
   * @throws {ConnectorError} `snapshot_locked`, `snapshot_mismatch`, `snapshot_corrupt`: never taken for an empty one (N-10).
   */
  open(key: SnapshotKey, signal?: AbortSignal): Promise<SnapshotSession>;
}

export interface SnapshotSession {
  /** As the snapshot was when it was opened. */
  readonly header: SnapshotHeader;
  /** All entries, in pieces of any size, with what this session has recorded; again from the start each time it is called. */
  read(): AsyncIterable<readonly SnapshotEntry[]>;
  /**
   * Makes changes outlast a crash, all or none, before it resolves. No changes: makes sure that the lock is still held. It is called again only
   * once it has resolved.
   *
   * @throws {ConnectorError} `snapshot_conflict` when the lock was lost; whatever kept the changes from being written.
   */
  record(changes: readonly SnapshotChange[]): Promise<void>;
  /** Puts the snapshot in order and gives the lock back. What was recorded holds whether or not this is reached. */
  close(): Promise<void>;
}
