import type { ErrorDetail } from '../../spec/host/errors.ts';

/** A received row, as its result names it. */
export interface RowRef {
  readonly rowId: string;
  readonly changeSetId: string | undefined;
}

/** Rows that share one result: the one whose values count, and earlier ones in their order (P-3). */
export interface SharedRows extends RowRef {
  readonly others: readonly RowRef[];
  /** The code of their segment, as the result names it. */
  readonly code: string | null;
}

/** What most rows share their result with: no other row. */
export const NO_OTHERS: readonly RowRef[] = [];

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
export type SegmentChange = SharedRows & {
  readonly code: string;
  /** Whether the code was made from a name (S-7). */
  readonly generated: boolean;
  /** Whether every text that may be sent of it is plain: the same in JSON as here. */
  readonly plain: boolean;
} & (
    | (GivenFields & {
        readonly state: 'present';
        /** A name for Create only, when the row gave none (S-4). */
        readonly defaultName: string;
      })
    | { readonly state: 'absent' }
  );

/** Rows whose result is known before anything is sent. */
export interface SettledRows extends SharedRows {
  readonly status: 'failed' | 'skipped';
  readonly error: ErrorDetail;
}

const NOTHING_GIVEN: GivenFields = { name: undefined, description: undefined, cpm: undefined, categories: undefined };

/** The fields that a change gives; none of a segment that shall be absent. */
export const givenBy = (change: SegmentChange): GivenFields => (change.state === 'present' ? change : NOTHING_GIVEN);
