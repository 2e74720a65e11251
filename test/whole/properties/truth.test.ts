import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refusal } from '../../../spec/taxonomy/sandbox/index.ts';
import { disturbed, unhealed, violations } from '../../support/invariants.ts';
import { createWorld, run, type World } from '../../support/run.ts';
import { type Scenario, scenario } from './scenario.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500);
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20261123);

/** The scenario's world, with nothing wrong in it yet. */
async function worldOf({ switches, seed, existing }: Scenario): Promise<World> {
  const world = createWorld(switches, seed);
  world.sandbox.put(existing);
  await world.clock.wait(60_000); // What was there before is older than any request (T-3).
  return world;
}

const refuseGuilty = ({ sandbox }: World) =>
  sandbox.change({ rejects: (operation) => 'data' in operation && String(operation.data.name).startsWith('bad') });

/** Lets the scenario's stop befall its request, and every one after it where the key is what fails. */
function stopAt({ sandbox }: World, stop: Scenario['stop'], cancel: () => void): void {
  if (stop === undefined) return;
  const { at, by } = stop;
  if (by === 'cancel') sandbox.inject({ nth: at, do: { kind: 'call', run: cancel } });
  // A key that may only read is still answered when it reads (D-6).
  else {
    const refused = {
      test: ({ number, method }: { number: number; method: string }) =>
        number >= at && (by === 401 || method !== 'GET'),
    };
    sandbox.inject({ on: refused, do: refusal(by) });
  }
}

describe('whatever the network and the API do', () => {
  it(`T-1 to T-8: every row is told the truth, and what went wrong once can be run again (${RUNS} runs, seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (play) => {
        const { mode, changeSets, faults, batchSize, guilty, stop } = play;
        const world = await worldOf(play);
        const { sandbox } = world;
        const order = { mode, changeSets, delivery: { batchSize } };
        const cancel = new AbortController();
        const judged = async (signal?: AbortSignal) => {
          const record = await run(world, { ...order, ...(signal && { signal }) });
          return { mode, changeSets, segments: sandbox.segments(), ...record };
        };
        try {
          refuseGuilty(world);
          for (const injected of faults) sandbox.inject(injected);
          stopAt(world, stop, () => cancel.abort());
          const first = await judged(cancel.signal);
          expect(first.thrown).toBeUndefined();
          expect(violations(first)).toEqual([]);

          sandbox.clearFaults();
          const again = await judged();
          expect(violations(again)).toEqual([]);
          expect(
            [...unhealed(again)].filter((complaint) => !guilty.some((code) => complaint.includes(`(${code})`))),
          ).toEqual([]);

          sandbox.change({ rejects: () => false });
          const healthy = await judged();
          expect(violations(healthy)).toEqual([]);
          expect([...unhealed(healthy)]).toEqual([]);
        } finally {
          await sandbox.close();
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: false },
    );
  }, 170_000);

  it(`T-6: a bad row changes no other row's result (${RUNS} runs, seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (play) => {
        const { mode, changeSets, batchSize, guilty, switches } = play;
        // Where Create overwrites, only a run that has read the import can tell an added segment from a taken code (P-1).
        fc.pre(mode !== 'add' || switches.conflicts !== 'overwrite');
        const [withGuilt, without] = [await worldOf(play), await worldOf(play)];
        const order = { mode, changeSets, delivery: { batchSize } };
        try {
          refuseGuilty(withGuilt);
          const isGuilty = ({ segmentCode }: { segmentCode: string | null }) => guilty.includes(segmentCode ?? '');
          const [told, expected] = [await run(withGuilt, order), await run(without, order)];
          expect([...disturbed(told.results, expected.results, isGuilty)]).toEqual([]);
        } finally {
          await Promise.all([withGuilt.sandbox.close(), without.sandbox.close()]);
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: false },
    );
  }, 170_000);
});
