/** Settings, held to what the manifest says of them. */
import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { type Code, Delivery, errorOf } from './manifest.ts';

/** The settings, or what is wrong with each field. Values are not repeated: one may be the token. */
export function read<T extends TSchema>(schema: T, settings: unknown) {
  const value: Static<T> | undefined = Value.Check(schema, settings) ? settings : undefined;
  const all = [...Value.Errors(schema, settings)].map(({ path, message }) => ({ field: path.slice(1), message }));
  return { value, fieldErrors: all.filter(({ field }, at) => all.findIndex((other) => other.field === field) === at) };
}

/** @throws what write() rejects with before it reads or sends anything (T-10) */
export function valid<T extends TSchema>(code: Code, schema: T, settings: unknown): Static<T> {
  const { value, fieldErrors } = read(schema, settings);
  if (value === undefined) throw Object.assign(new Error(), errorOf(code), { fieldErrors });
  return value;
}

/** Settings as they were meant: what is pasted brings white space along. */
export const trimmed = (settings: unknown): unknown =>
  Object.fromEntries(
    Object.entries(Object(settings)).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
export const withDefaults = (delivery: object = {}): unknown => Value.Default(Delivery, { ...delivery });
