import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import type { Lane } from '../destination/lane.ts';

/** A host's lane on trial: what shares turns and windows is empty, and the trial's own. */
export interface LaneTrial {
  /** A lane as a process that starts now would make it. */
  process(): LaneProcess | Promise<LaneProcess>;
}

export interface LaneProcess {
  readonly lane: Lane;
  /** Ends the process as a crash does: its connections break and it says nothing more. */
  die?(): Promise<void>;
}

/** One requirement of a lane. It is tried on real time: a lane counts on a server's clock. */
export interface LaneRequirement {
  readonly title: string;
  /** Rejects with an AssertionError when the lane does not keep it. */
  check(trial: LaneTrial): Promise<void>;
}

const IMPORT = 'https://api.permutive.app/audience-api/v1 32f8e031-c532-41bb-b25e-65bdb677a96f';
const KEY = 'https://api.permutive.app 5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5';
const AT = { turn: IMPORT, windows: [IMPORT, KEY] };

/** Long enough for a lane that asks its server now and then, short enough to wait for. */
const WINDOW_MS = 1_500;
/** A lock may outlive a process that died by so much. */
const LONGEST_ORPHAN_MS = 75_000;

const closedFor = (lane: Lane, at = AT): Promise<number> =>
  lane.withTurn(at, async ({ closedForMs }) => ({ value: closedForMs }));

/** Takes a turn and keeps it until `let go`. */
async function hold({ lane }: LaneProcess): Promise<{ readonly letGo: () => void; readonly done: Promise<void> }> {
  let letGo: () => void = () => undefined;
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done = lane.withTurn(AT, async () => {
    begin();
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
    return { value: undefined };
  });
  await Promise.race([begun, done]);
  return { letGo, done };
}

/** Holds any host's lane to what the connector relies on (L-1 to L-3). Run each with whatever runs your tests. */
export const LANE_REQUIREMENTS: readonly LaneRequirement[] = [
  {
    title: 'a turn hands its value back, and what it throws',
    async check(trial) {
      const { lane } = await trial.process();
      assert.equal(await lane.withTurn(AT, async () => ({ value: 'done' })), 'done');
      await assert.rejects(
        lane.withTurn(AT, () => Promise.reject(new Error('of the turn'))),
        /of the turn/,
      );
      assert.equal(await lane.withTurn(AT, async () => ({ value: 'again' })), 'again');
    },
  },
  {
    title: 'turns of one name never overlap, and each of them comes',
    async check(trial) {
      const processes = await Promise.all([trial.process(), trial.process(), trial.process()]);
      let inside = 0;
      let most = 0;
      const turns = Array.from({ length: 12 }, (_, at) =>
        processes[at % processes.length]?.lane.withTurn(AT, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await pass(5);
          inside -= 1;
          return { value: at };
        }),
      );
      assert.deepEqual(await Promise.all(turns), [...turns.keys()]);
      assert.equal(most, 1, `${most} turns were held at the same time`);
    },
  },
  {
    title: 'turns of different names do not wait for each other',
    async check(trial) {
      const [one, other] = await Promise.all([trial.process(), trial.process()]);
      const held = await hold(one);
      await other.lane.withTurn({ turn: 'another import', windows: [] }, async () => ({ value: undefined }));
      held.letGo();
      await held.done;
    },
  },
  {
    title: 'a window that one closes is seen by another, and passes',
    async check(trial) {
      const [one, other] = await Promise.all([trial.process(), trial.process()]);
      await one.lane.withTurn(AT, async () => ({ value: undefined, close: { [KEY]: WINDOW_MS } }));
      const left = await closedFor(other.lane, { turn: 'another import of the key', windows: [KEY] });
      assert(left > 0 && left <= WINDOW_MS, `another saw ${left} ms of ${WINDOW_MS}`);
      await pass(WINDOW_MS);
      assert.equal(await closedFor(other.lane), 0);
    },
  },
  {
    title: 'a window binds only those that name it; of several the longest counts, and none is shortened',
    async check(trial) {
      const { lane } = await trial.process();
      await lane.withTurn(AT, async () => ({
        value: undefined,
        close: { [IMPORT]: WINDOW_MS, [KEY]: 10 * WINDOW_MS },
      }));
      await lane.withTurn(AT, async () => ({ value: undefined, close: { [KEY]: 1 } }));
      assert.equal(await closedFor(lane, { turn: IMPORT, windows: ['of somebody else'] }), 0);
      const left = await closedFor(lane);
      assert(left > WINDOW_MS && left <= 10 * WINDOW_MS, `${left} ms are left of the longer window`);
    },
  },
  {
    title: 'who waits for a turn goes when its signal aborts, without a turn',
    async check(trial) {
      const [one, other] = await Promise.all([trial.process(), trial.process()]);
      const held = await hold(one);
      const leaving = new AbortController();
      let came = false;
      const waiting = other.lane.withTurn(
        AT,
        async () => {
          came = true;
          return { value: undefined };
        },
        leaving.signal,
      );
      const gone = assert.rejects(waiting);
      leaving.abort();
      await gone;
      held.letGo();
      await held.done;
      await closedFor(other.lane);
      assert.equal(came, false, 'a turn came to one who had gone');
    },
  },
  {
    title: 'a process that dies within a turn does not stop the import',
    async check(trial) {
      const [one, other] = await Promise.all([trial.process(), trial.process()]);
      if (one.die === undefined) return; // Within one process nothing dies alone.
      const held = await hold(one);
      await one.die();
      const patience = AbortSignal.timeout(LONGEST_ORPHAN_MS);
      await other.lane.withTurn(AT, async () => ({ value: undefined }), patience);
      held.letGo();
      await held.done.catch(() => undefined);
    },
  },
];
