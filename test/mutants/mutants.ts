import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Bench } from './bench.ts';
import { allOf, changedSince, shuffled } from './chosen.ts';
import type { Mutation } from './mutations.ts';
import { namedWrongs } from './named.ts';
import { ROOMS } from './rooms.ts';
import { type Fate, Stage } from './stage.ts';
import { readReasons, reasonOf, staleReasons } from './survivors.ts';

/** Of a hundred mutants the tests kill so many at least. */
const THRESHOLD = 0.85;
/** Of fewer a share says nothing. */
const ENOUGH = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Only lines that have changed since this commit. */
    since: { type: 'string' },
    /** Tries no new one after so long. */
    minutes: { type: 'string', default: '600' },
    /** By the unit tests of their rooms alone: more survive than need be. */
    quick: { type: 'boolean', default: false },
    /** So many of them. */
    most: { type: 'string' },
    /** Those of named.ts, none of which may survive. */
    named: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});

const say = (line: string) => void process.stdout.write(`${line}\n`);
const reasons = readReasons();

const mutations = values.named
  ? namedWrongs()
  : values.since === undefined
    ? allOf(positionals)
    : changedSince(values.since);
const queue = shuffled(mutations, Number(values.seed)).slice(0, Number(values.most ?? mutations.length));
const end = Date.now() + Number(values.minutes) * 60_000;
const fates = new Map<Mutation, { readonly fate: Fate; readonly depth: number }>();
const verbose = values.named || process.env['MUTANTS_VERBOSE'] !== undefined;

/** Takes one mutant after another through the stages of its room until one kills it. */
async function work(worker: number): Promise<void> {
  const bench = new Bench();
  const stages = new Map<string, Stage>();
  const stageOf = async (room: string, depth: number): Promise<Stage | undefined> => {
    const tests = values.quick && depth > 0 ? undefined : ROOMS[room]?.[depth];
    if (tests === undefined) return undefined;
    // Whole runs are the same for every room.
    const name = `${worker}-${depth === 0 ? room.replace('/', '-') : 'whole'}-${depth}`;
    const stage = stages.get(name) ?? (await Stage.open(name, tests, bench));
    stages.set(name, stage);
    return stage;
  };
  for (let mutation = queue.shift(); mutation !== undefined && Date.now() < end; mutation = queue.shift()) {
    const room = mutation.file.replace(/\/[^/]+$/, '');
    let fate: Fate = { is: 'survived' };
    let depth = 0;
    for (; fate.is === 'survived'; depth += 1) {
      const stage = await stageOf(room, depth);
      if (stage === undefined) break;
      fate = await stage.meets(mutation);
    }
    fates.set(mutation, { fate, depth });
    const where = `${mutation.file}:${mutation.line}  ${mutation.name}`;
    if (fate.is === 'survived') say(`SURVIVED ${where}  ${reasonOf(reasons, mutation) ?? '(no reason is listed)'}`);
    else if (verbose) say(`${fate.is} ${where}\n    by ${fate.by}`);
    else if (reasonOf(reasons, mutation) !== undefined) say(`NEEDS NO REASON ${where}\n    by ${fate.by}`);
  }
  for (const stage of stages.values()) {
    if (!(await stage.isSound())) throw new Error('The tests fail without a mutant, after all that were tried.');
    await stage.close();
  }
  await bench.close();
}

say(`${mutations.length} mutants.`);
await Promise.all(Array.from({ length: Number(values.workers) }, (_, worker) => work(worker)));

const tried = fates.size;
const killed = (within: (mutation: Mutation, depth: number) => boolean) =>
  [...fates].filter(([mutation, { fate, depth }]) => fate.is !== 'survived' && within(mutation, depth)).length;
const unexplained = (within: (mutation: Mutation) => boolean) =>
  [...fates].filter(
    ([mutation, { fate }]) => fate.is === 'survived' && within(mutation) && reasonOf(reasons, mutation) === undefined,
  ).length;
const dead = killed(() => true);
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
for (const room of Object.keys(ROOMS)) {
  const isHere = ({ file }: Mutation) => file.startsWith(`${room}/`);
  const here = [...fates.keys()].filter(isHere).length;
  if (here > 0)
    say(
      `${room}: ${killed(isHere)} of ${here} killed (${percent(killed(isHere), here)}), ${unexplained(isHere)} live without a reason`,
    );
}
if (tried > 0)
  say(
    `${tried} of ${mutations.length} tried, ${dead} killed (${percent(dead, tried)}), ${killed((_, depth) => depth === 1)} of them by the unit tests of their room.`,
  );
const share = values.named ? 1 : THRESHOLD;
if ((values.named || tried >= ENOUGH) && dead < share * tried) {
  say(`Fewer than ${100 * share} % were killed.`);
  process.exitCode = 1;
}
const stale = staleReasons(reasons);
for (const one of stale) say(`STALE, in survivors.json: ${one}`);
if (stale.length > 0) process.exitCode = 1;
