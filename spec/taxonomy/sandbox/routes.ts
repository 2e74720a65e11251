import { type Answer, invalid, json, refuse } from './answer.ts';
import { carryOut, type Workplace } from './batch.ts';
import { type Call, inImport, onSegment } from './call.ts';
import type { Holdings } from './holdings.ts';
import type { RequestKind } from './journal.ts';
import { property } from './judge.ts';
import { listPage } from './listing.ts';
import { createOne, deleteOne, readOne, updateOne } from './single.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly kind: RequestKind;
  readonly handle: (call: Call) => Answer;
}

const SEGMENTS = '/imports/:importId/segments';
const BY_ID = `${SEGMENTS}/:segmentId`;
const BY_CODE = `${SEGMENTS}/code/:segmentCode`;

const seen = ({ seen: holdings }: Workplace): Holdings => holdings;
const stored = ({ store }: Workplace): Holdings => store;

/** The eleven endpoints of the Taxonomy API. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', url: '/imports', kind: 'imports', handle: ({ imports }) => json({ items: imports }) },
  { method: 'GET', url: '/imports/:importId', kind: 'import', handle: inImport((_, { found }) => json(found)) },
  {
    method: 'GET',
    url: SEGMENTS,
    kind: 'list',
    handle: inImport((workplace, { token, loop }) => listPage(workplace, token, loop)),
  },
  { method: 'POST', url: SEGMENTS, kind: 'create', handle: inImport(createOne) },
  {
    method: 'PATCH',
    url: SEGMENTS,
    kind: 'batch',
    handle: inImport((workplace, { body }) => {
      const operations = property(body, 'operations');
      return carryOut(Array.isArray(operations) ? operations : [], workplace);
    }),
  },
  { method: 'GET', url: BY_ID, kind: 'read', handle: onSegment(seen, readOne) },
  { method: 'PATCH', url: BY_ID, kind: 'update', handle: onSegment(stored, updateOne) },
  { method: 'DELETE', url: BY_ID, kind: 'delete', handle: onSegment(stored, deleteOne) },
  { method: 'GET', url: BY_CODE, kind: 'read', handle: onSegment(seen, readOne) },
  { method: 'PATCH', url: BY_CODE, kind: 'update', handle: onSegment(stored, updateOne) },
  { method: 'DELETE', url: BY_CODE, kind: 'delete', handle: onSegment(stored, deleteOne) },
];

/** Where a request ends up that none of them takes. */
export const NOWHERE: Pick<Route, 'kind' | 'handle'> = {
  kind: 'unknown',
  handle: () => refuse('DoesNotExist', 'There is no such endpoint.'),
};

/** Path of the base URL. */
export const BASE_PATH = '/audience-api/v1';

/** A path without the base URL's. */
export const belowBase = (path: string): string => (path.startsWith(BASE_PATH) ? path.slice(BASE_PATH.length) : path);

const PATTERNS = ROUTES.map((route) => ({
  route,
  // Parameters are what lies between two slashes, as in Fastify's router; "code" before an id, as there.
  pattern: new RegExp(`^${route.url.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
}));

/** The route of a path below the base URL and its parameters, decoded: what Fastify does for requests over HTTP. */
export function findRoute(
  method: string,
  path: string,
): { route: Pick<Route, 'kind' | 'handle'>; params: Call['params'] } {
  for (const { route, pattern } of PATTERNS) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const params = decoded(match.groups ?? {});
    return params === undefined ? { route: MALFORMED, params: {} } : { route, params };
  }
  return { route: NOWHERE, params: {} };
}

const MALFORMED: Pick<Route, 'kind' | 'handle'> = { kind: 'unknown', handle: () => invalid('path') };

/** Nothing when a parameter is not percent-encoded UTF-8. */
function decoded(groups: Record<string, string>): Call['params'] | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}
