import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { ERROR_CODES, type ErrorCode, ErrorDetailSchema } from './errors.ts';
import type { SegmentFields } from './segment.ts';

const nullable = <T extends readonly string[]>(values: readonly [...T], description: string) =>
  Type.Unsafe<T[number] | null>({ enum: [...values, null], description });

/** What became of one row (T-2). */
export const RowResultSchema = Type.Object(
  {
    rowId: Type.String(),
    changeSetId: Type.Optional(Type.String()),
    status: Type.Union([Type.Literal('succeeded'), Type.Literal('failed'), Type.Literal('skipped')], {
      description:
        'succeeded: the segment is in the wanted state at Permutive. failed: the operation is not in effect, or (outcome_unknown) that cannot be known. skipped: nothing was to be done.',
    }),
    outcome: nullable(['created', 'updated', 'deleted', 'unchanged'], 'What was done; null unless succeeded.'),
    operation: nullable(['Create', 'Update', 'Delete'], 'The operation sent last for the row, if any.'),
    segmentCode: Type.Union([Type.String(), Type.Null()], {
      description: 'The code of the segment, as Permutive keeps it where that is known to differ (T-3).',
    }),
    codeSource: Type.Optional(
      Type.Union([Type.Literal('row'), Type.Literal('row_name'), Type.Literal('target')], {
        description: 'Where the code came from (S-2).',
      }),
    ),
    segment: Type.Optional(
      Type.Unsafe<{ id?: string; before?: SegmentFields | null; after?: SegmentFields | null }>(
        Type.Object(
          {},
          {
            description:
              "Dry runs, plans and full lists: what was there, and what is or would be; null for no segment. `id`: Permutive's, where it was told; of a created one, only where nothing speaks for its having been there before.",
          },
        ),
      ),
    ),
    batch: Type.Optional(Type.Integer({ minimum: 1, description: 'The batch it was sent in.' })),
    requests: Type.Optional(
      Type.Unsafe<readonly number[]>(
        Type.Array(Type.Integer({ minimum: 1 }), {
          description: 'The exchanges it was settled by: RequestEvent.number.',
        }),
      ),
    ),
    error: Type.Optional(ErrorDetailSchema),
  },
  { $id: schemaId('row-result'), additionalProperties: false },
);
export type RowResult = Static<typeof RowResultSchema>;
export type Outcome = NonNullable<RowResult['outcome']>;
export type OperationKind = NonNullable<RowResult['operation']>;

const Count = Type.Integer({ minimum: 0 });
const RowCounts = Type.Object({ received: Count, succeeded: Count, failed: Count, skipped: Count });
const OutcomeCounts = Type.Object({ created: Count, updated: Count, deleted: Count, unchanged: Count });
const RequestCounts = Type.Object({ sent: Count, retried: Count });

/** How far a run is. */
export const WriteProgressSchema = Type.Object(
  {
    rows: RowCounts,
    requests: RequestCounts,
    waitingUntil: Type.Optional(
      Type.String({ description: 'ISO 8601; stands in every report until the wait is over.' }),
    ),
    waitingFor: Type.Optional(Type.Unsafe<ErrorCode>(Type.String({ enum: ERROR_CODES }))),
  },
  { $id: schemaId('write-progress') },
);
export type WriteProgress = Static<typeof WriteProgressSchema>;

/** The end of a run (T-11). */
export const WriteSummarySchema = Type.Object(
  {
    status: Type.Union([
      Type.Literal('completed'),
      Type.Literal('completed_with_errors'),
      Type.Literal('failed'),
      Type.Literal('cancelled'),
    ]),
    dryRun: Type.Boolean(),
    rows: RowCounts,
    outcomes: OutcomeCounts,
    segments: OutcomeCounts,
    requests: RequestCounts,
    durationMs: Type.Number({ minimum: 0 }),
    fatal: Type.Optional(ErrorDetailSchema),
  },
  { $id: schemaId('write-summary') },
);
export type WriteSummary = Static<typeof WriteSummarySchema>;
