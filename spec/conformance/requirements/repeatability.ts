import { demand, demandEqual } from '../demand.ts';
import { inGroup } from '../requirement.ts';
import { rows, tally } from '../trial.ts';

const MIRRORED = [...rows(12), ...rows(4, { change: 'removed' }, 12)];

export const REPEATABILITY = inGroup('repeatability', [
  [
    'T-8a',
    'A run that is repeated reports what is already so as unchanged, and changes nothing.',
    async (trial) => {
      trial.world.seed([{ code: 'c12', name: 'x' }]);
      const request = { mode: trial.mode('mirror'), rows: MIRRORED, delivery: { batchSize: 5 } };
      await trial.write(request);
      const before = trial.world.applied().length;
      demandEqual(tally((await trial.write(request)).results), { unchanged: 16 }, 'The results');
      demandEqual(trial.world.applied().length, before, 'Changes');
    },
  ],
  [
    'T-8b',
    'A run that is repeated after an outage ends in the wanted state.',
    async (trial) => {
      const request = { mode: trial.mode('mirror'), rows: MIRRORED, delivery: { batchSize: 5, maxAttempts: 2 } };
      trial.world.inject({ every: 2, do: { kind: 'reset', when: 'after' } });
      await trial.write(request);
      trial.world.clearFaults();
      const { results } = await trial.write(request);
      demand(
        results.every(({ status }) => status === 'succeeded'),
        JSON.stringify(tally(results)),
      );
      demandEqual(trial.world.state().length, 12, 'Segments');
    },
  ],
  [
    'T-8c',
    'Two runs side by side on the same rows end in the wanted state.',
    async (trial) => {
      const both = await Promise.all([0, 1].map(() => trial.write({ rows: rows(10), delivery: { batchSize: 3 } })));
      for (const { results } of both)
        demand(
          results.every(({ status }) => status === 'succeeded'),
          JSON.stringify(tally(results)),
        );
      demandEqual(trial.world.state().length, 10, 'Segments');
    },
  ],
  [
    'T-8d',
    'The connector keeps nothing between runs: a second import is not confused with the first.',
    async (trial) => {
      await trial.write({ rows: rows(3) });
      const { results } = await trial.write({ rows: rows(3, {}, 3) });
      demandEqual(tally(results), { created: 3 }, 'The results');
    },
  ],
]);
