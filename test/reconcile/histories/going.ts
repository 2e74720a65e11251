import type { Done } from '../../../connector/reconcile/make-undo.ts';
import type { Machinery } from '../../../connector/reconcile/reconcile.ts';
import type { ListRow, ReconcileContext, ReconcileRequest } from '../../../connector/reconcile/request.ts';
import type { SnapshotStore } from '../../../connector/reconcile/snapshot.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Segment } from '../../../spec/host/segment.ts';
import type { WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import type { Disk } from './disk.ts';
import type { Mortal } from './mortal.ts';

/** What a run is asked for beside its list. */
export type Asked = Required<Pick<ReconcileRequest, 'guard' | 'drift' | 'protect'>>;

/** What a run left to whoever wants to undo it. */
export interface Left {
  readonly backup: ReadonlyMap<string, Segment>;
  readonly done: readonly Done[];
  /** Acts of rivals until then, where nothing but rivals could have come between the run and what it wanted. */
  readonly calmSince: number | undefined;
}

/** A run under way, and what those who watch it know of it. */
export interface Going {
  readonly owner: string;
  readonly disk: Disk;
  readonly process: Mortal;
  /** Codes that the list names. */
  readonly listed: ReadonlySet<string>;
  /** Whether the list is handed over whole and readable. */
  readonly whole: boolean;
  readonly asked: Asked;
  /** Codes, and prefixes with a trailing *, that this run or an earlier one was asked to protect. */
  readonly protects: readonly string[];
  readonly results: RowResult[];
  readonly done: Done[];
  /** What the import was told to hold, and whether that was all. */
  readonly backup: Map<string, Segment>;
  backedUp: boolean;
  /** Rows that were handed over, and whether the list has come to its end. */
  rows: number;
  ended: boolean;
  /** Set once something was deleted: nothing else may be sent after it (N-5). */
  deleting: boolean;
  /** Keys of what a plan names, where the run applies one, and the deletions that whoever looked at it agreed to in spite of a warning. */
  planned: ReadonlySet<string> | undefined;
  agreed: ReadonlySet<string>;
  /** An earlier run is undone: what it created is deleted, whatever a list names. */
  undoes: boolean;
  cancelled: boolean;
}

/** An owner, and the list that this owner wants. */
export interface Person {
  readonly name: string;
  readonly disk: Disk;
  list: ListRow[];
  /** Codes that this owner's runs were asked to protect, of those that came to their end. */
  readonly protects: Set<string>;
  /** Of the run before, if nobody else's came after it. */
  left: Left | undefined;
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
  /** Whether an owner has adopted a segment. */
  isAdopted(owner: string, id: string): boolean;
  /** Whether a rival put a segment there after the run looked last. */
  cameUnseen(segment: WireSegment): boolean;
}
