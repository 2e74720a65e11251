import { getEventListeners } from 'node:events';
import type { DestinationChangeSet } from '../../destination/row.ts';
import { demand, demandAtMost, demandEqual } from '../demand.ts';
import { can, option } from '../needs.ts';
import { within } from '../patience.ts';
import { inGroup, type Line } from '../requirement.ts';
import { told } from '../told.ts';
import { batchesOf, type Trial } from '../trial.ts';

const on = { kind: 'batch' } as const;

/** Cancels when the nth batch arrives. */
function cancelAt(trial: Trial, nth: number): AbortSignal {
  const cancel = new AbortController();
  trial.world.inject({ on, nth, do: { kind: 'call', run: () => cancel.abort() } });
  return cancel.signal;
}

/** Not truly endless: a connector that heeds nothing would never let the harness end. */
const ENDLESS = 100;

/** A source that counts what is read of it, and tells when it is closed. */
function counted(trial: Trial) {
  const seen = { pulled: 0, closed: false };
  function* source(): Generator<DestinationChangeSet> {
    try {
      while (seen.pulled < ENDLESS) {
        seen.pulled += 1;
        yield { rows: trial.rows(5, {}, seen.pulled * 5) };
      }
    } finally {
      seen.closed = true;
    }
  }
  return { changeSets: source(), seen };
}

const LINES: Line[] = [
  [
    'T-9a',
    'Cancelling settles every received row, and the status is cancelled.',
    async (trial) => {
      const record = await trial.write({
        rows: trial.rows(30),
        delivery: { batchSize: 5 },
        signal: cancelAt(trial, 2),
        demands: 'rows read',
      });
      demandEqual([record.summary?.status, record.results.length], ['cancelled', 30], 'Status, results');
      trial.batches(record);
    },
  ],
  [
    'T-9b',
    'After cancelling no batch is sent.',
    async (trial) => {
      const record = await trial.write({
        rows: trial.rows(30),
        delivery: { batchSize: 5 },
        signal: cancelAt(trial, 2),
        demands: 'rows read',
      });
      demandEqual(trial.batches(record).length, 2, 'Batches sent');
    },
  ],
  [
    'T-9c',
    'Cancelling ends a wait.',
    async (trial) => {
      const cancel = new AbortController();
      // Longer than a cancelled run may take, and no longer: a connector that heeds no signal sleeps all of it.
      trial.world.inject({ on, nth: 1, do: { kind: 'answer', status: 429, headers: { 'retry-after': '7' } } });
      const { summary, ms } = await trial.write({
        signal: cancel.signal,
        onProgress: ({ waitingUntil }) => {
          if (waitingUntil !== undefined) cancel.abort();
        },
      });
      demandEqual(summary?.status, 'cancelled', 'The status');
      demandAtMost(ms, 6_000, 'Milliseconds');
    },
  ],
  [
    'T-9d',
    'A run that is cancelled already sends nothing.',
    async (trial) => {
      const { exchanges, summary } = await trial.write({ signal: AbortSignal.abort(), demands: 'rows read' });
      demandEqual([summary?.status, exchanges.length], ['cancelled', 0], 'Status, requests');
    },
  ],
  [
    'T-9e',
    'Cancelling stops reading the source, and closes it.',
    async (trial) => {
      const { changeSets, seen } = counted(trial);
      const { summary } = await trial.write({
        changeSets,
        delivery: { batchSize: 5 },
        signal: cancelAt(trial, 3),
        demands: 'rows read',
      });
      demandEqual(summary?.status, 'cancelled', 'The status');
      demandAtMost(seen.pulled, 12, 'Change-sets read');
      demand(seen.closed, 'The source: wanted its return() to be called, saw it left open.');
    },
  ],
  [
    'T-9f',
    'A request in flight is let to end, and its rows are told what became of them.',
    async (trial) => {
      const cancel = new AbortController();
      const send = trial.world.fetch ?? globalThis.fetch;
      const { results } = await trial.write({
        rows: trial.rows(15),
        delivery: { batchSize: 5 },
        signal: cancel.signal,
        demands: 'rows read',
        fetch: async (input, init) => {
          const answer = send(input, init);
          cancel.abort();
          return answer;
        },
      });
      demandEqual(told(results), { cancelled: 10, succeeded: 5 }, 'The results');
      demandEqual(trial.world.state().length, 5, 'Things there');
    },
  ],
  [
    'T-9g',
    'At a stop, rows whose answer got lost are told as unknown, never as failed for another reason.',
    async (trial) => {
      const cancel = new AbortController();
      trial.world.inject({ on, nth: 1, do: { kind: 'reset', when: 'after' } });
      const send = trial.world.fetch ?? globalThis.fetch;
      const { results, exchanges } = await trial.write({
        signal: cancel.signal,
        fetch: async (input, init) => {
          const answer = send(input, init);
          cancel.abort();
          return answer;
        },
      });
      demandEqual(told(results), { outcome_unknown: 6 }, 'The results');
      demandEqual(batchesOf(exchanges).length, 1, 'Batches sent');
    },
  ],
  [
    'T-9h',
    'Cancelling ends a run whose sink never settles.',
    async (trial) => {
      const cancel = new AbortController();
      const onRowResult = () => {
        cancel.abort();
        return new Promise<void>(() => undefined);
      };
      const record = await within(5_000, trial.write({ signal: cancel.signal, onRowResult, demands: 'nothing' }));
      demandEqual(record?.summary?.status, 'cancelled', 'The status, five seconds after cancelling');
    },
  ],
  [
    'T-9i',
    'No listener stays on the host’s signal after a run.',
    async (trial) => {
      const { signal } = new AbortController();
      const record = await trial.write({ signal });
      trial.batches(record);
      demandEqual(getEventListeners(signal, 'abort').length, 0, 'Listeners left');
    },
  ],
];

const NEEDS: Readonly<Record<string, Line[3]>> = {
  'T-9a': option('batchSize'),
  'T-9b': option('batchSize'),
  'T-9e': option('batchSize'),
  'T-9f': option('batchSize'),
};

export const CANCELLATION = inGroup(
  'cancellation',
  LINES.map(([id, sentence, test]): Line => {
    const more = NEEDS[id];
    return [id, sentence, test, can('cancellation'), ...(more === undefined ? [] : [more])];
  }),
);
