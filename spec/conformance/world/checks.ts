import { requirementsOf } from '../catalogue.ts';
import { demand, demandEqual } from '../demand.ts';
import { has } from '../needs.ts';
import { within } from '../patience.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import type { Trial } from '../trial.ts';
import type { Thing } from './vocabulary.ts';

const sorted = (things: readonly Thing[]) => [...things].sort((a, b) => a.key.localeCompare(b.key));

/** A connector that never ends is its own fault, which is told later: the world is looked at as it is by then. */
const CONNECTOR_MS = 3_000;

const OTHER_WORLD_MS = 1_000;

/** Three rows written by the connector, right or wrong: what the world says of them has to agree with itself. */
async function written(trial: Trial) {
  const record = await within(CONNECTOR_MS, trial.write({ rows: trial.rows(3), demands: 'nothing' }));
  return record?.exchanges ?? [];
}

/** A request that any service answers in some way. */
const ask = ({ world }: Trial) => (world.fetch ?? globalThis.fetch)(world.baseUrl);

/** What must be so of a world before it says anything of a connector (H-3). */
export const WORLD_CHECKS: readonly Requirement[] = inGroup('world', [
  [
    'H-3a',
    'It starts and ends within five seconds, has an address, and excuses only from requirements that there are.',
    // start() and stop() are around every trial.
    ({ world }) => {
      demand(URL.canParse(world.baseUrl), `baseUrl: wanted an address, saw ${world.baseUrl}.`);
      const ids = new Set(requirementsOf(world.catalogue).map(({ id }) => id));
      const unknown = Object.keys(world.without ?? {}).filter((id) => !ids.has(id));
      demandEqual(unknown, [], 'Ids in `without` that no requirement has');
    },
  ],
  [
    'H-3b',
    'Each row is valid and of a key of its own, wishes are heeded, and a thing is what its row says.',
    ({ world }) => {
      const keys = [0, 1, 2].map((n) => world.thing(world.row(n)).key);
      demandEqual(new Set(keys).size, 3, `Different keys among ${keys.join(', ')}`);
      demandEqual(world.thing(world.row(1)), world.thing(world.row(1)), 'The same row made twice');
      const [one, other] = ['one', 'other'].map((key) => world.thing(world.row(0, { key })).key);
      demand(one !== other, `row(0, { key }): wanted another key for another wish, saw ${one} twice.`);
      demandEqual(world.thing(world.row(0, { name: 'Wished' })).name, 'Wished', 'The name that was wished');
    },
  ],
  [
    'H-3c',
    'What is seeded is there, and gone after reset().',
    (trial) => {
      const things = trial.rows(3).map((row) => trial.world.thing(row));
      trial.world.seed(things);
      demandEqual(sorted(trial.world.state()), sorted(things), 'state() after seed()');
      trial.world.reset();
      demandEqual(trial.world.state(), [], 'state() after reset()');
    },
  ],
  [
    'H-3d',
    'A fault that is injected befalls, and is gone after clearFaults().',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'answer', status: 418 } });
      demandEqual((await ask(trial)).status, 418, 'The status of an injected answer');
      trial.world.clearFaults();
      demand((await ask(trial)).status !== 418, 'clearFaults(): wanted the true answer again, saw the injected one.');
      trial.world.inject({ nth: 1, do: { kind: 'reset', when: 'before' } });
      const broke = await ask(trial).then(
        () => false,
        () => true,
      );
      demand(broke, 'An injected reset: wanted the connection to break, saw an answer.');
    },
  ],
  [
    'H-3e',
    'Every request is logged.',
    async (trial) => {
      await ask(trial);
      await ask(trial);
      demandEqual(trial.world.log().length, 2, 'Requests in log() after two');
    },
  ],
  [
    'H-3f',
    'What is applied was asked for in a batch, as read() reads it.',
    async (trial) => {
      const exchanges = await written(trial);
      // A connector that goes round the host's transport is told of by H-6a: the world received what nobody could read.
      if (exchanges.length < trial.world.log().length) return;
      const asked = new Set(exchanges.flatMap(({ read }) => read.operations ?? []).map(({ key }) => key));
      const unread = trial.world.applied().filter(({ key }) => !asked.has(key));
      demandEqual(unread, [], 'Changes in applied() that no operation read by read() asked for');
      const kinds = trial.world.log().map(({ kind }) => kind);
      demand(
        trial.world.applied().length === 0 || kinds.includes('batch'),
        `log(): wanted a request of kind batch where things were applied, saw ${kinds.join(', ')}.`,
      );
    },
  ],
  [
    'H-3g',
    'What is applied is there, and what is there was applied.',
    async (trial) => {
      await written(trial);
      const applied = new Map(trial.world.applied().map(({ key, verb }) => [key, verb]));
      const wanted = [...applied].flatMap(([key, verb]) => (verb === 'put' ? [key] : []));
      demandEqual(trial.stateKeys(), wanted.sort(), 'The keys in state(), by what applied() tells');
    },
  ],
  [
    'H-3h',
    'The second container is apart from the first.',
    (trial) => {
      const { second } = trial.world;
      demand(second !== undefined, 'The world has no `second`.');
      trial.seedRows(trial.rows(3));
      demandEqual(second.state(), [], 'second.state() after seed() of the first');
    },
    has('second'),
  ],
  [
    'H-3i',
    'Every world that is made is another one: requirements run side by side, each in its own.',
    async (trial) => {
      const { world } = trial;
      const other = trial.another();
      await other.start();
      try {
        trial.seedRows(trial.rows(3));
        demandEqual(other.state(), [], 'state() of another world after seed() of this one');
        // Runs at one address with one key take turns, and heed each other's windows.
        const places = [world, other].map(({ baseUrl, config }) => JSON.stringify([baseUrl, config]));
        demand(
          places[0] !== places[1],
          `baseUrl and config: wanted other ones for another world, saw ${world.baseUrl} twice.`,
        );
      } finally {
        await within(OTHER_WORLD_MS, other.stop()); // That it ends is H-3a's.
      }
    },
  ],
]);
