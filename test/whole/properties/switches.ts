import fc from 'fast-check';
import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';

/** One of these, usually the first: what is rare in each is common in one of them. */
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 2 }, { arbitrary: fc.constantFrom(...others), weight: 1 });

const anything = fc.record({
  atomicity: fc.constantFrom('atomic' as const, 'partial' as const),
  conflicts: fc.constantFrom('409' as const, '422' as const, '400' as const, 'overwrite' as const, 'ignore' as const),
  absent: fc.constantFrom('404' as const, '422' as const, '400' as const, 'ignore' as const),
  items: mostly<NonNullable<SandboxOptions['items']>>(
    'without_deleted',
    ...(['full', 'short', 'shuffled', 'duplicated', 'extra', 'empty', 'missing'] as const),
  ),
  answers: mostly<NonNullable<SandboxOptions['answers']>>(
    'items',
    ...(['created', 'no_content', 'accepted', 'multi_status', 'errors_inside', 'error_inside'] as const),
  ),
  hints: fc.constantFrom('none' as const, 'path' as const, 'code' as const, 'lying' as const, 'random' as const),
  codes: mostly<NonNullable<SandboxOptions['codes']>>('as_given', 'lower_cased', 'decomposed', 'first_spelling'),
  values: mostly<NonNullable<SandboxOptions['values']>>(
    'as_given',
    ...(['rounded', 'escaped', 'decomposed', 'cut', 'sorted'] as const),
  ),
  touches: mostly<NonNullable<SandboxOptions['touches']>>('every_write', 'changes'),
  readsLagMs: mostly(0, 800, 3_000),
  laggingShare: fc.constantFrom(1, 0.5),
  paths: mostly<NonNullable<SandboxOptions['paths']>>('decoded', 'decoded_twice', 'left_encoded'),
  listing: mostly<NonNullable<SandboxOptions['listing']>>(
    'whole',
    ...(['capped', 'short', 'reordered', 'by_position', 'endless'] as const),
  ),
  cappedAt: fc.constant(5),
  pageSize: fc.constantFrom(2, 5, 100),
  tokens: mostly<NonNullable<SandboxOptions['tokens']>>('text', 'number', 'wrapped', 'wrapped_number'),
  counts: mostly<NonNullable<SandboxOptions['counts']>>('true', 'absent', 'wavering'),
  spelling: mostly<NonNullable<SandboxOptions['spelling']>>('snake', 'camel'),
  lists: mostly<NonNullable<SandboxOptions['lists']>>('arrays', 'head_tail'),
  prices: mostly<NonNullable<SandboxOptions['prices']>>('number', 'text'),
  stamps: mostly<NonNullable<SandboxOptions['stamps']>>('told', 'left_out'),
  dates: mostly<NonNullable<SandboxOptions['dates']>>('told', 'left_out'),
  clockAheadMs: mostly(0, 3_600_000, -3_600_000),
  maxOperations: mostly(5_000, 3),
  beyondMaximum: fc.constantFrom('400' as const, '413' as const, '504' as const),
  rateLimit: mostly<SandboxOptions['rateLimit']>(
    undefined,
    { requests: 4, perMs: 5_000 },
    {
      requests: 6,
      perMs: 9_000,
      retryAfter: 'date',
    },
  ),
});

/** Readings of the API that can be told apart by a client: what each of the others leaves out is said beside it. */
export const switches: fc.Arbitrary<SandboxOptions> = anything.map((all) => ({
  ...all,
  // A queue that says nothing of a conflict can only be one that has none.
  ...(all.answers === 'accepted' && {
    conflicts: 'overwrite' as const,
    absent: 'ignore' as const,
    maxOperations: 5_000,
  }),
  // An error under a 200 has an envelope, and words.
  ...(all.answers === 'error_inside' && { conflicts: '409' as const, absent: '404' as const }),
  // Without a Date the client's own clock stands in for the server's.
  ...(all.dates === 'left_out' && { clockAheadMs: 0 }),
  // A Create that is ignored shows by a time alone.
  ...(all.conflicts === 'ignore' && { stamps: 'told' as const }),
  // A value that is kept otherwise and a time that does not move look like an operation that was not carried out.
  ...(all.values !== 'as_given' && { touches: 'every_write' as const, stamps: 'told' as const }),
}));
