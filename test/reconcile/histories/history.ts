import { apply } from '../../../connector/reconcile/apply.ts';
import { plan } from '../../../connector/reconcile/make-plan.ts';
import type { PlannedChange } from '../../../connector/reconcile/plan.ts';
import { type Machinery, reconcile } from '../../../connector/reconcile/reconcile.ts';
import type { ReconcileSummary } from '../../../connector/reconcile/request.ts';
import type { SnapshotStore } from '../../../connector/reconcile/snapshot.ts';
import type { WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import { createWorld } from '../../support/run.ts';
import { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import type { Going, Person, Start } from './going.ts';
import { GUARD, heal } from './heal.ts';
import { judgeEnd } from './judge-end.ts';
import { CODES, chunksBy, listBy } from './lists.ts';
import { Mortal } from './mortal.ts';
import { someFault } from './trouble.ts';
import { Witness } from './witness.ts';
import { NOTHING_WRONG, worldBy } from './worlds.ts';

/** How a broken variant departs from the product: each must be caught (negative controls). */
export interface Variant {
  readonly machinery?: Machinery;
  /** Stands between the run and its snapshot. */
  readonly store?: (disk: Disk, held: () => ReadonlyMap<string, WireSegment>) => SnapshotStore;
  /** Stands between the run and the import. */
  readonly fetch?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
}

/** What one history came to: what must never happen and did, and how much of what is rare it had. */
export interface Told {
  readonly violations: readonly string[];
  readonly runs: number;
  readonly kills: number;
  readonly foreign: number;
  /** Switches that its world had otherwise than published. */
  readonly flipped: readonly string[];
}

/**
 * Lives one random history of an import with one or two owners, rivals, faults and kills, and tells what it saw. `killLastAt`: the last run
 * dies at its moment of that number, and at no other.
 */
export async function live(seed: number, variant: Variant = {}, killLastAt?: number): Promise<Told> {
  const chance = new Chance(seed);
  const { switches, flipped } = worldBy(chance);
  const { clock, sandbox } = createWorld(switches, seed + 1);
  const witness = new Witness(sandbox, switches);
  const people: Person[] = ['default', 'other']
    .slice(0, chance.of(1, 1, 2))
    .map((name) => ({ name, disk: new Disk(), list: [] }));
  const told = { runs: 0, kills: 0 };
  const rival = () =>
    witness.rival(clock.now(), () => {
      const code = chance.of(...CODES);
      if (witness.held().has(witness.keyOf(code)) && chance.is(0.5)) sandbox.take([code]);
      // Often with the very values that an owner wants: nothing but the id tells the two apart.
      else sandbox.put([{ code, name: chance.of(`Name ${code} & 0`, `Name ${code} & 1`, 'By hand') }]);
    });
  /** Time goes by: what was sent has come to its end, and reads are up to date. */
  const rest = async () => {
    await clock.wait(120_000);
    await sandbox.settled();
  };
  try {
    let last: Person | undefined;
    for (let turn = chance.below(4) + 2; turn > 0; turn -= 1) {
      for (let acts = chance.below(3); acts > 0; acts -= 1) rival();
      const person = chance.of(people[0] as Person, ...people.slice(1)); // There is one at least.
      // Runs of one owner may follow at once, as after a crash; between those of two, who cannot see each other, time goes by.
      if ((last !== undefined && last !== person) || chance.is(0.6)) await rest();
      last = person;
      person.list = listBy(chance, person.list);
      sandbox.clearFaults();
      if (chance.is(0.35)) sandbox.inject(someFault(chance));
      const dies = chance.is(0.3) ? chance.below(60) + 1 : Number.POSITIVE_INFINITY;
      const moments = killLastAt === undefined ? dies : turn === 1 ? killLastAt : Number.POSITIVE_INFINITY;
      told.runs += 1;
      if ((await run(person, moments, chance.is(0.3))) === 'killed') told.kills += 1;
    }
    sandbox.clearFaults();
    await rest();
    sandbox.change({ ...NOTHING_WRONG, rateLimit: undefined });
    for (const person of people) {
      const start = () => startOf(person, Number.POSITIVE_INFINITY, () => undefined, true);
      for await (const what of heal(person, start, { switches, flipped }, witness, rest)) witness.violations.push(what);
    }
    if (people.some(({ disk }) => JSON.stringify([...disk.entries]).includes(sandbox.keys.write)))
      witness.violations.push('N-11: the key stands in a snapshot');
  } finally {
    await sandbox.close();
  }
  const foreign = sandbox.segments().filter(({ id }) => !witness.makers.has(id)).length;
  const violations = [...new Set(witness.violations)].map((what) => `seed ${seed}: ${what}`);
  return { ...told, violations, foreign, flipped };

  function startOf({ name, disk, list }: Person, moments: number, meanwhile: () => void, whole: boolean): Start {
    const process = new Mortal(moments, clock);
    disk.process = process;
    witness.begin();
    const going: Going = {
      owner: name,
      disk,
      process,
      listed: new Set(list.map(({ segment_code }) => String(segment_code))),
      whole,
      results: [],
      rows: 0,
      ended: false,
      deleting: false,
      planned: undefined,
      agreed: new Set(),
    };
    const way = witness.transport(going, meanwhile);
    return {
      going,
      owner: {
        config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
        snapshot: variant.store?.(disk, () => witness.held()) ?? disk,
        owner: name,
        delivery: { baseUrl: sandbox.inProcessBaseUrl, batchSize: 5, maxAttempts: 3, backoffMs: 1 },
      },
      context: {
        fetch: variant.fetch?.(way) ?? way,
        onRowResult: async (result) => {
          await process.lives();
          going.results.push(result);
        },
        onRemoval: () => process.lives(),
        // With a backup the import is listed; without one, a short list may be read by code.
        ...(seed % 2 === 0 && { onListing: () => process.lives() }),
      },
      machinery: { ...variant.machinery, clock: process.clock },
    };
  }

  async function run(person: Person, moments: number, withRivals: boolean): Promise<'killed' | 'ended'> {
    const { chunks, whole } = chunksBy(chance, person.list);
    const meanwhile = () => {
      if (withRivals && chance.is(0.15)) rival();
    };
    const { going, owner, context, machinery } = startOf(person, moments, meanwhile, whole);
    const before = { entries: new Map(person.disk.entries), held: witness.held() };
    let summary: ReconcileSummary | undefined;
    const list = () =>
      chunks(
        async (rows) => {
          going.rows += rows;
          await going.process.lives();
        },
        () => {
          going.ended = true;
        },
      );
    const byPlan = chance.is(0.3);
    const drift = chance.is(0.2) ? ('keep' as const) : ('restore' as const);
    const work = async () => {
      if (!byPlan) {
        summary = await reconcile({ ...owner, list: list(), guard: GUARD, drift }, context, machinery);
        return;
      }
      const made = await plan({ ...owner, list: list(), guard: GUARD }, context, machinery);
      const changes: PlannedChange[] = [];
      for await (const change of made.changes()) changes.push(change);
      if (witness.deeds.length > 0 && flipped.length === 0) witness.violations.push('a plan changed the import');
      if (JSON.stringify([made.header, changes]).includes(sandbox.keys.write))
        witness.violations.push('N-11: the key stands in a plan');
      going.planned = new Set(changes.map(({ code }) => code));
      going.agreed = new Set(changes.filter(({ warnings }) => warnings.length > 0).map(({ code }) => code));
      going.results.length = 0;
      going.rows = changes.filter(({ operation }) => operation !== 'Delete').length;
      // Whoever reviews it does not apply what deletes segments that may be somebody else's.
      if (changes.some(({ warnings }) => warnings.includes('ownership_uncertain')) && chance.is(0.7)) return;
      summary = await apply(made, owner, context, machinery);
    };
    const settled = work().then(
      () => 'ended' as const,
      () => 'ended' as const,
    );
    const ended = await Promise.race([settled, going.process.death]);
    witness.violations.push(...judgeEnd(going, before, ended === 'ended' ? summary : undefined, witness));
    return ended;
  }
}
