import { demand, demandAtMost, demandEqual } from '../demand.ts';
import { mode, option, switched } from '../needs.ts';
import { inGroup } from '../requirement.ts';
import { told } from '../told.ts';
import { demandTrue } from '../truthful.ts';

export const REFUSALS = inGroup('truth', [
  [
    'T-4a',
    'What is there already, the same or not, is brought in line with the rows.',
    async (trial) => {
      trial.seedRows([...trial.rows(1, {}, 1), ...trial.rows(1, { name: 'Old' }, 2)]);
      const rows = trial.rows(6);
      const record = await trial.write({ mode: 'upsert', rows });
      demandEqual(told(record.results), { succeeded: 6 }, 'The results');
      demandTrue(trial, record, rows);
    },
    mode('upsert'),
  ],
  [
    'T-4b',
    'What is told as deleted is gone, whether or not it was there.',
    async (trial) => {
      trial.seedRows(trial.rows(4));
      const { results } = await trial.write({ mode: 'remove', rows: trial.rows(6, { change: 'removed' }, 2) });
      demandEqual(told(results), { succeeded: 6 }, 'The results');
      demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(2)).sort(), 'What is there');
    },
    mode('remove'),
  ],
  [
    'T-5a',
    'When all rows exist, what is there is learned once: one batch more at most, and no read for each.',
    async (trial) => {
      const rows = trial.rows(60);
      trial.seedRows(trial.rows(60, { name: 'Old' }));
      const record = await trial.write({ mode: 'upsert', rows, delivery: { batchSize: 10 } });
      demandEqual(told(record.results), { succeeded: 60 }, 'The results');
      demandTrue(trial, record, rows);
      const batches = trial.batches(record).length;
      demandAtMost(batches, 7, 'Batches for 60 rows of which 10 go together');
      const asked = record.exchanges.filter(({ read }) => read.kind === 'read' || read.kind === 'list').length;
      demandAtMost(asked, 10, 'Requests that read');
    },
    mode('upsert'),
    option('batchSize'),
  ],
  [
    'T-6a',
    'Of a batch with one bad row, only that row fails.',
    async (trial) => {
      const rows = trial.rows(16);
      trial.world.refuse(trial.keysOf(rows.slice(3, 4)));
      const record = await trial.write({ rows });
      demandEqual(told(record.results), { [trial.world.codes.refused]: 1, succeeded: 15 }, 'The results');
      demandEqual(record.results.find(({ status }) => status === 'failed')?.rowId, 'r3', 'The row that failed');
      demandTrue(trial, record, rows);
    },
  ],
  [
    'T-6b',
    'A batch that is refused fails in the service’s own words, and says who found the fault.',
    async (trial) => {
      trial.world.inject({
        on: { kind: 'batch' },
        always: true,
        do: { kind: 'answer', ...trial.world.refusal(400, 'the moon is full') },
      });
      const { results } = await trial.write({ rows: trial.rows(1) });
      const [only] = results;
      demand(
        only?.error?.message.includes('the moon is full') ?? false,
        `The message: wanted the service's words "the moon is full", saw "${only?.error?.message}".`,
      );
      demandEqual(only?.error?.reporter, trial.world.reporter, 'The reporter');
    },
  ],
  [
    'T-6c',
    'One bad row among many is found in about as many requests as halving takes.',
    async (trial) => {
      const rows = trial.rows(256);
      trial.world.refuse(trial.keysOf(rows.slice(77, 78)));
      const { results, exchanges } = await trial.write({ rows });
      demandEqual(told(results), { [trial.world.codes.refused]: 1, succeeded: 255 }, 'The results');
      // Both halves of eight rounds, the whole, and a read or two.
      demandAtMost(exchanges.length, 20, 'Requests');
    },
    switched('refuses', 'batch'),
  ],
  [
    'T-7a',
    'When every row is bad, narrowing has an end: 56 requests in vain, and 8 rows that are tried alone.',
    async (trial) => {
      const rows = trial.rows(1_000);
      trial.world.refuse(trial.keysOf(rows));
      const record = await trial.write({ rows, delivery: { batchSize: 1_000 } });
      const { [trial.world.codes.refused]: refused = 0, not_isolated = 0 } = told(record.results);
      demandEqual(refused + not_isolated, 1_000, 'Rows that fail as refused or not told apart');
      demandAtMost(trial.batches(record).length, 1 + 56 + 8, 'Batches');
    },
    switched('refuses', 'batch'),
    ({ manifest }) =>
      manifest.limits.batchOperations >= 1_000 ? undefined : 'A batch holds fewer than 1,000 operations.',
  ],
]);
