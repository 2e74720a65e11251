import type { TSchema } from '@sinclair/typebox';
import { Errors, ValueErrorType } from '@sinclair/typebox/errors';
import { AUDIENCE_MODES, type AudienceMode } from '../spec/host/change-set.ts';
import { type Config, ConfigSchema } from '../spec/host/config.ts';
import { type Delivery, type DeliveryOptions, DeliverySchema, withDefaults } from '../spec/host/delivery.ts';
import { ConnectorError, type ErrorCode, type FieldError } from '../spec/host/errors.ts';
import { TargetSchema } from '../spec/host/target.ts';
import type { PlannedTarget } from './plan/desired.ts';
import { isPlain, Problem, readText } from './plan/field.ts';

/** Why a settings object is not valid: one entry a field, never quoting a value (it may be the key). */
function fieldErrorsOf(schema: TSchema, settings: unknown): FieldError[] {
  const found = new Map<string, string>();
  for (const error of Errors(schema, settings)) {
    // Formats are annotations here: the UUID form is told by a pattern as well.
    if (error.type === ValueErrorType.StringFormatUnknown || error.type === ValueErrorType.StringFormat) continue;
    const field = error.path.split('/')[1] ?? '';
    if (!found.has(field)) found.set(field, problem(error.type, error.schema));
  }
  return [...found].map(([field, message]) => ({ field: field || 'settings', message }));
}

function problem(type: ValueErrorType, schema: TSchema): string {
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
      return schema['pattern']?.includes('0-9a-fA-F')
        ? `must be a whole UUID with its dashes and no spaces${example ? `, such as ${String(example)}` : ''}.`
        : 'must not hold spaces, control characters, commas, "/", "\\", "?" or "#", nor be "." or "..".';
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

function valid<T>(code: ErrorCode, schema: TSchema, settings: unknown): T {
  const faults = fieldErrorsOf(schema, settings);
  if (faults.length > 0) throw new ConnectorError(code, faults);
  return settings as T; // Just validated against the schema T is derived from.
}

/** @throws {ConnectorError} `invalid_config`, with the fields at fault. */
export const readConfig = (config: unknown): Config => valid<Config>('invalid_config', ConfigSchema, config);

/** @throws {ConnectorError} `invalid_target`, with the fields at fault. */
export function readTarget(target: unknown): PlannedTarget {
  if (target === undefined) return { segmentName: '', segmentCode: undefined, plain: true };
  const settings = valid<{ segmentName: string; segmentCode?: string }>('invalid_target', TargetSchema, target);
  const name = readText(settings.segmentName);
  const code = readText(settings.segmentCode);
  if (name instanceof Problem)
    throw new ConnectorError('invalid_target', [{ field: 'segmentName', message: `${name.text}.` }]);
  if (code instanceof Problem)
    throw new ConnectorError('invalid_target', [{ field: 'segmentCode', message: `${code.text}.` }]);
  return { segmentName: name ?? '', segmentCode: code, plain: isPlain(name) && isPlain(code) };
}

/** @throws {ConnectorError} `invalid_mode`. */
export function readMode(mode: unknown): AudienceMode {
  if (typeof mode === 'string' && Object.hasOwn(AUDIENCE_MODES, mode)) return mode as AudienceMode; // A key of the closed table.
  throw new ConnectorError('invalid_mode', [
    { field: 'mode', message: `must be one of ${Object.keys(AUDIENCE_MODES).join(', ')}.` },
  ]);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws {ConnectorError} `invalid_delivery`, with the options at fault. */
export function readDelivery(options: unknown): Delivery {
  const delivery = withDefaults(valid<DeliveryOptions>('invalid_delivery', DeliverySchema, options ?? {}));
  const refuse = (message: string) => new ConnectorError('invalid_delivery', [{ field: 'baseUrl', message }]);
  const url = URL.canParse(delivery.baseUrl) ? new URL(delivery.baseUrl) : undefined;
  if (url === undefined) throw refuse('must be a URL.');
  // D-7: the key must not travel in the clear, except to this machine itself.
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!secure) throw refuse('must be https, or http on loopback.');
  if (url.username || url.password || url.search || url.hash)
    throw refuse('must hold no credentials, query or fragment.');
  return { ...delivery, baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}
