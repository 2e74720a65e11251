import type { ReconcileSummary } from '../../../connector/reconcile/request.ts';
import { createWorld } from '../../support/run.ts';
import { askedBy, turnBy } from './asked.ts';
import { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import type { Person } from './going.ts';
import { GUARD, heal } from './heal.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeAdoption } from './judge-plans.ts';
import { batchSizeBy, chunksBy, codesBy, isLarge, listBy } from './lists.ts';
import { type Place, startOf, type Variant } from './start.ts';
import { someFault } from './trouble.ts';
import { TURNS, type Turn } from './turns.ts';
import { Witness } from './witness.ts';
import { NOTHING_WRONG, worldBy } from './worlds.ts';

/** What one history came to: what must never happen and did, and how much of what is rare it had. */
export interface Told {
  readonly violations: readonly string[];
  readonly runs: number;
  readonly kills: number;
  readonly foreign: number;
  /** Switches that its world had otherwise than published, and what its owners did. */
  readonly flipped: readonly string[];
  readonly turns: readonly Turn[];
  readonly isLarge: boolean;
}

/**
 * Lives one random history of an import with one or two owners, rivals, faults and kills, and tells what it saw. `killLastAt`: the last run
 * dies at its moment of that number, and at no other.
 */
export async function live(seed: number, variant: Variant = {}, killLastAt?: number): Promise<Told> {
  const chance = new Chance(seed);
  const { switches, flipped } = worldBy(chance);
  const { clock, sandbox } = createWorld(switches, seed + 1);
  const witness = new Witness(sandbox, switches, clock);
  const codes = codesBy(chance);
  const place: Place = {
    clock,
    sandbox,
    witness,
    variant,
    batchSize: batchSizeBy(chance, codes),
    factsARecord: chance.of(2, 8, 5_000),
    backup: seed % 2 === 0,
  };
  const people = ['default', 'other']
    .slice(0, chance.of(1, 1, 2))
    .map((name): Person => ({ name, disk: new Disk(), list: [], protects: new Set(), left: undefined }));
  const told = { runs: 0, kills: 0 };
  const turns: Turn[] = [];
  const rival = () =>
    witness.rival(clock.now(), () => {
      const code = chance.of(...codes);
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
    for (let left = chance.below(4) + 2; left > 0; left -= 1) {
      for (let acts = chance.below(3); acts > 0; acts -= 1) rival();
      const person = chance.of(people[0] as Person, ...people.slice(1)); // There is one at least.
      // Runs of one owner may follow at once, as after a crash; between those of two, who cannot see each other, time goes by.
      if ((last !== undefined && last !== person) || chance.is(0.6)) await rest();
      if (last !== person) person.left = undefined;
      last = person;
      const dies = chance.is(0.3) ? chance.below(killMoments(codes.length)) + 1 : undefined;
      told.runs += 1;
      const turn = turnBy(chance, person);
      turns.push(turn);
      if (
        (await take(turn, person, killLastAt === undefined ? dies : left === 1 ? killLastAt : undefined)) === 'killed'
      )
        told.kills += 1;
    }
    sandbox.clearFaults();
    await rest();
    sandbox.change({ ...NOTHING_WRONG, rateLimit: undefined });
    for (const person of people) {
      person.disk.trouble = undefined;
      const start = () =>
        startOf(place, person, { asked: { guard: GUARD, drift: 'restore', protect: [] }, whole: true });
      for await (const what of heal(person, start, { switches, flipped }, witness, rest)) witness.violations.push(what);
    }
    if (people.some(({ disk }) => JSON.stringify([...disk.entries]).includes(sandbox.keys.write)))
      witness.violations.push('N-11: the key stands in a snapshot');
  } finally {
    await sandbox.close();
  }
  const foreign = sandbox.segments().filter(({ id }) => !witness.makers.has(id)).length;
  const violations = [...new Set(witness.violations)].map((what) => `seed ${seed}: ${what}`);
  return { ...told, violations, foreign, flipped, turns, isLarge: isLarge(codes) };

  async function take(turn: Turn, person: Person, moments: number | undefined): Promise<'killed' | 'ended'> {
    const { disk } = person;
    if (turn !== 'undo') person.list = listBy(chance, codes, person.list);
    sandbox.clearFaults();
    const faulty = chance.is(0.35);
    if (faulty) sandbox.inject(someFault(chance));
    disk.trouble = chance.is(0.04) ? { kind: chance.of('full', 'lock broken'), after: chance.below(6) } : undefined;
    const { chunks, whole } = chunksBy(chance, person.list);
    const asked = askedBy(chance, codes, turn);
    const withRivals = chance.is(0.3);
    const cancelledAfter = chance.is(0.05) ? chance.below(12) + 1 : undefined;
    const start = startOf(place, person, {
      asked,
      whole,
      moments,
      cancelledAfter,
      meanwhile: () => {
        if (withRivals && chance.is(0.15)) rival();
      },
    });
    const { going } = start;
    const before = { entries: new Map(disk.entries), held: witness.held() };
    const acts = witness.acts;
    const list = chunks(
      async (rows) => {
        going.rows += rows;
        await going.process.lives();
      },
      () => {
        going.ended = true;
      },
    );
    const calm = flipped.length === 0 && !faulty && disk.trouble === undefined && cancelledAfter === undefined;
    let summary: ReconcileSummary | undefined;
    const settled = TURNS[turn]({ person, start, list, witness, chance, calm }).then(
      (ended) => {
        summary = ended;
        return 'ended' as const;
      },
      () => 'ended' as const,
    );
    const ended = await Promise.race([settled, going.process.death]);
    if (turn === 'adopt')
      witness.violations.push(...judgeAdoption(before.entries, going, witness, calm && acts === witness.acts));
    const untouched = calm && summary?.status === 'completed' && acts === witness.acts;
    if (turn !== 'adopt')
      person.left = going.backedUp
        ? { backup: going.backup, done: going.done, calmSince: untouched ? acts : undefined }
        : undefined;
    if (turn === 'run' && summary !== undefined && summary.fatal === undefined && !going.cancelled)
      for (const one of asked.protect) person.protects.add(one);
    witness.violations.push(...judgeEnd(going, before, ended === 'ended' ? summary : undefined, witness));
    return ended;
  }
}

/** Moments within which a run of so many codes is killed. */
const killMoments = (codes: number): number => 60 + 5 * codes;
