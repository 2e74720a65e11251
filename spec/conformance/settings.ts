/** A field of a settings schema. */
export type Field = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a choice between forms is spelled out. */
const CHOICES = ['oneOf', 'anyOf', 'allOf'] as const;

/** The schemas of objects in a settings schema: itself, its nested objects, and every form it may take. */
export function objectsOf(schema: unknown): Field[] {
  if (!isRecord(schema)) return [];
  const forms = CHOICES.flatMap((choice) => (Array.isArray(schema[choice]) ? schema[choice] : []));
  const nested = Object.values(isRecord(schema['properties']) ? schema['properties'] : {});
  const own = isRecord(schema['properties']) ? [schema] : [];
  return [...own, ...[...forms, ...nested].flatMap(objectsOf)];
}

/** The fields of a settings schema by name, those of its nested objects and of every form it may take too. */
export const fieldsOf = (schema: unknown): [name: string, field: Field][] =>
  objectsOf(schema).flatMap(({ properties }) =>
    Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, field]): [string, Field][] =>
      isRecord(field) ? [[name, field]] : [],
    ),
  );

/** The names of the fields that must be given, whatever form the rest takes. */
export const requiredOf = (schema: unknown): string[] =>
  isRecord(schema) && Array.isArray(schema['required']) ? schema['required'].map(String) : [];

/** Marked as a secret in any of the ways there are. */
export const looksSecret = (field: Field): boolean =>
  field['writeOnly'] === true || field['format'] === 'password' || field['airbyte_secret'] === true;

/** Every text and number in settings, with the name it stands under. */
function valuesIn(settings: unknown, name = ''): [name: string, value: string][] {
  if (isRecord(settings)) return Object.entries(settings).flatMap(([key, value]) => valuesIn(value, key));
  if (Array.isArray(settings)) return settings.flatMap((value) => valuesIn(value, name));
  return typeof settings === 'string' || typeof settings === 'number' ? [[name, String(settings)]] : [];
}

/** The secrets in settings: what its schema marks as one, and what two keys differ by. */
export function secretsIn(schema: unknown, config: unknown, otherKey: unknown): string[] {
  const marked = new Set(fieldsOf(schema).flatMap(([name, field]) => (looksSecret(field) ? [name] : [])));
  const canaries = new Set(canariesIn(config, otherKey));
  return valuesIn(config).flatMap(([name, value]) => (marked.has(name) || canaries.has(name) ? [value] : []));
}

/** The names of settings that differ where the key does: those are the key, whatever they are called. */
export function canariesIn(config: unknown, otherKey: unknown): string[] {
  if (otherKey === undefined) return [];
  const others = new Map(valuesIn(otherKey));
  return valuesIn(config).flatMap(([name, value]) => (others.get(name) === value ? [] : [name]));
}
