/** A field of a settings schema. */
export type Field = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The fields of a settings schema, by name. */
export function fieldsOf(schema: object): [name: string, field: Field][] {
  const properties = 'properties' in schema && isRecord(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([name, field]) => (isRecord(field) ? [[name, field]] : []));
}

/** The names of the fields that must be given. */
export const requiredOf = (schema: object): string[] =>
  'required' in schema && Array.isArray(schema.required) ? schema.required.map(String) : [];

/** The setting that is a secret. */
export const secretOf = (schema: object): string | undefined =>
  fieldsOf(schema).find(([, field]) => field['writeOnly'] === true)?.[0];

/** Settings with another key in place of the right one. */
export function withKey(
  schema: object,
  config: Readonly<Record<string, unknown>>,
  key: string,
): Record<string, unknown> {
  const secret = secretOf(schema);
  return secret === undefined ? { ...config } : { ...config, [secret]: key };
}
