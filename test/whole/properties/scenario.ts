import fc from 'fast-check';
import type { AudienceMode, ChangeSet } from '../../../spec/host/change-set.ts';
import type { Fault, Mishap, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { FAULTS } from '../faults/faults.ts';
import { switches } from './switches.ts';

/** With a capital and an accent, which an import may keep otherwise; some with what a path that is decoded twice makes another code of. */
const code = fc.integer({ min: 0, max: 29 }).map((n) => `C\u00e9${n % 6 === 5 ? '%2B' : ''}${n}`);
const name = (version: number, mark: string) => `${mark}${version} & caf\u00e9, drinks`;

const changeSets = (guilty: ReadonlySet<string>): fc.Arbitrary<ChangeSet[]> =>
  fc
    .array(
      fc.array(
        fc.record({
          change: fc.constantFrom('added' as const, 'changed' as const, 'removed' as const),
          segment_code: code,
          version: fc.integer({ min: 0, max: 2 }),
          cpm: fc.option(fc.constantFrom(0, 1.5, 2.125), { nil: undefined }),
          categories: fc.option(fc.constantFrom(['a'], ['b', 'a', 'b']), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((sets) =>
      sets.map((rows, set) => ({
        id: `set${set}`,
        rows: rows.map(({ version, cpm, categories, ...row }, at) => ({
          ...row,
          rowId: `${set}.${at}`,
          // A guilty row carries a mark that the sandbox minds.
          segment_name: name(version, guilty.has(row.segment_code) ? 'bad ' : ''),
          ...(cpm !== undefined && { cpm }),
          ...(categories !== undefined && { categories }),
        })),
      })),
    );

/** What goes wrong once or often. A readable 200 in place of a refusal would be a plain lie. */
const mishaps: readonly Mishap[] = Object.values(FAULTS).flatMap(({ do: mishap, clean }) => (clean ? [] : [mishap]));

const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({
    do: fc.constantFrom(...mishaps),
    nth: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
  }),
  { maxLength: 3 },
);

/** What ends a run before its rows do. */
export type Stop =
  /** The host cancels while its nth request is under way. */
  | { readonly by: 'cancel'; readonly nth: number }
  /** The key is taken away, or may only read, from the nth request on. */
  | { readonly by: 'key'; readonly status: 401 | 403; readonly nth: number };

const nth = fc.integer({ min: 1, max: 20 });
const stop: fc.Arbitrary<Stop | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ by: fc.constant('cancel' as const), nth }),
  fc.record({ by: fc.constant('key' as const), status: fc.constantFrom(401 as const, 403 as const), nth }),
);

/** Rows, a mode, guilty codes, an import, faults, a stop and switches: anything a run may meet. */
export const scenario = fc
  .uniqueArray(code, { maxLength: 4 })
  .chain((guilty) =>
    fc.record({
      guilty: fc.constant(guilty),
      /** What a guilty row does to the server. */
      guilt: fc.constantFrom('rejects' as const, 'crashes' as const, 'drops' as const, 'firewall' as const),
      changeSets: changeSets(new Set(guilty)),
      mode: fc.constantFrom<AudienceMode>('add', 'upsert', 'mirror', 'remove'),
      existing: fc.uniqueArray(
        fc.record({
          code,
          name: fc.constantFrom(name(0, ''), name(1, '')),
          updated_at: fc.constant('2029-06-01T00:00:00Z'),
        }),
        { selector: (s) => s.code, maxLength: 20 },
      ),
      faults,
      stop,
      switches,
      latencyMs: fc.constantFrom(0, 3_000),
      batchSize: fc.integer({ min: 8, max: 16 }),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    }),
  )
  .map((play) => ({
    ...play,
    // A Create that is ignored shows by a time that is too old: within two seconds no client can tell.
    latencyMs: play.switches.conflicts === 'ignore' || namesTwice(play.changeSets) ? 3_000 : play.latencyMs,
    // What a run has just replaced may show again on a replica that lags: seconds later no read can tell.
    switches: {
      ...play.switches,
      ...(namesTwice(play.changeSets) && { readsLagMs: 0 }),
      // A row that makes the server fail takes attempts and retries (D-4) that a limit told by 429 asks for too.
      ...(play.guilt === 'crashes' && { rateLimit: undefined }),
      // One word for a limit, a fault and a conflict, half carried out and not shown yet: one read back decides (T-6). docs/host-engineer.md says how often that is wrong.
      ...(saysNothing(play.switches) && { maxOperations: 5_000 }),
      // A size below 100 is not learned from a 504 (D-5): what is narrowed beside a guilty row meets it again and again.
      ...(play.guilty.length > 0 && play.switches.beyondMaximum === '504' && { beyondMaximum: '413' as const }),
    },
  }));

/** Whether a server tells a conflict as it tells a bad row, carries out part of what it refuses, and shows it late. */
const saysNothing = ({ atomicity, conflicts, absent, readsLagMs = 0 }: SandboxOptions): boolean =>
  atomicity === 'partial' && readsLagMs > 0 && (conflicts === '400' || absent === '400');

/** Whether a code is named by more than one change-set. */
export function namesTwice(sets: readonly ChangeSet[]): boolean {
  const codes = sets.flatMap(({ rows }) => [...new Set(rows.map(({ segment_code }) => segment_code))]);
  return new Set(codes).size < codes.length;
}

export type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;
