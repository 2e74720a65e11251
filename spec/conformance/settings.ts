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

const requiredOf = (schema: Field): string[] =>
  Array.isArray(schema['required']) ? schema['required'].map(String) : [];

/** A setting that must be given. */
export interface RequiredSetting {
  readonly path: readonly string[];
  /** What an error may call it: its path (`auth.token`); within a choice between forms also what the choice is called. */
  readonly names: readonly string[];
  readonly field: unknown;
}

/**
 * The settings that must be given, those of nested objects and of the forms that `settings` take too. What tells a form (a `const`) is nobody's to
 * type, and is none of them.
 */
export function requiredIn(
  schema: unknown,
  settings: unknown,
  path: readonly string[] = [],
  choices: readonly string[] = [],
): RequiredSetting[] {
  if (!isRecord(schema) || !isRecord(settings)) return [];
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const own = requiredOf(schema).flatMap((name): RequiredSetting[] => {
    const field = properties[name];
    if (isRecord(field) && 'const' in field) return [];
    return [{ path: [...path, name], names: [[...path, name].join('.'), ...choices], field }];
  });
  const nested = Object.entries(properties).flatMap(([name, field]) =>
    requiredIn(field, settings[name], [...path, name], choices),
  );
  const forms = CHOICES.flatMap((choice) => {
    const all: unknown[] = Array.isArray(schema[choice]) ? schema[choice] : [];
    const names = choice === 'allOf' ? choices : [...choices, path.join('.')];
    return all.filter((form) => isTaken(form, settings)).flatMap((form) => requiredIn(form, settings, path, names));
  });
  return [...own, ...nested, ...forms];
}

/** Whether settings take a form: they hold what it must be given, and what tells it. */
function isTaken(form: unknown, settings: Record<string, unknown>): boolean {
  if (!isRecord(form)) return false;
  const told = Object.entries(isRecord(form['properties']) ? form['properties'] : {});
  return (
    requiredOf(form).every((name) => name in settings) &&
    told.every(([name, field]) => !isRecord(field) || !('const' in field) || field['const'] === settings[name])
  );
}

/** Settings with another value in one place; without one, the place is gone. */
export function changedAt(settings: unknown, [name, ...rest]: readonly string[], ...value: [] | [unknown]): unknown {
  if (name === undefined) return value[0];
  const { [name]: former, ...others } = isRecord(settings) ? settings : {};
  if (rest.length === 0 && value.length === 0) return others;
  return { ...others, [name]: changedAt(former, rest, ...value) };
}

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
