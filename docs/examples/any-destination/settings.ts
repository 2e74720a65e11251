/** Settings: what the manifest says of them, and what they are held to. */
import { FormatRegistry, type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Code, ErrorOf } from './errors.ts';

FormatRegistry.Set('password', () => true); // A word for forms; TypeBox refuses formats it does not know.
const secret = { format: 'password', writeOnly: true, airbyte_secret: true };
const closed = { additionalProperties: false };
/** The token goes out over TLS, or does not leave this machine. */
const ADDRESS = '^(https://|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/|$))';

interface Service {
  baseUrl: string;
  /** The most that it takes at once. */
  batchSize: number;
  /** Of word characters: what the service repeats of it is taken out by a pattern. */
  token: { description: string; pattern: string };
}

export const settingsFor = ({ baseUrl, batchSize, token }: Service) => ({
  config: Type.Object({ token: Type.String({ title: 'API token', ...token, order: 0, ...secret }) }, closed),
  target: Type.Object({}, closed),
  delivery: Type.Object(
    {
      baseUrl: Type.String({ pattern: ADDRESS, default: baseUrl }),
      batchSize: Type.Integer({ minimum: 1, maximum: batchSize, default: batchSize }),
      timeoutMs: Type.Integer({ minimum: 1, default: 60_000 }),
      maxAttempts: Type.Integer({ minimum: 1, default: 6 }),
      backoffMs: Type.Integer({ minimum: 0, default: 500 }),
      maxRetryAfterMs: Type.Integer({ minimum: 0, default: 300_000 }),
    },
    closed,
  ),
});
export type Settings = ReturnType<typeof settingsFor>;
export type Delivery = Static<Settings['delivery']>;

/** The settings, or what is wrong with each field. Values are not repeated: one may be the token. */
export function read<T extends TSchema>(schema: T, settings: unknown) {
  const value: Static<T> | undefined = Value.Check(schema, settings) ? settings : undefined;
  const all = [...Value.Errors(schema, settings)].map(({ path, message }) => ({ field: path.slice(1), message }));
  return { value, fieldErrors: all.filter(({ field }, at) => all.findIndex((other) => other.field === field) === at) };
}

/** @throws what write() rejects with before it reads or sends anything (T-10) */
export function valid<T extends TSchema>(errorOf: ErrorOf, code: Code, schema: T, settings: unknown): Static<T> {
  const { value, fieldErrors } = read(schema, settings);
  if (value === undefined) throw Object.assign(new Error(), errorOf(code), { fieldErrors });
  return value;
}

/** Settings as they were meant: what is pasted brings white space along. */
export const trimmed = (settings: unknown): unknown =>
  Object.fromEntries(
    Object.entries(Object(settings)).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
  );
export const withDefaults = ({ delivery }: Settings, given: object = {}): unknown =>
  Value.Default(delivery, { ...given });
