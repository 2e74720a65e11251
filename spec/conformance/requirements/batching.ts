import type { ChangeSet } from '../../host/change-set.ts';
import { demand, demandEqual } from '../demand.ts';
import { inGroup } from '../requirement.ts';
import { batchesOf, codeOf, operationsOf } from '../tap.ts';
import { rows, tally } from '../trial.ts';

const sizes = (exchanges: Parameters<typeof batchesOf>[0]) =>
  batchesOf(exchanges).map((batch) => operationsOf(batch).length);

export const BATCHING = inGroup('batching', [
  [
    'P-3a',
    'A batch holds at most one operation for a code.',
    async (trial) => {
      const list = [...rows(3), ...rows(3).map((row) => ({ ...row, rowId: `${row.rowId}b`, segment_name: 'Later' }))];
      const { exchanges, results } = await trial.write({ rows: list });
      for (const batch of batchesOf(exchanges)) {
        const codes = operationsOf(batch).map(codeOf);
        demandEqual(codes.length, new Set(codes).size, 'Codes in a batch');
      }
      demandEqual(results.length, 6, 'Results');
      demandEqual(new Set(trial.world.state().map(({ name }) => name)).size, 1, 'Names that won');
    },
  ],
  [
    'P-3b',
    'Within a change-set a wanted segment beats a removal, which is skipped as superseded.',
    async (trial) => {
      const list = [...rows(1), { rowId: 'gone', change: 'removed' as const, segment_code: 'c0' }];
      const { results } = await trial.write({ mode: trial.mode('mirror'), rows: list });
      demandEqual(tally(results), { created: 1, superseded: 1 }, 'The results');
    },
  ],
  [
    'P-3c',
    'Rows of one change-set with the same code share one result, and the last one’s values count.',
    async (trial) => {
      const list = ['First', 'Last'].map((name) => ({ ...rows(1)[0], rowId: name, segment_name: name }));
      const { results } = await trial.write({ rows: list });
      demandEqual(tally(results), { created: 2 }, 'The results');
      demandEqual(
        trial.world.state().map(({ name }) => name),
        ['Last'],
        'The names',
      );
    },
  ],
  [
    'P-4a',
    'Of two change-sets the later one wins.',
    async (trial) => {
      const changeSets = [
        { rows: rows(2) },
        { rows: rows(2, { change: 'removed' }).map((row) => ({ ...row, rowId: `${row.rowId}b` })) },
      ];
      const { results } = await trial.write({ mode: trial.mode('mirror'), changeSets });
      demandEqual([results.length, trial.world.state().length], [4, 0], 'Results, segments');
    },
  ],
  [
    'P-5a',
    'Batches hold at most batchSize operations, and no request more than needed is sent.',
    async (trial) => {
      const { exchanges } = await trial.write({ rows: rows(20), delivery: { batchSize: 8 } });
      demandEqual(sizes(exchanges), [8, 8, 4], 'The batches');
    },
  ],
  [
    'P-5b',
    'Batches are filled across change-sets.',
    async (trial) => {
      const changeSets = [0, 1, 2, 3].map((n) => ({ id: `${n}`, rows: rows(3, {}, n * 3) }));
      const { exchanges } = await trial.write({ changeSets, delivery: { batchSize: 12 } });
      demandEqual(sizes(exchanges), [12], 'The batches');
    },
  ],
  [
    'P-5c',
    'One request is in flight at a time.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'latency', ms: 5 } });
      const { exchanges } = await trial.write({ rows: rows(20), delivery: { batchSize: 4 } });
      exchanges.forEach(({ at }, n) => {
        demand(at >= (exchanges[n - 1]?.endedAt ?? 0), 'A request was sent while another was in flight.');
      });
    },
  ],
  [
    'P-5d',
    'Two runs on the same import take turns too.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'latency', ms: 5 } });
      const both = await Promise.all(
        [0, 1].map((n) => trial.write({ rows: rows(8, {}, n * 8), delivery: { batchSize: 4 } })),
      );
      const all = both.flatMap(({ exchanges }) => exchanges).sort((a, b) => a.at - b.at);
      all.forEach(({ at }, n) => {
        demand(at >= (all[n - 1]?.endedAt ?? 0), 'A request of one run was sent while one of the other was in flight.');
      });
    },
  ],
  [
    'P-5e',
    'A batch holds 5,000 operations unless the host says otherwise.',
    async (trial) => {
      const { exchanges } = await trial.write({ rows: rows(5_001) });
      demandEqual(sizes(exchanges), [5_000, 1], 'The batches');
    },
  ],
  [
    'P-6a',
    'The source is pulled as batches go out, never read ahead as a whole.',
    async (trial) => {
      let [pulled, settled, furthest] = [0, 0, 0];
      function* source(): Generator<ChangeSet> {
        for (let n = 0; n < 40; n += 1) {
          pulled += 5;
          furthest = Math.max(furthest, pulled - settled);
          yield { rows: rows(5, {}, n * 5) };
        }
      }
      await trial.write({
        changeSets: source(),
        delivery: { batchSize: 5 },
        onRowResult: () => {
          settled += 1;
        },
      });
      demand(furthest <= 25, `${furthest} rows were held at once, five batches' worth is 25.`);
    },
  ],
  [
    'P-6b',
    'An asynchronous source is read like any other.',
    async (trial) => {
      async function* source(): AsyncGenerator<ChangeSet> {
        yield { rows: rows(2) };
        await Promise.resolve();
        yield { rows: rows(2, {}, 2) };
      }
      demandEqual(tally((await trial.write({ changeSets: source() })).results), { created: 4 }, 'The results');
    },
  ],
  [
    'P-6c',
    'A source without a row completes, and sends nothing.',
    async (trial) => {
      const { summary, exchanges } = await trial.write({ changeSets: [{ rows: [] }] });
      demandEqual([summary?.status, exchanges.length], ['completed', 0], 'Status, requests');
    },
  ],
]);
