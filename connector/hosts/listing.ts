import { ConfigSchema } from '../../spec/host/config.ts';
import { withDefaults } from '../../spec/host/delivery.ts';
import type { ErrorCode } from '../../spec/host/errors.ts';
import { ERROR_CATALOGUE } from '../../spec/host/errors.ts';
import { UsageError } from './usage-error.ts';

/** A segment as the listing shows it. */
export interface ListedSegment {
  readonly code: string;
  readonly name: string;
  readonly description?: string;
  readonly cpm?: number;
  readonly categories?: readonly string[];
}

export interface ListingOptions {
  readonly baseUrl: string;
  readonly importId: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/** Deadline of one page, body included, in milliseconds. */
const PAGE_TIMEOUT_MS = 60_000;

/** The listing cannot be had; `code` is of the error catalogue. */
export class ListingError extends Error {
  override readonly name = 'ListingError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail = '') {
    super(`${ERROR_CATALOGUE[code].message}${detail ? ` ${detail}` : ''}\n${ERROR_CATALOGUE[code].remedy}`);
    this.code = code;
  }
}

/** Pages through an import, one page in memory at a time. @throws {ListingError} */
export async function* listSegments(options: ListingOptions): AsyncGenerator<ListedSegment[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = pageOf(await getPage(options, token));
    yield page.segments;
    token = page.next;
    // A server that hands out a token again would be listed for ever.
    if (token !== undefined && seen.has(token))
      throw new ListingError('unexpected_response', 'Its listing goes in circles.');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
}

async function getPage(options: ListingOptions, token: string | undefined): Promise<unknown> {
  const url = new URL(`${options.baseUrl}/imports/${encodeURIComponent(options.importId)}/segments`);
  if (token !== undefined) url.searchParams.set('pagination_token', token);
  const deadline = AbortSignal.timeout(PAGE_TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await options.fetch(url, {
      headers: { 'X-API-Key': options.apiKey, Accept: 'application/json' },
      redirect: 'error', // D-7: the key goes to this origin only.
      signal: AbortSignal.any([options.signal, deadline]),
    });
    text = await response.text();
  } catch (error) {
    if (options.signal.aborted) throw error;
    throw new ListingError(deadline.aborted ? 'timeout' : 'network_error');
  }
  if (!response.ok) throw new ListingError(codeOf(response.status), `(HTTP ${response.status})`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ListingError('unexpected_response');
  }
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'authentication_failed';
    case 403:
      return 'insufficient_permissions';
    case 404:
      return 'import_not_found';
    case 429:
      return 'rate_limited';
    default:
      return status >= 500 ? 'service_unavailable' : 'unexpected_response';
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Reads a page in the wire form of the examples and in that of the schemas: the published documents disagree. */
function pageOf(body: unknown): { segments: ListedSegment[]; next: string | undefined } {
  if (!isObject(body)) throw new ListingError('unexpected_response');
  const listed: unknown = body['elements'];
  const elements = isObject(listed) && Array.isArray(listed['tail']) ? [listed['head'], ...listed['tail']] : listed;
  if (!Array.isArray(elements)) throw new ListingError('unexpected_response');
  const pagination = isObject(body['pagination']) ? body['pagination'] : {};
  const next = pagination['next_token'] ?? pagination['nextToken'];
  return { segments: elements.map(segmentOf), next: typeof next === 'string' && next !== '' ? next : undefined };
}

function segmentOf(value: unknown): ListedSegment {
  if (!isObject(value) || typeof value['code'] !== 'string') throw new ListingError('unexpected_response');
  const { code, name, description, cpm, categories } = value;
  return {
    code,
    name: typeof name === 'string' ? name : '',
    ...(typeof description === 'string' && { description }),
    ...(typeof cpm === 'number' && { cpm }),
    ...(Array.isArray(categories) && { categories: categories.filter((entry) => typeof entry === 'string') }),
  };
}

/** Settings as a host holds them. */
export interface ListingOrder {
  readonly config: unknown;
  readonly baseUrl?: string;
  readonly transport: { readonly fetch?: typeof fetch | undefined };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Holds the settings to the rules that check() and write() hold them to. @throws {UsageError} */
export function listingOf(
  { config, baseUrl = withDefaults().baseUrl, transport }: ListingOrder,
  { signal }: { readonly signal: AbortSignal },
): ListingOptions {
  const { importId, apiKey } = config as { importId: unknown; apiKey: unknown }; // Checked right below.
  const { properties } = ConfigSchema;
  const fits = (value: unknown, pattern: string): value is string =>
    typeof value === 'string' && new RegExp(pattern).test(value);
  if (!fits(importId, properties.importId.pattern ?? ''))
    throw new UsageError('The Import ID must be a whole UUID with its dashes.');
  if (!fits(apiKey, properties.apiKey.pattern ?? ''))
    throw new UsageError('The API key must be a whole UUID with its dashes.');
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === undefined || !secure || url.username || url.password || url.search || url.hash) {
    throw new UsageError(
      'The base URL must be https (or http on loopback), without credentials, query or fragment (D-7).',
    );
  }
  const root = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  return { baseUrl: root, importId, apiKey, fetch: transport.fetch ?? globalThis.fetch, signal };
}
