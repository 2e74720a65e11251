import type { ChangeRow } from '../../../spec/host/change-set.ts';
import type { ErrorCode } from '../../../spec/host/errors.ts';
import { codeOf as codeIn } from '../../../spec/taxonomy/batch.ts';
import type { SandboxOptions, WireOperation } from '../../../spec/taxonomy/sandbox/index.ts';

/** A reading of what the API leaves open. */
export interface MatrixWorld {
  readonly switches: SandboxOptions;
  /** What rows may fail with although nothing goes wrong. */
  readonly codes?: readonly ErrorCode[];
  /** What ends that. */
  readonly cure?: SandboxOptions;
  /** Nothing is there before. */
  readonly empty?: boolean;
  /** Its reads and writes contradict each other for ever: what is unknown once stays so (T-4). */
  readonly stubborn?: boolean;
}

const NAME = 'Café & Drinks,';
const codeOf = (n: number): string => `Code_é${n}`;

/** Every seventh of the rows in turn, so that each batch has some of all kinds: 32 wanted, 8 to be removed. */
export const ROWS: readonly ChangeRow[] = Array.from({ length: 40 }, (_, at) => {
  const n = (at * 7) % 40;
  return {
    rowId: `r${n}`,
    segment_code: codeOf(n),
    change: n < 32 ? 'added' : 'removed',
    segment_name: `${NAME} ${n}`,
    ...(n % 3 === 0 && { cpm: n + 0.125, categories: ['b', 'a', 'b'], description: `About ${n}` }),
  };
});

/** What is there before: segments under other names, as wanted already, and to be removed. */
export const EXISTING = Array.from({ length: 40 }, (_, n) => ({
  code: codeOf(n),
  name: n >= 16 && n < 20 ? `${NAME} ${n}` : 'Old',
  updated_at: '2029-06-01T00:00:00Z',
})).filter((_, n) => (n >= 8 && n < 12) || (n >= 16 && n < 20) || (n >= 32 && n < 38));

/** Whether an operation wants one of these segments there. */
const about =
  (...numbers: readonly number[]) =>
  (operation: WireOperation): boolean =>
    operation.operation !== 'Delete' && numbers.map(codeOf).includes(codeIn(operation));
const none = () => false;

export const WORLDS: Readonly<Record<string, MatrixWorld>> = {
  'as published': { switches: {} },
  'refused batches carried out in part': { switches: { atomicity: 'partial' } },
  'conflicts told by 422': { switches: { conflicts: '422', absent: '422' } },
  'conflicts told by a plain 400': { switches: { conflicts: '400', absent: '400' } },
  'conflicts told by a plain 400, in part': { switches: { conflicts: '400', absent: '400', atomicity: 'partial' } },
  'Creates overwrite': { switches: { conflicts: 'overwrite', absent: 'ignore' } },
  'Creates ignored': { switches: { conflicts: 'ignore', absent: 'ignore' } },
  'Creates ignored, nothing listed': { switches: { conflicts: 'ignore', absent: 'ignore', items: 'empty' } },

  'deletions listed': { switches: { items: 'full' } },
  'items short': { switches: { items: 'short' } },
  'items shuffled': { switches: { items: 'shuffled' } },
  'items twice': { switches: { items: 'duplicated' } },
  'items of others': { switches: { items: 'extra' } },
  'items empty': { switches: { items: 'empty' } },
  'items missing': { switches: { items: 'missing' } },

  '201': { switches: { answers: 'created' } },
  '202, then done': { switches: { answers: 'accepted', conflicts: 'overwrite', absent: 'ignore' } },
  '204': { switches: { answers: 'no_content' } },
  '207 with errors': { switches: { answers: 'multi_status' } },
  '200 with errors': { switches: { answers: 'errors_inside' } },
  '200 with an error': { switches: { answers: 'error_inside' } },

  'codes in lower case': { switches: { codes: 'lower_cased' } },
  'codes in lower case, read strictly': { switches: { codes: 'lower_cased_strictly' }, empty: true, stubborn: true },
  'codes in NFD': { switches: { codes: 'decomposed' } },
  'codes found under any case': { switches: { codes: 'first_spelling' } },
  'prices rounded': { switches: { values: 'rounded' } },
  'names escaped': { switches: { values: 'escaped' } },
  'names in NFD': { switches: { values: 'decomposed' } },
  'names cut': { switches: { values: 'cut' } },
  'categories sorted': { switches: { values: 'sorted' } },
  'touched by changes only': { switches: { touches: 'changes' } },

  'reads lag': { switches: { readsLagMs: 1_500 } },
  'half of the reads lag': { switches: { readsLagMs: 4_000, laggingShare: 0.5 } },
  'reads lag, nothing listed': { switches: { readsLagMs: 1_500, items: 'empty' } },
  'paths left encoded': { switches: { paths: 'left_encoded' } },
  'listing in small pages': { switches: { pageSize: 5 } },
  'listing capped': { switches: { listing: 'capped', cappedAt: 4, pageSize: 3 } },
  'listing short': { switches: { listing: 'short', pageSize: 5 } },
  'listing reordered': { switches: { listing: 'reordered', pageSize: 5 } },
  'listing endless': { switches: { listing: 'endless', pageSize: 5 } },
  'listing endless, uncounted': { switches: { listing: 'endless', pageSize: 5, counts: 'absent' } },
  'listing uncounted': { switches: { counts: 'absent', pageSize: 5 } },
  'count wavering': { switches: { counts: 'wavering', pageSize: 5 } },
  'tokens as numbers': { switches: { tokens: 'number', pageSize: 5 } },
  'tokens wrapped': { switches: { tokens: 'wrapped', pageSize: 5 } },
  'numbers wrapped': { switches: { tokens: 'wrapped_number', pageSize: 5 } },

  camelCase: { switches: { spelling: 'camel', tokens: 'wrapped', pageSize: 5 } },
  'head and tail': { switches: { lists: 'head_tail', pageSize: 5 } },
  'prices as text': { switches: { prices: 'text' } },
  'no updated_at': { switches: { stamps: 'left_out' } },
  'no Date': { switches: { dates: 'left_out' } },
  'a clock an hour ahead': { switches: { clockAheadMs: 3_600_000 } },
  // A Retry-After that is a date lies an hour ahead by the answer's own clock (D-3).
  'a clock an hour behind': { switches: { clockAheadMs: -3_600_000 }, codes: ['rate_limited'] },
  'a byte order mark': { switches: { byteOrderMark: true } },

  'two bad rows': { switches: { rejects: about(3, 10) }, codes: ['rejected_by_permutive'], cure: { rejects: none } },
  'two bad rows, named': {
    switches: { rejects: about(3, 10), hints: 'path' },
    codes: ['rejected_by_permutive'],
    cure: { rejects: none },
  },
  'two bad rows, others named': {
    switches: { rejects: about(3, 10), hints: 'lying', atomicity: 'partial' },
    codes: ['rejected_by_permutive'],
    cure: { rejects: none },
  },
  'a row that makes the server fail': {
    switches: { crashes: about(3) },
    // The latter where nothing else of its batch was carried out either (T-6).
    codes: ['unprocessable', 'service_unavailable'],
    cure: { crashes: none },
  },
  'a row that makes the server fail, in part': {
    switches: { crashes: about(3), atomicity: 'partial' },
    codes: ['unprocessable', 'service_unavailable'],
    cure: { crashes: none },
  },
  'a row that is dropped': {
    switches: { drops: about(3) },
    codes: ['unexpected_response'],
    cure: { drops: none },
  },
  'a firewall that dislikes a row': {
    switches: { firewall: ({ body }) => body?.includes(`"${NAME} 3"`) ?? false },
    codes: ['blocked'],
    cure: { firewall: none },
  },
  'an import that fills up': {
    switches: { quota: 25 },
    codes: ['rejected_by_permutive', 'not_isolated'],
    cure: { quota: Number.POSITIVE_INFINITY },
  },
  'a hidden maximum': { switches: { maxOperations: 3 } },
  'a hidden maximum told by 413': { switches: { maxOperations: 3, beyondMaximum: '413' } },
  'a hidden maximum told by 504': { switches: { maxOperations: 3, beyondMaximum: '504' } },
  'five requests a second': { switches: { rateLimit: { requests: 5, perMs: 1_000 } } },
  'three requests in ten seconds, told by date': {
    switches: { rateLimit: { requests: 3, perMs: 10_000, retryAfter: 'date' }, clockAheadMs: 90_000 },
  },
};
