/** Readers of Permutive's answers. They accept both published forms (snake_case and camelCase, arrays and head/tail). */

/** A segment as Permutive told it. */
export interface SeenSegment {
  readonly code: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly cpm: number | undefined;
  readonly categories: readonly string[] | undefined;
}

export interface SegmentPage {
  readonly segments: readonly SeenSegment[];
  readonly nextToken: string | undefined;
  readonly totalCount: number | undefined;
}

export interface SeenImport {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly relation: string | undefined;
  readonly state: string | undefined;
  readonly inherited: boolean;
}

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>) // An object's fields are unknown until read; own properties only, see `own`.
    : undefined;

/** An own property: a prototype's properties are not an answer. */
const own = (value: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** A list, plain or as `{ head, tail }`. */
function list(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const wrapped = record(value);
  if (wrapped === undefined || !Object.hasOwn(wrapped, 'head')) return undefined;
  const tail = own(wrapped, 'tail');
  return [wrapped['head'], ...(Array.isArray(tail) ? tail : [])];
}

/** A bare value, or one wrapped as `{ value }`. */
const unwrap = (value: unknown): unknown => {
  const wrapped = record(value);
  return wrapped === undefined ? value : own(wrapped, 'value');
};

/** A segment as it came: it has a code, and the rest is unknown until read. */
export type SegmentJson = Readonly<Record<string, unknown>> & { readonly code: string };

export const isSegment = (json: unknown): json is SegmentJson => {
  const segment = record(json);
  return segment !== undefined && typeof own(segment, 'code') === 'string';
};

/** One segment, or nothing when it has no code. */
export const readSegment = (json: unknown): SeenSegment | undefined => (isSegment(json) ? segmentIn(json) : undefined);

/** What a segment's fields say, one by one: an answer of thousands is compared without being copied. */
export const nameIn = (segment: SegmentJson): string | undefined => text(own(segment, 'name'));
export const descriptionIn = (segment: SegmentJson): string | undefined => text(own(segment, 'description'));
export const cpmIn = (segment: SegmentJson): number | undefined => finite(own(segment, 'cpm'));
export const categoriesIn = (segment: SegmentJson): readonly string[] | undefined =>
  list(own(segment, 'categories'))?.filter((entry) => typeof entry === 'string');

const segmentIn = (segment: SegmentJson): SeenSegment => ({
  code: segment.code,
  name: nameIn(segment),
  description: descriptionIn(segment),
  cpm: cpmIn(segment),
  categories: categoriesIn(segment),
});

/**
 * What a batch answer lists; `segments` is absent when the answer lists none at all (T-3), and empty when it lists nothing
 * that is a segment. Each is read when it is compared: thousands read at once would outlive their use.
 */
export function readBatchAnswer(json: unknown): { segments: readonly unknown[] | undefined } | undefined {
  const answer = record(json);
  if (answer === undefined) return undefined;
  const items = own(answer, 'items');
  if (items === undefined || items === null) return { segments: undefined };
  const entries = list(items);
  return entries && { segments: entries.some(isSegment) ? entries : [] };
}

/** One page of the listing. */
export function readSegmentPage(json: unknown): SegmentPage | undefined {
  const page = record(json);
  const segments =
    page &&
    list(own(page, 'elements') ?? [])
      ?.filter(isSegment)
      .map(segmentIn);
  if (page === undefined || segments === undefined) return undefined;
  const pagination = record(own(page, 'pagination'));
  if (pagination === undefined) return undefined;
  return {
    segments,
    nextToken: text(unwrap(own(pagination, 'next_token') ?? own(pagination, 'nextToken'))) || undefined,
    totalCount: finite(unwrap(own(pagination, 'total_count') ?? own(pagination, 'totalCount'))),
  };
}

/** An import; its source state is given as a name. */
export function readImport(json: unknown): SeenImport | undefined {
  const seen = record(json);
  const id = seen && text(own(seen, 'id'));
  if (seen === undefined || id === undefined) return undefined;
  const source = record(own(seen, 'source'));
  const state = source && own(source, 'state');
  const stateRecord = record(state);
  return {
    id,
    name: text(own(seen, 'name')) ?? '',
    code: text(own(seen, 'code')) ?? '',
    relation: text(own(seen, 'relation')),
    state: text(state) ?? (stateRecord && text(own(stateRecord, 'type'))),
    inherited: record(own(seen, 'inheritance')) !== undefined,
  };
}

/** What a refusal says, from the JSON envelope or from plain text. */
export interface Refusal {
  readonly message: string;
  readonly requestId: string | undefined;
  /** Permutive's own error code, a number. */
  readonly errorCode: number | undefined;
}

/** The longest message taken from an answer, in characters; an error page must not fill a log. */
const MAX_MESSAGE = 500;

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes in an answer are exactly what is taken out (X-2).
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

export function readRefusal(body: string): Refusal {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const envelope = record(json);
  const error = envelope && record(own(envelope, 'error'));
  const parts = error && [text(own(error, 'message')), text(own(error, 'cause'))].filter((part) => part !== undefined);
  const message = parts?.length ? parts.join(' ') : body;
  return {
    message: message.replace(CONTROL, ' ').trim().slice(0, MAX_MESSAGE),
    requestId: envelope && text(own(envelope, 'request_id') ?? own(envelope, 'requestId')),
    errorCode: error && finite(own(error, 'code')),
  };
}
