/** Reading JSON of which nothing is known. Own properties only: a prototype's are not an answer. */

/** The value, or nothing when the text is not JSON. A byte order mark before it is passed over (D-1). */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body.startsWith('\ufeff') ? body.slice(1) : body);
  } catch {
    return undefined;
  }
}

export const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>) // An object's fields are unknown until read.
    : undefined;

export const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A list, plain or as `{ head, tail }`: the published schemas wrap theirs. */
export function list(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const wrapped = record(value);
  if (wrapped === undefined || !Object.hasOwn(wrapped, 'head')) return undefined;
  const tail = own(wrapped, 'tail');
  return [wrapped['head'], ...(Array.isArray(tail) ? tail : [])];
}

/** A bare value, or one wrapped as `{ value }`. */
export const unwrap = (value: unknown): unknown => {
  const wrapped = record(value);
  return wrapped === undefined ? value : own(wrapped, 'value');
};
