import { type Static, Type } from '@sinclair/typebox';
import { schemaId } from '../schema-id.ts';
import { ErrorDetailSchema } from './errors.ts';

const CheckStepSchema = Type.Object({
  id: Type.Union([
    Type.Literal('config'),
    Type.Literal('target'),
    Type.Literal('authentication'),
    Type.Literal('import'),
    Type.Literal('write_access'),
  ]),
  status: Type.Union([
    Type.Literal('passed'),
    Type.Literal('failed'),
    Type.Literal('warning'),
    Type.Literal('skipped'),
  ]),
  message: Type.String(),
  error: Type.Optional(ErrorDetailSchema),
});
export type CheckStep = Static<typeof CheckStepSchema>;

/** What check() found, step by step (C-2); `message` is for the marketer. */
export const CheckResultSchema = Type.Object(
  {
    status: Type.Union([Type.Literal('succeeded'), Type.Literal('failed')]),
    message: Type.String(),
    steps: Type.Array(CheckStepSchema),
    fieldErrors: Type.Array(Type.Object({ field: Type.String(), message: Type.String() })),
    import: Type.Optional(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        code: Type.String(),
        relation: Type.Optional(Type.String()),
        state: Type.Optional(Type.String()),
        inherited: Type.Optional(Type.Boolean()),
      }),
    ),
  },
  { $id: schemaId('check-result') },
);
export type CheckResult = Static<typeof CheckResultSchema>;
