import { demandEqual } from '../demand.ts';
import { has, mode } from '../needs.ts';
import { inGroup } from '../requirement.ts';
import { told } from '../told.ts';
import type { Trial } from '../trial.ts';
import { demandTrue } from '../truthful.ts';

const mirrored = (trial: Trial) => [...trial.rows(12), ...trial.rows(4, { change: 'removed' }, 12)];

export const REPEATABILITY = inGroup('repeatability', [
  [
    'T-8a',
    'A run that is repeated succeeds, and changes nothing.',
    async (trial) => {
      trial.seedRows(trial.rows(1, {}, 12));
      const request = { mode: 'mirror' as const, rows: mirrored(trial), delivery: { batchSize: 5 } };
      demandEqual(told((await trial.write(request)).results), { succeeded: 16 }, 'The results');
      const before = trial.world.state();
      demandEqual(before.length, 12, 'Things there');
      demandEqual(told((await trial.write(request)).results), { succeeded: 16 }, 'The results of the second run');
      demandEqual(trial.world.state(), before, 'What is there after it');
    },
    mode('mirror'),
  ],
  [
    'T-8b',
    'A run that is repeated after an outage ends in the wanted state.',
    async (trial) => {
      const request = { mode: 'mirror' as const, rows: mirrored(trial), delivery: { batchSize: 5, maxAttempts: 2 } };
      trial.world.inject({ every: 2, do: { kind: 'reset', when: 'after' } });
      await trial.write(request);
      trial.world.clearFaults();
      demandEqual(told((await trial.write(request)).results), { succeeded: 16 }, 'The results of the second run');
      demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(12)).sort(), 'What is there');
    },
    mode('mirror'),
  ],
  [
    'T-8c',
    'Two runs side by side on the same rows end in the wanted state.',
    async (trial) => {
      const both = await Promise.all(
        [0, 1].map(() => trial.write({ rows: trial.rows(10), delivery: { batchSize: 3 } })),
      );
      for (const { results } of both) demandEqual(told(results), { succeeded: 10 }, 'The results of each');
      demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(10)).sort(), 'What is there');
    },
  ],
  [
    'T-8d',
    'Nothing is remembered of what is there between runs: what was taken away meanwhile is put there again.',
    async (trial) => {
      const rows = trial.rows(3);
      demandEqual(told((await trial.write({ rows })).results), { succeeded: 3 }, 'The results');
      trial.world.reset();
      const record = await trial.write({ rows });
      demandEqual(told(record.results), { succeeded: 3 }, 'The results of the second run');
      demandTrue(trial, record, rows);
    },
  ],
  [
    'T-8e',
    'A second container is not confused with the first: the same rows go there too, and nothing else.',
    async (trial) => {
      const { second } = trial.world;
      const rows = trial.rows(3);
      await trial.write({ rows: [...rows, ...trial.rows(1, {}, 3)] });
      const there = {
        ...(second?.config && { config: second.config }),
        ...(second?.target && { target: second.target }),
      };
      demandEqual(told((await trial.write({ rows, ...there })).results), { succeeded: 3 }, 'The results');
      demandEqual(
        second
          ?.state()
          .map(({ key }) => key)
          .sort(),
        trial.keysOf(rows).sort(),
        'What is in the second container',
      );
      demandEqual(trial.world.state().length, 4, 'Things in the first');
    },
    has('second'),
  ],
]);
