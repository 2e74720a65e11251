import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { MAX_BATCH_OPERATIONS, MAX_CHARACTERS } from './limits.ts';
import { SegmentCreateSchema, SegmentUpdateSchema, WireSegmentSchema } from './segment.ts';

const Code = Type.String({ minLength: 1, maxLength: MAX_CHARACTERS });

/** The three operations of a batch (D-1), by their name on the wire. */
export const OperationSchemas = {
  Create: Type.Object({ operation: Type.Literal('Create'), data: SegmentCreateSchema }),
  Update: Type.Object({ operation: Type.Literal('Update'), code: Code, data: SegmentUpdateSchema }),
  Delete: Type.Object({ operation: Type.Literal('Delete'), code: Code }),
};

/** One operation. A batch's operations are carried out in no promised order. */
export const WireOperationSchema = Type.Union(Object.values(OperationSchemas), { $id: schemaId('wire-operation') });
export type WireOperation = Static<(typeof OperationSchemas)[keyof typeof OperationSchemas]>;

/** The body of a batch: 1 to 5,000 operations. */
export const BatchRequestSchema = Type.Object({
  operations: Type.Array(WireOperationSchema, { minItems: 1, maxItems: MAX_BATCH_OPERATIONS }),
});

/** The answer to a batch: segments, with no word on the operations. */
export const BatchAnswerSchema = Type.Object({ items: Type.Array(WireSegmentSchema) }, { additionalProperties: false });

/** The code an operation is about. */
export const codeOf = (operation: WireOperation): string =>
  operation.operation === 'Create' ? operation.data.code : operation.code;
