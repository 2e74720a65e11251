import type { ErrorDetail } from '../../spec/host/errors.ts';

/** A received row, as its result names it. */
export interface RowRef {
  readonly rowId: string;
  readonly changeSetId: string | undefined;
}

/** Fields of a segment that a row gave; what it did not give is undefined, and never sent (S-8). */
export interface GivenFields {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly cpm: number | undefined;
  readonly categories: readonly string[] | undefined;
}

/**
 * The state one segment shall come into. It is the row whose values count, and carries the others that asked for the same,
 * so that rows travel with it to their results: one object where a batch holds thousands.
 */
export type SegmentChange = RowRef & {
  readonly code: string;
  /** Whether the code was made from a name (S-7). */
  readonly generated: boolean;
  /** Earlier rows that share its result, in their order (P-3). */
  readonly others: readonly RowRef[];
} & (
    | (GivenFields & {
        readonly state: 'present';
        /** A name for Create only, when the row gave none (S-4). */
        readonly defaultName: string;
      })
    | { readonly state: 'absent' }
  );

/** A row whose result is known before anything is sent. */
export interface SettledRow {
  readonly row: RowRef;
  readonly status: 'failed' | 'skipped';
  readonly segmentCode: string | null;
  readonly error: ErrorDetail;
}
