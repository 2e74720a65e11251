import type { TSchema } from '@sinclair/typebox';
import { Errors, type ValueError, ValueErrorType } from '@sinclair/typebox/errors';
import type { FieldError } from '../spec/host/errors.ts';
import { lengthOf, trimmed } from './plan/text.ts';

/** Settings as they were meant: what is pasted brings white space and invisible characters along (C-5, S-5). */
export function unpasted(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return settings;
  return Object.fromEntries(
    Object.entries(settings).map(([field, value]) => [field, typeof value === 'string' ? trimmed(value) : value]),
  );
}

/** Why a settings object is not valid: one entry a field, never quoting a value (it may be the key). */
export function fieldErrorsOf(schema: TSchema, settings: unknown): FieldError[] {
  const found = new Map<string, string>();
  for (const error of Errors(schema, settings)) {
    const field = error.path.split('/')[1] ?? '';
    if (!isAnnotation(error) && !found.has(field)) found.set(field, problem(error));
  }
  return [...found].map(([field, message]) => ({ field: field || 'settings', message }));
}

/** Formats are annotations here: the UUID form is told by a pattern as well. Lengths count characters, not UTF-16 units. */
function isAnnotation({ type, schema, value }: ValueError): boolean {
  switch (type) {
    case ValueErrorType.StringFormatUnknown:
    case ValueErrorType.StringFormat:
      return true;
    case ValueErrorType.StringMaxLength:
      return typeof value === 'string' && lengthOf(value) <= Number(schema['maxLength']);
    default:
      return false;
  }
}

const QUOTED = /^(["'`“”‘’«»]).*["'`“”‘’«»]$/s;

function problem({ type, schema, value }: ValueError): string {
  const example: unknown = schema['examples']?.[0];
  switch (type) {
    case ValueErrorType.ObjectRequiredProperty:
      return 'is required.';
    case ValueErrorType.ObjectAdditionalProperties:
      return 'is not a known setting; remove it.';
    case ValueErrorType.Object:
      return 'must be an object.';
    case ValueErrorType.StringMinLength:
      return 'must not be empty.';
    case ValueErrorType.StringMaxLength:
      return `must be at most ${schema['maxLength']} characters long.`;
    case ValueErrorType.StringPattern:
      if (schema['pattern'] === '\\S') return 'must not be blank.';
      if (!schema['pattern']?.includes('0-9a-fA-F'))
        return 'must not hold spaces, invisible characters, commas, "/", "\\", "?" or "#", nor be "." or "..".';
      if (typeof value === 'string' && QUOTED.test(value)) return 'has quotes around it; remove them.';
      return `must be a whole UUID with its dashes and no spaces${example ? `, such as ${String(example)}` : ''}.`;
    case ValueErrorType.String:
      return 'must be text.';
    case ValueErrorType.Integer:
    case ValueErrorType.IntegerMinimum:
    case ValueErrorType.IntegerMaximum:
      return schema['maximum'] === undefined
        ? `must be a whole number of at least ${schema['minimum']}.`
        : `must be a whole number from ${schema['minimum']} to ${schema['maximum']}.`;
    default:
      return 'is not valid.';
  }
}
