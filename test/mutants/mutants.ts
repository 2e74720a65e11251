import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { allOf, changedSince, shuffled } from './chosen.ts';
import type { Mutation } from './mutations.ts';
import { LAST_STAGE, ROOMS } from './rooms.ts';
import { type Fate, Stage } from './stage.ts';

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
    /** Without the longest tests: more survive than need be. */
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});

const say = (line: string) => void process.stdout.write(`${line}\n`);
/** Why each of them may live: by file and name. */
const survivors: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync('test/mutants/survivors.json', 'utf8'),
);
const reasonOf = ({ file, name }: Mutation) => survivors[file]?.[name];

const mutations = values.since === undefined ? allOf(positionals) : changedSince(values.since);
const queue = shuffled(mutations, Number(values.seed));
const end = Date.now() + Number(values.minutes) * 60_000;
const fates = new Map<Mutation, Fate>();

/** Takes one mutant after another through the stages of its room until one kills it. */
async function work(worker: number): Promise<void> {
  const stages = new Map<string, Stage>();
  const stageOf = async (room: string, at: number): Promise<Stage | undefined> => {
    const tests = values.quick && at === LAST_STAGE ? undefined : ROOMS[room]?.[at];
    // Whole runs are the same for every room.
    const name = `${worker}-${at === 0 ? room.replace('/', '-') : 'whole'}-${at}`;
    const stage = stages.get(name) ?? (tests && (await Stage.open(name, tests)));
    if (stage !== undefined) stages.set(name, stage);
    return stage;
  };
  for (let mutation = queue.shift(); mutation !== undefined && Date.now() < end; mutation = queue.shift()) {
    const room = mutation.file.replace(/\/[^/]+$/, '');
    let fate: Fate = 'survived';
    let reached = 0;
    for (let at = 0; fate === 'survived'; at += 1) {
      const stage = await stageOf(room, at);
      if (stage === undefined) break;
      reached = at;
      fate = await stage.meets(mutation);
    }
    fates.set(mutation, fate);
    if (process.env['MUTANTS_VERBOSE']) say(`${fate} ${reached} ${mutation.file}:${mutation.line} ${mutation.name}`);
    if (fate === 'survived')
      say(
        `SURVIVED ${mutation.file}:${mutation.line}  ${mutation.name}  ${reasonOf(mutation) ?? '(no reason is listed)'}`,
      );
  }
  for (const stage of stages.values()) await stage.close();
}

say(`${mutations.length} mutants.`);
await Promise.all(Array.from({ length: Number(values.workers) }, (_, worker) => work(worker)));

const tried = fates.size;
const lived = [...fates].filter(([, fate]) => fate === 'survived').map(([mutation]) => mutation);
const share = tried === 0 ? 1 : 1 - lived.length / tried;
for (const room of Object.keys(ROOMS)) {
  const here = [...fates].filter(([{ file }]) => file.startsWith(`${room}/`));
  const dead = here.filter(([, fate]) => fate !== 'survived').length;
  if (here.length > 0) say(`${room}: ${dead} of ${here.length} killed (${((100 * dead) / here.length).toFixed(1)} %)`);
}
say(`${tried} of ${mutations.length} tried, ${tried - lived.length} killed (${(100 * share).toFixed(1)} %).`);
if (tried >= ENOUGH && share < THRESHOLD) {
  say(`Fewer than ${100 * THRESHOLD} % were killed.`);
  process.exitCode = 1;
}
