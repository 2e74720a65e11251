import fc from 'fast-check';
import type { AudienceMode, ChangeSet } from '../../../spec/host/change-set.ts';
import type { Fault, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';

const code = fc.integer({ min: 0, max: 29 }).map((n) => `c${n}`);

const changeSets = (guilty: ReadonlySet<string>): fc.Arbitrary<ChangeSet[]> =>
  fc
    .array(
      fc.array(
        fc.record({
          change: fc.constantFrom('added' as const, 'changed' as const, 'removed' as const),
          segment_code: code,
          version: fc.integer({ min: 0, max: 2 }),
          cpm: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((sets) =>
      sets.map((rows, set) => ({
        id: `set${set}`,
        rows: rows.map(({ version, cpm, ...row }, at) => ({
          ...row,
          rowId: `${set}.${at}`,
          // A guilty row carries a mark that the sandbox refuses.
          segment_name: guilty.has(row.segment_code) ? `bad ${version}` : `name ${version}`,
          ...(cpm !== undefined && { cpm }),
        })),
      })),
    );

const fault: fc.Arbitrary<Fault['do']> = fc.oneof(
  fc.constantFrom(429, 500, 502, 503, 504, 408).map((status) => ({ kind: 'answer' as const, status })),
  fc.constantFrom(500, 503, 400, 409).map((status) => ({ kind: 'answer' as const, status, apply: true })),
  fc
    .integer({ min: 0, max: 20 })
    .map((s) => ({ kind: 'answer' as const, status: 429, headers: { 'retry-after': String(s) } })),
  fc
    .constantFrom('before' as const, 'midway' as const, 'after' as const)
    .map((when) => ({ kind: 'reset' as const, when })),
  fc.constantFrom('headers' as const, 'body' as const).map((when) => ({ kind: 'stall' as const, when, apply: true })),
  fc.constant({ kind: 'truncate' as const, apply: true }),
  // A readable 200 to a refused batch would be a plain lie; the `items` switch covers answers that list nothing.
  fc
    .constantFrom('', '<html>', 'null', '[]', '{"items":{}}')
    .map((body) => ({ kind: 'answer' as const, status: 200, body, apply: true })),
);

const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({ do: fault, nth: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }) }),
  { maxLength: 3 },
);

const switches: fc.Arbitrary<SandboxOptions> = fc.record({
  atomicity: fc.constantFrom('atomic' as const, 'partial' as const),
  conflicts: fc.constantFrom('409' as const, '400' as const, 'overwrite' as const),
  absent: fc.constantFrom('404' as const, '400' as const, 'ignore' as const),
  items: fc.constantFrom(
    'full' as const,
    'without_deleted' as const,
    'short' as const,
    'shuffled' as const,
    'duplicated' as const,
    'extra' as const,
    'empty' as const,
    'missing' as const,
  ),
  hints: fc.constantFrom('none' as const, 'path' as const, 'code' as const, 'lying' as const, 'random' as const),
  pageSize: fc.constantFrom(2, 5, 100),
});

/** Rows, a mode, guilty codes, an import, faults and switches: anything a run may meet. */
export const scenario = fc.uniqueArray(code, { maxLength: 4 }).chain((guilty) =>
  fc.record({
    guilty: fc.constant(guilty),
    changeSets: changeSets(new Set(guilty)),
    mode: fc.constantFrom<AudienceMode>('add', 'upsert', 'mirror', 'remove'),
    existing: fc.uniqueArray(fc.record({ code, name: fc.constantFrom('name 0', 'name 1') }), {
      selector: (s) => s.code,
      maxLength: 20,
    }),
    faults,
    switches,
    batchSize: fc.integer({ min: 8, max: 16 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    /** The host cancels, or the key loses its permission, at that request. */
    stop: fc.option(
      fc.record({ at: fc.integer({ min: 1, max: 14 }), by: fc.constantFrom('cancel' as const, 401, 403) }),
      { nil: undefined },
    ),
  }),
);

export type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;
