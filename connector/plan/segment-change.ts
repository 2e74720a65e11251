import type { ErrorDetail } from '../../spec/host/errors.ts';

/** A received row, as its result names it. */
export interface RowRef {
  readonly rowId: string;
  readonly changeSetId: string | undefined;
}

/** Fields of a segment that rows gave; what they did not give is not there, so it is never sent (S-8). */
export interface GivenFields {
  readonly name?: string;
  readonly description?: string;
  readonly cpm?: number;
  readonly categories?: readonly string[];
}

/**
 * The state one segment shall come into. It is the row whose values count, and carries the others that asked for the same,
 * so that rows travel with it to their results: one object where a batch holds thousands.
 */
export type SegmentChange = RowRef & {
  readonly code: string;
  /** Earlier rows that share its result, in their order (P-3). */
  readonly others: readonly RowRef[];
} & (
    | {
        readonly state: 'present';
        readonly given: GivenFields;
        /** A name for Create only, when the rows gave none (S-4). */
        readonly defaultName: string;
      }
    | { readonly state: 'absent' }
  );

/** A row whose result is known before anything is sent. */
export interface SettledRow {
  readonly row: RowRef;
  readonly status: 'failed' | 'skipped';
  readonly segmentCode: string | null;
  readonly error: ErrorDetail;
}
