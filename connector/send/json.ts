/** Reading JSON of which nothing is known. Own properties only: a prototype's are not an answer. */

/** Bodies up to here are parsed whatever they hold, in characters: their values fit into a heap of 256 MB many times. */
const HARMLESS = 1024 * 1024;
/** Objects and lists that a longer one may hold: a page or an answer of 12 MiB has one for each of its segments, and their categories. */
const MOST_NESTS = 250_000;

/** The value, or nothing when the text is not JSON or its structure alone would fill memory. A byte order mark is passed over (D-1). */
export function parseJson(body: string): unknown {
  if (body.length > HARMLESS && nestsIn(body) > MOST_NESTS) return undefined;
  try {
    return JSON.parse(body.startsWith('\ufeff') ? body.slice(1) : body);
  } catch {
    return undefined;
  }
}

/** How many objects and lists begin in a text, those in its strings included; no more than it takes to know of too many. */
function nestsIn(body: string): number {
  let nests = 0;
  for (const opening of ['{', '[']) {
    for (let at = body.indexOf(opening); at !== -1 && nests <= MOST_NESTS; at = body.indexOf(opening, at + 1))
      nests += 1;
  }
  return nests;
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
