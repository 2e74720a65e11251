import type { ChangeRow } from '../../spec/host/change-set.ts';
import type { WriteContext } from '../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../spec/host/delivery.ts';
import type { ErrorCode, ErrorDetail } from '../../spec/host/errors.ts';
import type { WriteSummary } from '../../spec/host/row-result.ts';
import type { Segment, SegmentFields } from '../../spec/host/segment.ts';
import type { Guard } from './guard.ts';
import type { SnapshotStore } from './snapshot.ts';

/** One segment that the import shall hold. It needs a code of its own. */
export type ListRow = Omit<ChangeRow, 'change'> & {
  /** Why whoever read the list could not use this row: it is told as its error, and its code counts as listed all the same. */
  readonly refused?: ErrorDetail;
};

/** A part of the list. */
export interface ListChunk {
  readonly rows: readonly ListRow[];
  /** Why rows are missing from it; then nothing is deleted. */
  readonly incomplete?: string;
}

/** Where to, as whom, and what is remembered there. */
export interface Owner {
  /** `{ importId, apiKey }`; validated. */
  config: unknown;
  snapshot: SnapshotStore;
  /** Several owners may share an import, each with a snapshot of its own; `default` when absent. */
  owner?: string;
  delivery?: DeliveryOptions;
}

export interface ReconcileRequest extends Owner {
  /** All segments that this owner wants in the import. Pulled as needed. */
  list: AsyncIterable<ListChunk> | Iterable<ListChunk>;
  guard?: Guard;
  /** What becomes of segments that somebody changed or deleted at Permutive: `restore` (default) or `keep`; told either way. */
  drift?: 'restore' | 'keep';
  /** Codes that are never deleted; a trailing * is a prefix. Kept in the snapshot. */
  protect?: readonly string[];
}

export interface ReconcileContext extends WriteContext {
  /** Once for each owned code that the list does not name. */
  onRemoval?(result: RemovalResult): void | Promise<void>;
  /** What the import held before anything was sent, page by page: a backup. */
  onListing?(segments: readonly Segment[]): void | Promise<void>;
  /** Those were all: a backup can be made whole before anything is sent. */
  onListed?(): void | Promise<void>;
}

/** What became of an owned code that the list does not name. */
export interface RemovalResult {
  readonly segmentCode: string;
  /** `gone`: somebody had deleted it already. */
  readonly status: 'deleted' | 'gone' | 'withheld' | 'failed';
  /** Why it was withheld. */
  readonly reason?: ErrorCode;
  readonly error?: ErrorDetail;
  readonly before?: SegmentFields;
  /** The batch it was sent in, and the exchanges it was settled by: RequestEvent.number. Absent where nothing was sent. */
  readonly batch?: number;
  readonly requests?: readonly number[];
}

/** What a run on a full list came to. */
export interface ReconcileSummary extends WriteSummary {
  readonly segments: NonNullable<WriteSummary['segments']>;
  /** Segments of this owner after the run. */
  readonly owned: number;
  /** Segments of the import that neither the list names nor this owner has. */
  readonly foreign: number;
  /** Segments that may be this owner's, without proof. */
  readonly uncertain: number;
  /** Segments that somebody changed or deleted since this owner's last word. */
  readonly drift: { readonly edited: number; readonly deleted: number };
  readonly removals: {
    readonly candidates: number;
    readonly deleted: number;
    readonly gone: number;
    readonly withheld: number;
    readonly failed: number;
    /** How many were withheld for what. */
    readonly why: Readonly<Partial<Record<ErrorCode, number>>>;
  };
}
