import type { ChangeSet } from '../../host/change-set.ts';
import { demand, demandEqual } from '../demand.ts';
import { inGroup } from '../requirement.ts';
import { batchesOf } from '../tap.ts';
import { rows, tally } from '../trial.ts';

export const CANCELLATION = inGroup('cancellation', [
  [
    'T-9a',
    'Cancelling settles every received row, and the status is cancelled.',
    async (trial) => {
      const cancel = new AbortController();
      trial.world.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'call', run: () => cancel.abort() } });
      const { results, summary } = await trial.write({
        rows: rows(30),
        delivery: { batchSize: 5 },
        signal: cancel.signal,
      });
      demandEqual([summary?.status, results.length], ['cancelled', 30], 'Status, results');
      demandEqual(new Set(results.map(({ rowId }) => rowId)).size, 30, 'Rows');
    },
  ],
  [
    'T-9b',
    'After cancelling nothing new is sent.',
    async (trial) => {
      const cancel = new AbortController();
      trial.world.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'call', run: () => cancel.abort() } });
      const { exchanges } = await trial.write({ rows: rows(30), delivery: { batchSize: 5 }, signal: cancel.signal });
      demandEqual(batchesOf(exchanges).length, 2, 'Batches sent');
    },
  ],
  [
    'T-9c',
    'Cancelling ends a wait.',
    async (trial) => {
      const cancel = new AbortController();
      trial.world.inject({
        on: { kind: 'batch' },
        nth: 1,
        // Longer than a cancelled run may take, and no longer: a connector that heeds no signal sleeps all of it.
        do: { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      });
      const { summary, ms } = await trial.write({
        signal: cancel.signal,
        onProgress: ({ waitingUntil }) => {
          if (waitingUntil !== undefined) cancel.abort();
        },
      });
      demandEqual(summary?.status, 'cancelled', 'The status');
      demand(ms < 6_000, `It took ${Math.round(ms)} ms.`);
    },
  ],
  [
    'T-9d',
    'A run that is cancelled already sends nothing.',
    async (trial) => {
      const { exchanges, summary } = await trial.write({ signal: AbortSignal.abort() });
      demandEqual([summary?.status, exchanges.length], ['cancelled', 0], 'Status, requests');
    },
  ],
  [
    'T-9e',
    'Cancelling stops reading the source.',
    async (trial) => {
      const cancel = new AbortController();
      let pulled = 0;
      function* endless(): Generator<ChangeSet> {
        // Not truly endless: a connector that heeds no signal would never let the harness end.
        while (pulled < 100) {
          pulled += 1;
          yield { rows: rows(5, {}, pulled * 5) };
        }
      }
      trial.world.inject({ on: { kind: 'batch' }, nth: 3, do: { kind: 'call', run: () => cancel.abort() } });
      const { summary } = await trial.write({
        changeSets: endless(),
        delivery: { batchSize: 5 },
        signal: cancel.signal,
      });
      demandEqual(summary?.status, 'cancelled', 'The status');
      demand(pulled <= 12, `${pulled} change-sets were pulled.`);
    },
  ],
  [
    'T-9f',
    'A request in flight is let to end, and its rows are told what became of them.',
    async (trial) => {
      const cancel = new AbortController();
      const send = trial.world.fetch ?? globalThis.fetch;
      const { results } = await trial.write({
        rows: rows(15),
        delivery: { batchSize: 5 },
        signal: cancel.signal,
        fetch: async (input, init) => {
          const answer = send(input, init);
          cancel.abort();
          return answer;
        },
      });
      demandEqual(tally(results), { cancelled: 10, created: 5 }, 'The results');
    },
  ],
]);
