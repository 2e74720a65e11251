import { apply } from '../../../connector/reconcile/apply.ts';
import type { Guard } from '../../../connector/reconcile/guard.ts';
import { plan } from '../../../connector/reconcile/make-plan.ts';
import type { PlannedChange } from '../../../connector/reconcile/plan.ts';
import { type Machinery, reconcile } from '../../../connector/reconcile/reconcile.ts';
import type { ListChunk, ListRow, ReconcileSummary, RemovalResult } from '../../../connector/reconcile/request.ts';
import type { SnapshotEntry, SnapshotStore } from '../../../connector/reconcile/snapshot.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { SandboxOptions, WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import { createWorld } from '../../support/run.ts';
import { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import { Mortal } from './mortal.ts';
import { someFault } from './trouble.ts';
import { Witness } from './witness.ts';

const GUARD: Guard = { maxDeletions: 2, maxDeletionShare: 0.34 };
const CODES = Array.from({ length: 12 }, (_, at) => `c${at}`);

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
}

interface Person {
  readonly name: string;
  readonly disk: Disk;
  list: ListRow[];
}

/** Lives one random history of an import with one or two owners, rivals, faults and kills, and tells what it saw. */
export async function live(seed: number, variant: Variant = {}): Promise<Told> {
  const chance = new Chance(seed);
  const switches = switchesBy(chance);
  const { clock, sandbox } = createWorld(switches, seed + 1);
  const witness = new Witness(sandbox);
  const people: Person[] = ['default', 'other']
    .slice(0, chance.of(1, 1, 2))
    .map((name) => ({ name, disk: new Disk(), list: [] }));
  let [runs, kills] = [0, 0];
  // On a server that overwrites or passes over, who made a segment a moment ago cannot be told from its answer (docs/decisions/034).
  const rivalsMeanwhile = switches.conflicts === '409' || switches.conflicts === '400';
  const rival = () => {
    const code = chance.of(...(CODES as [string, ...string[]]));
    const there = witness.held().get(code);
    if (there !== undefined && chance.is(0.5)) sandbox.take([code]);
    // Often with the very values that an owner wants: nothing but the id tells the two apart.
    else sandbox.put([{ code, name: chance.of(`Name ${code} 0`, `Name ${code} 1`, 'By hand') }]);
  };
  try {
    for (let turn = chance.below(4) + 2; turn > 0; turn -= 1) {
      for (let acts = chance.below(3); acts > 0; acts -= 1) rival();
      const person = chance.of(people[0] as Person, ...people.slice(1)); // There is one at least.
      person.list = listBy(chance, person.list);
      sandbox.clearFaults();
      if (chance.is(0.35)) sandbox.inject(someFault(chance));
      const process = new Mortal(chance.is(0.3) ? chance.below(40) + 1 : Number.POSITIVE_INFINITY);
      runs += 1;
      const ended = await run(person, process, rivalsMeanwhile && chance.is(0.3) ? rival : undefined, chance);
      if (ended === 'killed') kills += 1;
    }
    sandbox.clearFaults();
    for (const person of people) await heal(person);
    if (people.some(({ disk }) => JSON.stringify([...disk.entries]).includes(sandbox.keys.write)))
      witness.violations.push('N-11: the key stands in a snapshot');
  } finally {
    await sandbox.close();
  }
  const foreign = sandbox.segments().filter(({ id }) => !witness.makers.has(id)).length;
  const violations = witness.violations.map((what) => (what.startsWith('seed') ? what : `seed ${seed}: ${what}`));
  return { violations, runs, kills, foreign };

  function settingsOf(person: Person, process: Mortal, meanwhile: () => void) {
    const { disk, name } = person;
    disk.process = process;
    const way = witness.transport(name, disk, process, meanwhile);
    return {
      owner: {
        config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
        snapshot: variant.store?.(disk, () => witness.held()) ?? disk,
        owner: name,
        delivery: { baseUrl: sandbox.inProcessBaseUrl, batchSize: 5, maxAttempts: 3, backoffMs: 1 },
      },
      fetch: variant.fetch?.(way) ?? way,
    };
  }

  async function run(
    person: Person,
    process: Mortal,
    rivalMeanwhile: (() => void) | undefined,
    by: Chance,
  ): Promise<'killed' | 'ended'> {
    const meanwhile = () => {
      if (rivalMeanwhile !== undefined && by.is(0.15)) rivalMeanwhile();
    };
    const { owner, fetch } = settingsOf(person, process, meanwhile);
    const before = { entries: new Map(person.disk.entries), held: witness.held() };
    witness.deeds = [];
    const results: RowResult[] = [];
    const removals: RemovalResult[] = [];
    const context = {
      fetch,
      onRowResult: async (result: RowResult) => {
        await process.lives();
        results.push(result);
      },
      onRemoval: (result: RemovalResult) => void removals.push(result),
    };
    const machinery = { ...variant.machinery, clock };
    const { chunks, whole } = chunksBy(by, person.list);
    const agreed = new Set<string>();
    let planned: Set<string> | undefined;
    let summary: ReconcileSummary | undefined;
    const work = async () => {
      if (by.is(0.3)) {
        const made = await plan({ ...owner, list: chunks(), guard: GUARD }, context, machinery);
        const changes: PlannedChange[] = [];
        for await (const change of made.changes()) changes.push(change);
        for (const { operation, code, warnings } of changes)
          if (operation === 'Delete' && warnings.length > 0) agreed.add(code);
        planned = new Set(changes.map(({ code }) => code));
        results.length = 0;
        if (witness.deeds.length > 0) witness.violations.push('a plan changed the import');
        // Whoever reviews it does not apply what deletes segments that may be somebody else's.
        if (changes.some(({ warnings }) => warnings.includes('ownership_uncertain')) && by.is(0.7)) return;
        summary = await apply(made, owner, context, machinery);
      } else {
        const drift = by.is(0.2) ? ('keep' as const) : ('restore' as const);
        summary = await reconcile({ ...owner, list: chunks(), guard: GUARD, drift }, context, machinery);
      }
    };
    const ended = await Promise.race([
      work().then(
        () => 'ended' as const,
        () => 'ended' as const,
      ),
      process.death,
    ]);
    judge({ person, before, results, summary: ended === 'ended' ? summary : undefined, planned, agreed, whole });
    return ended;
  }

  interface Judged {
    readonly person: Person;
    readonly before: { entries: ReadonlyMap<string, SnapshotEntry>; held: ReadonlyMap<string, WireSegment> };
    readonly results: readonly RowResult[];
    readonly summary: ReconcileSummary | undefined;
    readonly planned: ReadonlySet<string> | undefined;
    /** Deletions that a plan listed with a warning. */
    readonly agreed: ReadonlySet<string>;
    /** Whether the list was handed over whole and readable. */
    readonly whole: boolean;
  }

  function judge({ person, before, results, summary, planned, agreed, whole }: Judged): void {
    const { deeds, makers } = witness;
    const say = (what: string) => void witness.violations.push(`seed ${seed}: ${what}`);
    const listed = new Set(person.list.map(({ segment_code }) => String(segment_code)));
    const deleted = deeds.filter(({ operation }) => operation === 'Delete');
    for (const { code, id } of deleted) {
      if (makers.get(id) !== person.name && !agreed.has(code))
        say(`N-1: ${code} was deleted, which ${person.name} never made`);
      if (listed.has(code)) say(`N-2: ${code} was deleted, which the list names`);
    }
    if (!whole && deleted.length > 0) say('N-3: a list that was not whole deleted something');
    if (listed.size === 0 && deleted.length > 0) say('N-3: an empty list deleted something');
    if (planned === undefined && deleted.length > 0) {
      const owned = [...before.entries.values()].filter(
        (entry) => entry.owned !== undefined && before.held.get(entry.code)?.id === entry.owned.id,
      );
      const missing = owned.filter(({ code }) => !listed.has(code)).length;
      if (missing > 2 && missing > 0.34 * owned.length + 1)
        say(`N-4: of ${missing} suspicious deletions ${deleted.length} were carried out`);
    }
    const last = deeds.findLastIndex(({ operation }) => operation !== 'Delete');
    if (deeds.slice(0, Math.max(0, last)).some(({ operation }) => operation === 'Delete'))
      say('N-5: a deletion came before a create or an update');
    for (const { segmentCode, status } of results) {
      if (status === 'succeeded' || segmentCode === null) continue;
      const after = person.disk.entries.get(segmentCode)?.owned;
      const was = before.entries.get(segmentCode)?.owned;
      const again = results.some((other) => other.segmentCode === segmentCode && other.status === 'succeeded');
      if (
        !again &&
        after !== undefined &&
        JSON.stringify(after.base) !== JSON.stringify(was?.base ?? before.entries.get(segmentCode)?.pending)
      ) {
        if (after.origin !== 'presumed') say(`N-6: ${segmentCode} ${status}, and was recorded as done`);
      }
    }
    const held = witness.held();
    for (const { code, owned } of before.entries.values()) {
      if (owned?.origin !== 'created' || held.get(code)?.id !== owned.id || owned.id === undefined) continue;
      if (person.disk.entries.get(code)?.owned?.id !== owned.id) say(`N-7: ${code} is there and ours, and forgotten`);
    }
    if (planned !== undefined) {
      const besides = deeds.find(({ code }) => !planned.has(code));
      if (besides !== undefined) say(`N-9: ${besides.operation} of ${besides.code}, which the plan does not name`);
    }
    if (summary !== undefined && planned === undefined) undone(summary, before, say);
  }

  /** N-12: an Update of an owned segment that somebody had edited before the run is told as drift. */
  function undone(summary: ReconcileSummary, before: Judged['before'], say: (what: string) => void): void {
    if (switches.values !== undefined || summary.status === 'cancelled') return;
    for (const { operation, code } of witness.deeds) {
      const [owned, there] = [before.entries.get(code)?.owned, before.held.get(code)];
      if (operation !== 'Update' || owned?.id === undefined || there?.id !== owned.id) continue;
      const edited = there.name === 'By hand' && owned.base.name !== 'By hand';
      if (edited && summary.drift.edited === 0 && summary.rows.failed === 0)
        say(`N-12: an edit of ${code} was undone in silence`);
    }
  }

  /** With nothing wrong any more, an owner's list is in effect after one run and stays so. */
  async function heal(person: Person): Promise<void> {
    const say = (what: string) => void witness.violations.push(`seed ${seed}: ${what}`);
    for (const time of ['first', 'second'] as const) {
      const { owner, fetch } = settingsOf(person, new Mortal(Number.POSITIVE_INFINITY), () => undefined);
      const results: RowResult[] = [];
      witness.deeds = [];
      try {
        const list = [{ rows: person.list }];
        const summary = await reconcile(
          { ...owner, list, guard: GUARD },
          { fetch, onRowResult: (result) => void results.push(result) },
          { ...variant.machinery, clock },
        );
        const failed = results.filter(({ status, error }) => status !== 'succeeded' && error?.code !== 'code_change');
        if (failed.length > 0)
          say(`T-8: with nothing wrong ${failed[0]?.segmentCode} fails: ${failed[0]?.error?.code}`);
        if (time === 'second' && witness.deeds.some(({ operation }) => operation !== 'Delete'))
          say('R-3: an unchanged list sent something');
        for (const { code, id } of witness.deeds.filter(({ operation }) => operation === 'Delete'))
          if (witness.makers.get(id) !== person.name) say(`N-1: ${code} was deleted, which ${person.name} never made`);
        if (summary.fatal !== undefined) say(`T-8: fatal with nothing wrong: ${summary.fatal.code}`);
      } catch (error) {
        say(`T-8: with nothing wrong it throws ${String(error)}`);
      }
    }
  }
}

function switchesBy(chance: Chance): SandboxOptions {
  return {
    atomicity: chance.of('atomic', 'partial'),
    conflicts: chance.of('409', '409', '400', 'overwrite', 'ignore'),
    absent: chance.of('404', '400', 'ignore'),
    items: chance.of('full', 'without_deleted', 'short', 'shuffled', 'duplicated', 'extra', 'empty', 'missing'),
    hints: chance.of('none', 'path', 'code', 'lying'),
    pageSize: chance.of(2, 5, 100),
    ...(chance.is(0.1) && { values: chance.of('sorted' as const, 'cut' as const) }),
  };
}

/** The list of the next run: mostly the last one, with rows changed, gone and new. */
function listBy(chance: Chance, last: readonly ListRow[]): ListRow[] {
  if (chance.is(0.08)) return [];
  const kept = last
    .filter(() => chance.is(0.85))
    .map((row) => (chance.is(0.2) ? rowBy(chance, String(row.segment_code)) : row));
  const codes = new Set(kept.map(({ segment_code }) => segment_code));
  return [
    ...kept,
    ...chance
      .some(CODES, last.length === 0 ? 0.6 : 0.1)
      .filter((code) => !codes.has(code))
      .map((code) => rowBy(chance, code)),
  ];
}

const rowBy = (chance: Chance, code: string): ListRow => ({
  rowId: code,
  segment_code: code,
  segment_name: `Name ${code} ${chance.below(2)}`,
  ...(chance.is(0.3) && { cpm: chance.below(3) }),
});

/** Hands a list over in pieces, whole or not. */
function chunksBy(
  chance: Chance,
  list: readonly ListRow[],
): { chunks: () => AsyncIterable<ListChunk>; whole: boolean } {
  const trouble = chance.of('none', 'none', 'none', 'none', 'none', 'incomplete', 'throws', 'faulty row');
  const size = chance.of(2, 5, 100);
  return {
    whole: trouble === 'none',
    chunks: async function* () {
      for (let at = 0; at < list.length; at += size) yield { rows: list.slice(at, at + size) };
      if (trouble === 'incomplete') yield { rows: [], incomplete: 'cut' };
      if (trouble === 'faulty row') yield { rows: [{ rowId: 'faulty', segment_name: 'No code' }] };
      if (trouble === 'throws') throw new Error('the source broke');
    },
  };
}
