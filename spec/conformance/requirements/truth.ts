import { type Fault, type Mishap, refusal } from '../../taxonomy/sandbox/index.ts';
import { demand, demandEqual } from '../demand.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { batchesOf } from '../tap.ts';
import { rows, tally } from '../trial.ts';

const on = { kind: 'batch' } as const;

const oneResultARow =
  (fault: Fault): Requirement['test'] =>
  async (trial) => {
    trial.world.inject(fault);
    const { results } = await trial.write({
      rows: rows(20),
      delivery: { batchSize: 5, maxAttempts: 2, timeoutMs: 60 },
    });
    demandEqual(
      results.map(({ rowId }) => rowId).sort(),
      rows(20)
        .map(({ rowId }) => rowId)
        .sort(),
      'The rows reported',
    );
  };

const found =
  (mishap: Mishap): Requirement['test'] =>
  async (trial) => {
    trial.world.inject({ on, nth: 1, do: mishap });
    const { results, summary } = await trial.write({ delivery: { maxAttempts: 3, timeoutMs: 250 } });
    demand(
      results.every(({ status }) => status === 'succeeded'),
      `The results: ${JSON.stringify(tally(results))}.`,
    );
    demandEqual([summary?.status, trial.world.state().length], ['completed', 6], 'Status, segments');
  };

const items = (change: (items: { code: string; name: string }[]) => unknown): Requirement['test'] =>
  found({
    kind: 'answer',
    status: 200,
    body: JSON.stringify({
      items: change(rows(6).map((row) => ({ code: String(row.segment_code), name: String(row.segment_name) }))),
    }),
    apply: true,
  });

export const TRUTH = inGroup('truth', [
  [
    'T-1a',
    'Every row gets one result when everything is well.',
    oneResultARow({ on, nth: 99, do: { kind: 'reset', when: 'before' } }),
  ],
  [
    'T-1b',
    'Every row gets one result when one batch meets a 500.',
    oneResultARow({ on, nth: 2, do: { kind: 'answer', status: 500 } }),
  ],
  [
    'T-1c',
    'Every row gets one result when nothing ever answers.',
    oneResultARow({ always: true, do: { kind: 'stall', when: 'headers' } }),
  ],
  [
    'T-1d',
    'Every row gets one result when every connection breaks.',
    oneResultARow({ always: true, do: { kind: 'reset', when: 'after' } }),
  ],
  [
    'T-1e',
    'Every row gets one result when every answer is junk.',
    oneResultARow({ always: true, do: { kind: 'answer', status: 200, body: 'junk' } }),
  ],
  [
    'T-1f',
    'Every row gets one result when every answer is a 500.',
    oneResultARow({ always: true, do: { kind: 'answer', status: 500 } }),
  ],
  [
    'T-1g',
    'A row that failed or was skipped says why and what to do, by a code of the catalogue; one that succeeded says how.',
    async (trial) => {
      const list = [...rows(2), ...rows(1, { segment_code: 'no code' }, 5), ...rows(1, { change: 'removed' }, 6)];
      const { results } = await trial.write({ rows: list });
      const codes = new Set(trial.connector.manifest.errors.map(({ code }) => code));
      for (const { status, outcome, error } of results) {
        const succeeded = status === 'succeeded';
        demandEqual([outcome !== null, error === undefined], [succeeded, succeeded], `How a ${status} row is told`);
        if (error === undefined) continue;
        demand(codes.has(error.code), `The manifest does not list ${error.code}.`);
        demand(error.message.trim() !== '' && error.remedy.trim() !== '', `${error.code} says nothing.`);
      }
    },
  ],
  [
    'T-2a',
    'Rows that were applied before the answer got lost have succeeded.',
    found({ kind: 'reset', when: 'after' }),
  ],
  ['T-2b', 'Rows that were applied before a 500 have succeeded.', found({ kind: 'answer', status: 500, apply: true })],
  [
    'T-2c',
    'Rows that were applied before a deadline passed have succeeded.',
    found({ kind: 'stall', when: 'headers', apply: true }),
  ],
  [
    'T-2d',
    'What was not applied and cannot be delivered has failed, and is not there.',
    async (trial) => {
      trial.world.inject({ on, always: true, do: { kind: 'answer', status: 500 } });
      const { results } = await trial.write({ delivery: { maxAttempts: 2 } });
      demand(
        results.every(({ status }) => status === 'failed'),
        `The results: ${JSON.stringify(tally(results))}.`,
      );
    },
  ],
  [
    'T-2e',
    'When reading back fails too, the outcome is unknown and may be sent again.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'reset', when: 'after' } });
      const { results } = await trial.write({ delivery: { maxAttempts: 2 } });
      demandEqual(tally(results), { outcome_unknown: 6 }, 'The results');
      demand(
        results.every(({ error }) => error?.retryable),
        'A row is not retryable.',
      );
    },
  ],
  ['T-3a', 'Items in another order are settled by code.', items((list) => list.reverse())],
  ['T-3b', 'Items that lack a code are read back.', items((list) => list.slice(0, 3))],
  ['T-3c', 'Items that are empty are read back once.', items(() => [])],
  ['T-3d', 'Items nobody asked for are ignored.', items((list) => [{ code: 'stranger', name: 'S' }, ...list])],
  [
    'T-4a',
    'A conflict is reconciled: what is there is compared, and only the difference is sent.',
    async (trial) => {
      trial.world.seed([
        { code: 'c1', name: 'Name 1' },
        { code: 'c2', name: 'Old' },
      ]);
      demandEqual(tally((await trial.write()).results), { created: 4, unchanged: 1, updated: 1 }, 'The results');
    },
  ],
  [
    'T-5a',
    'After the first conflict what is there is known: rows that all exist take one batch more, and no read each.',
    async (trial) => {
      trial.world.seed(rows(60).map(({ segment_code }) => ({ code: String(segment_code), name: 'Old' })));
      const { results, exchanges } = await trial.write({ rows: rows(60), delivery: { batchSize: 10 } });
      demandEqual(tally(results), { updated: 60 }, 'The results');
      demand(batchesOf(exchanges).length <= 7, `${batchesOf(exchanges).length} batches.`);
      demand(exchanges.length - batchesOf(exchanges).length < 10, `${exchanges.length} requests.`);
    },
  ],
  [
    'T-6a',
    'Of a batch with one bad row, only that row fails.',
    async (trial) => {
      trial.world.refuseNamed('Name 3');
      const { results } = await trial.write({ rows: rows(16) });
      demandEqual(tally(results), { created: 15, rejected_by_permutive: 1 }, 'The results');
      demandEqual(results.find(({ status }) => status === 'failed')?.rowId, 'r3', 'The row that failed');
    },
  ],
  [
    'T-6b',
    'A refused row carries the service’s own words, and says who found the fault.',
    async (trial) => {
      trial.world.inject({ on, always: true, do: refusal(400, 'the moon is full') });
      const { results } = await trial.write({ rows: rows(1) });
      const [only] = results;
      demand(only?.error?.message.includes('the moon is full') ?? false, `It says: ${only?.error?.message}`);
      demandEqual(only?.error?.reporter, 'permutive', 'The reporter');
    },
  ],
  [
    'T-6c',
    'One bad row among many is found in about as many requests as halving takes.',
    async (trial) => {
      trial.world.refuseNamed('Name 77');
      const { results, exchanges } = await trial.write({ rows: rows(256) });
      demandEqual(tally(results), { created: 255, rejected_by_permutive: 1 }, 'The results');
      // Both halves of eight rounds, the whole, and a read or two.
      demand(exchanges.length <= 20, `${exchanges.length} requests.`);
    },
  ],
  [
    'T-7a',
    'When every row is bad, narrowing stops after 56 requests in vain and 8 rows that are tried alone.',
    async (trial) => {
      trial.world.inject({ on, always: true, do: refusal(422) });
      const { results, exchanges } = await trial.write({ rows: rows(1_000) });
      const { rejected_by_permutive = 0, not_isolated = 0 } = tally(results);
      demandEqual(rejected_by_permutive + not_isolated, 1_000, 'The rows that fail as refused or not told apart');
      const batches = exchanges.filter(({ method }) => method === 'PATCH').length;
      demand(batches <= 1 + 56 + 8, `${batches} batches.`);
    },
  ],
  [
    'T-11a',
    'The status is failed when a fatal error comes before any effect.',
    async (trial) => {
      trial.world.inject({ nth: [1, 2], do: refusal(401) }); // D-6: a look at the import agrees.
      demandEqual((await trial.write()).summary?.status, 'failed', 'The status');
    },
  ],
  [
    'T-11b',
    'The summary counts what the results say.',
    async (trial) => {
      const { results, summary } = await trial.write({
        rows: [...rows(3), ...rows(1, { segment_code: 'no code' }, 9)],
      });
      demandEqual(summary?.status, 'completed_with_errors', 'The status');
      demandEqual(summary?.rows, { received: 4, succeeded: 3, failed: 1, skipped: 0 }, 'The rows');
      demandEqual([summary?.outcomes.created, results.length], [3, 4], 'Created, results');
    },
  ],
  [
    'T-11c',
    'Progress never goes back, and ends where the summary does.',
    async (trial) => {
      const settled: number[] = [0];
      const { summary } = await trial.write({
        rows: rows(20),
        delivery: { batchSize: 5 },
        onProgress: ({ rows: { succeeded, failed, skipped } }) => void settled.push(succeeded + failed + skipped),
      });
      demand(
        settled.every((count, at) => count >= (settled[at - 1] ?? 0)),
        `It went ${settled.join(', ')}.`,
      );
      demandEqual([summary?.rows.received, settled.at(-1)], [20, 20], 'Received, settled in the last progress');
    },
  ],
]);
