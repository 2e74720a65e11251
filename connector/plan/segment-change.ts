import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';

/** Where a segment's code came from (S-2). */
export type CodeSource = NonNullable<RowResult['codeSource']>;

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
  readonly codeSource: CodeSource | undefined;
  /** Whether their results were told: the ledger's mark, so that none is told twice or not at all (T-1). */
  told: boolean;
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
  readonly codeSource: CodeSource;
  /** Whether every text that may be sent of it is plain: the same in JSON as here. */
  readonly plain: boolean;
  /** What its operation takes in JSON, in bytes, at most (P-9). */
  readonly bytes: number;
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

/**
 * The rows of a change, as the others of one that takes its place, with `more` after them: one growing list a segment, for thousands of
 * rows may share it.
 */
export function joined({ rowId, changeSetId, others }: SharedRows, more: readonly RowRef[] = NO_OTHERS): RowRef[] {
  const rows = others === NO_OTHERS ? [] : (others as RowRef[]); // Made here, and nobody else's yet.
  rows.push({ rowId, changeSetId });
  for (const row of more) rows.push(row);
  return rows;
}
