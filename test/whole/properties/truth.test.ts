import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { disturbed } from '../../support/invariants.ts';
import { run } from '../../support/run.ts';
import { complaintsOf, guiltOf, isGuilty, slow, worldOf } from './play.ts';
import { scenario } from './scenario.ts';

/** `npm run test:properties` tries 20,000 runs, 5,000 with each of four seeds. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500);
const SEEDS = (process.env['PROPERTY_SEEDS'] ?? '20261123').split(',').map(Number);
const PATIENCE_MS = Math.max(170_000, RUNS * 300);

describe.each(SEEDS)(`whatever the network and the API do (${RUNS} runs, seed %i)`, (seed) => {
  it(
    'T-1 to T-9: every row is told the truth, and what went wrong once can be run again',
    async () => {
      await fc.assert(
        fc.asyncProperty(scenario, async (play) => expect(await complaintsOf(play)).toEqual([])),
        { numRuns: RUNS, seed, endOnFailure: false },
      );
    },
    PATIENCE_MS,
  );

  it(
    "T-6: a bad row changes no other row's result",
    async () => {
      await fc.assert(
        fc.asyncProperty(scenario, async (play) => {
          const { mode, changeSets, batchSize, switches } = play;
          // Where Create overwrites, only a run that has read the import can tell an added segment from a taken code (P-1).
          fc.pre(mode !== 'add' || switches.conflicts !== 'overwrite');
          // What the import keeps otherwise is a taken code to whoever reads it and adds it again (P-1).
          fc.pre(mode !== 'add' || switches.values === 'as_given');
          const [withGuilt, without] = [worldOf(play), worldOf(play)];
          const order = { mode, changeSets, delivery: { batchSize } };
          try {
            for (const world of [withGuilt, without]) slow(world, play);
            withGuilt.sandbox.change(guiltOf(play));
            const [told, expected] = [await run(withGuilt, order), await run(without, order)];
            expect([
              ...disturbed(told.results, expected.results, ({ segmentCode }) => isGuilty(play, segmentCode)),
            ]).toEqual([]);
          } finally {
            await Promise.all([withGuilt.sandbox.close(), without.sandbox.close()]);
          }
        }),
        { numRuns: RUNS, seed, endOnFailure: false },
      );
    },
    PATIENCE_MS,
  );
});
