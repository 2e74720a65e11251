/** Readers of Permutive's answers. They accept both published forms (snake_case and camelCase, arrays and head/tail). */
import { finite, list, own, record, text, unwrap } from './json.ts';
import { errorsOf } from './told-errors.ts';

/** A segment as Permutive told it. */
export interface SeenSegment {
  readonly id: string | undefined;
  readonly code: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly cpm: number | undefined;
  readonly categories: readonly string[] | undefined;
  /** ISO 8601, as it came. */
  readonly updatedAt: string | undefined;
}

export interface SegmentPage {
  readonly segments: readonly SeenSegment[];
  /** Whether the page had its list at all; one without proves nothing but for `totalCount` 0 (T-4). */
  readonly listed: boolean;
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

/** A segment as it came: it has a code, and the rest is unknown until read. */
export type SegmentJson = Readonly<Record<string, unknown>> & { readonly code: string };

export const isSegment = (json: unknown): json is SegmentJson => {
  return typeof record(json)?.['code'] === 'string';
};

/** One segment, or nothing when it has no code. */
export const readSegment = (json: unknown): SeenSegment | undefined => (isSegment(json) ? segmentIn(json) : undefined);

/**
 * What a segment's fields say, one by one: an answer of thousands is compared without being copied. Read as they are, for no
 * prototype has a field of that name, and to look for own ones takes a tenth of a batch's time.
 */
export const nameIn = (segment: SegmentJson): string | undefined => text(segment['name']);
export const descriptionIn = (segment: SegmentJson): string | undefined => text(segment['description']);
/** A price may come as a text (P-1). */
export const cpmIn = (segment: SegmentJson): number | undefined => {
  const cpm = segment['cpm'];
  return finite(typeof cpm === 'string' && cpm.trim() !== '' ? Number(cpm) : cpm);
};
export const categoriesIn = (segment: SegmentJson): readonly string[] | undefined =>
  list(segment['categories'])?.filter((entry) => typeof entry === 'string');
export const updatedAtIn = (segment: SegmentJson): string | undefined =>
  text(segment['updated_at'] ?? segment['updatedAt']);

const segmentIn = (segment: SegmentJson): SeenSegment => ({
  id: text(own(segment, 'id')),
  code: segment.code,
  name: nameIn(segment),
  description: descriptionIn(segment),
  cpm: cpmIn(segment),
  categories: categoriesIn(segment),
  updatedAt: updatedAtIn(segment),
});

/** One page of the listing. */
export function readSegmentPage(json: unknown): SegmentPage | undefined {
  const page = record(json);
  const elements = page && (own(page, 'elements') ?? undefined);
  const listed = elements === undefined ? [] : list(elements);
  // T-4: a page that tells of an error is none, however whole it looks.
  if (page === undefined || listed === undefined || errorsOf(page).length > 0) return undefined;
  const pagination = record(own(page, 'pagination'));
  if (pagination === undefined) return undefined;
  return {
    segments: listed.filter(isSegment).map(segmentIn),
    listed: elements !== undefined,
    nextToken: tokenIn(own(pagination, 'next_token') ?? own(pagination, 'nextToken')),
    totalCount: finite(unwrap(own(pagination, 'total_count') ?? own(pagination, 'totalCount'))),
  };
}

/** A token is a string, a number, or `{ value }` of either; empty is the end (T-4), and so is one that no URL can hold. */
function tokenIn(told: unknown): string | undefined {
  const token = unwrap(told);
  const written = text(token) || finite(token)?.toString();
  return written?.isWellFormed() ? written : undefined;
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

/** The imports of a workspace; what cannot be told apart is left out. */
export function readImports(json: unknown): readonly SeenImport[] | undefined {
  const answer = record(json);
  return list(answer && own(answer, 'items'))
    ?.map(readImport)
    .filter((seen) => seen !== undefined);
}
