import type { DestinationChangeSet } from '../../destination/row.ts';
import { demand, demandAtMost, demandEqual } from '../demand.ts';
import { mode, oneAtATime, option, ordersLogs, reachableLimit } from '../needs.ts';
import { inGroup } from '../requirement.ts';
import type { Exchange } from '../tap.ts';
import { told } from '../told.ts';
import type { Batch } from '../trial.ts';

const sizes = (batches: readonly Batch[]) => batches.map(({ operations }) => operations.length);

/** Exchanges under way at the same time, at most. */
const sideBySide = (exchanges: readonly Exchange[]): number =>
  Math.max(
    ...exchanges.map(
      ({ at }) => exchanges.filter((other) => other.at <= at && (other.endedAt ?? Infinity) > at).length,
    ),
  );

export const BATCHING = inGroup('batching', [
  [
    'P-3a',
    'A batch holds at most one operation for a key.',
    async (trial) => {
      const later = trial.rows(3, { name: 'Later' }).map((row) => ({ ...row, rowId: `${row.rowId}b` }));
      const record = await trial.write({ rows: [...trial.rows(3), ...later] });
      for (const { operations } of trial.batches(record)) {
        const keys = operations.map(({ key }) => key);
        const again = keys.filter((key, at) => keys.indexOf(key) !== at);
        demandEqual(again, [], 'Keys that one batch names more than once');
      }
      demandEqual(
        trial.world.state().map(({ name }) => name),
        ['Later', 'Later', 'Later'],
        'The names that won',
      );
    },
  ],
  [
    'P-3b',
    'Within a change-set what is wanted beats its removal, which is skipped as superseded.',
    async (trial) => {
      const removals = trial.rows(1, { change: 'removed' }).map((row) => ({ ...row, rowId: 'gone' }));
      for (const rows of [
        [...trial.rows(1), ...removals],
        [...removals, ...trial.rows(1)],
      ]) {
        trial.world.reset();
        const { results } = await trial.write({ mode: 'mirror', rows });
        demandEqual(told(results), { succeeded: 1, superseded: 1 }, 'The results');
        demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(1)), 'What is there');
      }
    },
    mode('mirror'),
  ],
  [
    'P-3c',
    'Rows of one change-set with the same key share one result, and the last one’s values count.',
    async (trial) => {
      const rows = ['First', 'Last'].flatMap((name) => trial.rows(1, { name }).map((row) => ({ ...row, rowId: name })));
      const { results } = await trial.write({ rows });
      demandEqual(told(results), { succeeded: 2 }, 'The results');
      demandEqual(
        trial.world.state().map(({ name }) => name),
        ['Last'],
        'The names',
      );
    },
  ],
  [
    'P-3d',
    'In a change-set in log order the last row of a key decides.',
    async (trial) => {
      const removals = trial.rows(1, { change: 'removed' }).map((row) => ({ ...row, rowId: 'gone' }));
      const rows = [...trial.rows(1), ...removals];
      const { results } = await trial.write({ mode: 'mirror', changeSets: [{ rows, order: 'log' }] });
      demandEqual(told(results), { succeeded: 1, superseded: 1 }, 'The results');
      demandEqual(trial.stateKeys(), [], 'What is there');
    },
    mode('mirror'),
    ordersLogs,
  ],
  [
    'P-4a',
    'Of two change-sets the later one wins.',
    async (trial) => {
      const removed = trial.rows(2, { change: 'removed' }).map((row) => ({ ...row, rowId: `${row.rowId}b` }));
      const { results } = await trial.write({
        mode: 'mirror',
        changeSets: [{ rows: trial.rows(2) }, { rows: removed }],
      });
      demandEqual([results.length, trial.stateKeys()], [4, []], 'Results, what is there');
    },
    mode('mirror'),
  ],
  [
    'P-5a',
    'Batches hold at most batchSize operations, and no batch more than needed is sent.',
    async (trial) => {
      const record = await trial.write({ rows: trial.rows(20), delivery: { batchSize: 8 } });
      demandEqual(sizes(trial.batches(record)), [8, 8, 4], 'Operations in each batch');
    },
    option('batchSize'),
  ],
  [
    'P-5b',
    'Batches are filled across change-sets.',
    async (trial) => {
      const changeSets = [0, 1, 2, 3].map((n) => ({ id: `${n}`, rows: trial.rows(3, {}, n * 3) }));
      demandEqual(sizes(trial.batches(await trial.write({ changeSets }))), [12], 'Operations in each batch');
    },
  ],
  [
    'P-5c',
    'No more batches are under way at a time than the manifest says.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'latency', ms: 5 } });
      const record = await trial.write({ rows: trial.rows(20), delivery: { batchSize: 4 } });
      const { parallelBatches } = trial.connector.manifest.limits;
      demandAtMost(sideBySide(trial.batches(record)), parallelBatches, 'Batches side by side');
    },
    option('batchSize'),
  ],
  [
    'P-5d',
    'Two runs on the same container take turns too.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'latency', ms: 5 } });
      const both = await Promise.all(
        [0, 1].map((n) => trial.write({ rows: trial.rows(8, {}, n * 8), delivery: { batchSize: 4 } })),
      );
      demandAtMost(sideBySide(both.flatMap((record) => trial.batches(record))), 1, 'Batches side by side');
    },
    option('batchSize'),
    oneAtATime,
  ],
  [
    'P-5e',
    'A batch holds as many operations as the manifest says, and no more.',
    async (trial) => {
      const limit = trial.connector.manifest.limits.batchOperations;
      const record = await trial.write({ rows: trial.rows(limit + 1) });
      demandEqual(sizes(trial.batches(record)), [limit, 1], 'Operations in each batch');
    },
    reachableLimit,
  ],
  [
    'P-5f',
    'A batchSize beyond the manifest’s limit is refused, or held to the limit.',
    async (trial) => {
      const limit = trial.connector.manifest.limits.batchOperations;
      const request = { rows: trial.rows(limit + 1), delivery: { batchSize: limit + 1 } };
      const record = await trial.write({ ...request, demands: 'nothing' });
      const refused = Object(record.thrown).code === 'invalid_delivery' && record.exchanges.length === 0;
      if (!refused) demandAtMost(Math.max(...sizes(trial.batches(record))), limit, 'Operations in the largest batch');
    },
    option('batchSize'),
    reachableLimit,
  ],
  [
    'P-6a',
    'The source is pulled as batches go out, never read ahead as a whole.',
    async (trial) => {
      let [pulled, settled, furthest] = [0, 0, 0];
      function* source(): Generator<DestinationChangeSet> {
        for (let n = 0; n < 40; n += 1) {
          pulled += 5;
          furthest = Math.max(furthest, pulled - settled);
          yield { rows: trial.rows(5, {}, n * 5) };
        }
      }
      const onRowResult = () => {
        settled += 1;
      };
      await trial.write({ changeSets: source(), delivery: { batchSize: 5 }, onRowResult });
      demandAtMost(furthest, 25, 'Rows held at once (25 are five batches)');
    },
    option('batchSize'),
  ],
  [
    'P-6b',
    'An asynchronous source is read like any other.',
    async (trial) => {
      async function* source(): AsyncGenerator<DestinationChangeSet> {
        yield { rows: trial.rows(2) };
        await Promise.resolve();
        yield { rows: trial.rows(2, {}, 2) };
      }
      demandEqual(told((await trial.write({ changeSets: source() })).results), { succeeded: 4 }, 'The results');
      demandEqual(trial.world.state().length, 4, 'Things there');
    },
  ],
  [
    'P-6c',
    'A source without a row completes, and sends nothing; empty change-sets among others are no trouble.',
    async (trial) => {
      const { summary, exchanges } = await trial.write({ changeSets: [{ rows: [] }] });
      demandEqual(
        [summary?.status, summary?.rows.received, exchanges.length],
        ['completed', 0, 0],
        'Status, rows, requests',
      );
      const none = { rows: [] };
      const { results } = await trial.write({
        changeSets: [none, { rows: trial.rows(2) }, none, none, { rows: trial.rows(2, {}, 2) }],
      });
      demandEqual(told(results), { succeeded: 4 }, 'The results among empty change-sets');
      demand(trial.world.state().length === 4, 'What is there: wanted four things.');
    },
  ],
]);
