import type { TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { OperationSchemas, type WireOperation } from '../batch.ts';
import { SegmentCreateSchema, SegmentUpdateSchema } from '../segment.ts';

const operations = {
  Create: TypeCompiler.Compile(OperationSchemas.Create),
  Update: TypeCompiler.Compile(OperationSchemas.Update),
  Delete: TypeCompiler.Compile(OperationSchemas.Delete),
};

export const createCheck = TypeCompiler.Compile(SegmentCreateSchema);
export const updateCheck = TypeCompiler.Compile(SegmentUpdateSchema);

/** JSON Schema counts characters; the compiled check counts UTF-16 units, of which an emoji is two. */
export const fits = <Fitting>(check: { Check(value: unknown): value is Fitting }, value: unknown): value is Fitting =>
  check.Check(value) || check.Check(oneUnitEach(value));

const oneUnitEach = (value: unknown): unknown => {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? value : JSON.parse(text.replace(/[\u{10000}-\u{10ffff}]/gu, '\ufffd'));
};

const firstFault = (check: TypeCheck<TSchema>, value: unknown): string =>
  check.Errors(oneUnitEach(value)).First()?.path.slice(1).replaceAll('/', '.') ?? '';

/** What an element of a batch is: an operation that can be tried, or the field that makes it invalid. */
export type Judgement =
  | { readonly operation: WireOperation }
  | { readonly field: string; readonly code: string | undefined };

/** Judges one element of a batch by the published schema, then by the `rejects` switch. */
export function judge(value: unknown, rejects: (operation: WireOperation) => boolean): Judgement {
  const name = property(value, 'operation');
  const check = name === 'Create' || name === 'Update' || name === 'Delete' ? operations[name] : undefined;
  if (check === undefined) return { field: 'operation', code: namedCode(value) };
  if (!fits<WireOperation>(check, value)) return { field: firstFault(check, value), code: namedCode(value) };
  if (rejects(value)) return { field: value.operation === 'Delete' ? 'code' : 'data.name', code: namedCode(value) };
  return { operation: value };
}

function namedCode(value: unknown): string | undefined {
  const code = property(value, 'code') ?? property(property(value, 'data'), 'code');
  return typeof code === 'string' && code !== '' ? code : undefined;
}

/** An own property of whatever came. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name] // Just seen to be there; its type stays unknown.
    : undefined;
}
