import type { Machinery } from '../../../connector/reconcile/reconcile.ts';
import type { ListRow, ReconcileContext } from '../../../connector/reconcile/request.ts';
import type { SnapshotStore } from '../../../connector/reconcile/snapshot.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import type { Disk } from './disk.ts';
import type { Mortal } from './mortal.ts';

/** A run under way, and what those who watch it know of it. */
export interface Going {
  readonly owner: string;
  readonly disk: Disk;
  readonly process: Mortal;
  /** Codes that the list names. */
  readonly listed: ReadonlySet<string>;
  /** Whether the list is handed over whole and readable. */
  readonly whole: boolean;
  readonly results: RowResult[];
  /** Rows that were handed over, and whether the list has come to its end. */
  rows: number;
  ended: boolean;
  /** Set once something was deleted: nothing else may be sent after it (N-5). */
  deleting: boolean;
  /** What a plan names, where the run applies one, and the deletions that whoever looked at it agreed to in spite of a warning. */
  planned: ReadonlySet<string> | undefined;
  agreed: ReadonlySet<string>;
}

/** An owner, and the list that this owner wants. */
export interface Person {
  readonly name: string;
  readonly disk: Disk;
  list: ListRow[];
}

/** What a run is started with. */
export interface Start {
  readonly going: Going;
  readonly owner: {
    config: { importId: string; apiKey: string };
    snapshot: SnapshotStore;
    owner: string;
    delivery: object;
  };
  readonly context: ReconcileContext;
  readonly machinery: Machinery;
}

/** What is known of the import from outside. */
export interface Sight {
  /** What it holds now, by key. */
  held(): ReadonlyMap<string, WireSegment>;
  /** What the codes of one segment have in common. */
  readonly keyOf: (code: string) => string;
  /** Owners by the ids of the segments they made. */
  readonly makers: ReadonlyMap<string, string>;
  /** Whether a rival put a segment there after the run looked last. */
  cameUnseen(segment: WireSegment): boolean;
}
