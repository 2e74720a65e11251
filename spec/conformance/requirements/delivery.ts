import type { DestinationChangeSet } from '../../destination/row.ts';
import { demand, demandAtMost, demandEqual } from '../demand.ts';
import { has, option } from '../needs.ts';
import { inGroup, type Line, type Requirement } from '../requirement.ts';
import { told } from '../told.ts';
import { batchesOf, type Trial } from '../trial.ts';
import type { Mishap } from '../world/fault.ts';

const on = { kind: 'batch' } as const;

const healed =
  (mishap: Mishap, timeoutMs = 60_000): Requirement['test'] =>
  async (trial) => {
    trial.world.inject({ on, nth: 1, do: mishap });
    const record = await trial.write({ delivery: { timeoutMs } });
    demandEqual(told(record.results), { succeeded: 6 }, 'The results');
    demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(6)).sort(), 'What is there');
    demand(trial.world.log().length > 1, 'Requests: wanted another after the first went wrong, saw one.');
  };

/** From its second batch on the service answers everything with a refusal: whoever asks again, or looks, is told the same. */
function refuseFromSecondBatch({ world }: Trial, status: number): void {
  const batches = () => world.log().filter(({ kind }) => kind === 'batch').length;
  world.inject({ on: { test: () => batches() >= 2 }, always: true, do: { kind: 'answer', ...world.refusal(status) } });
}

const fatal =
  (status: number, code: string): Requirement['test'] =>
  async (trial) => {
    refuseFromSecondBatch(trial, status);
    const record = await trial.write({ rows: trial.rows(20), delivery: { batchSize: 5 } });
    demandEqual(told(record.results), { [code]: 15, succeeded: 5 }, 'The results');
    demandEqual(trial.batches(record).length, 2, 'Batches sent');
    demandEqual(record.summary?.fatal?.code, code, 'The fatal error of the summary');
    demandEqual(trial.world.state().length, 5, 'Things there');
  };

export const DELIVERY = inGroup('delivery', [
  ...[408, 425, 429, 500, 502, 503, 504].map(
    (status): Line => [`D-2 ${status}`, `${status} is tried again.`, healed({ kind: 'answer', status })],
  ),
  ['D-2b', 'A connection that breaks is tried again.', healed({ kind: 'reset', when: 'before' })],
  [
    'D-2c',
    'A 200 that cannot be read is not taken for success.',
    healed({ kind: 'answer', status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }),
  ],
  [
    'D-4a',
    'A batch that exhausts its attempts fails its rows, retryable, and the run goes on.',
    async (trial) => {
      trial.world.inject({ on, nth: [1, 2], do: { kind: 'reset', when: 'before' } });
      const { results } = await trial.write({
        rows: trial.rows(10),
        delivery: { batchSize: 5, maxAttempts: 2, timeoutMs: 300 },
      });
      const failed = results.filter(({ status }) => status === 'failed');
      demandEqual([results.length - failed.length, failed.length], [5, 5], 'Rows that succeeded, that failed');
      demandEqual(
        failed.map(({ error }) => error?.retryable),
        failed.map(() => true),
        'retryable of the rows that failed',
      );
      demandEqual(trial.world.state().length, 5, 'Things there');
    },
    option('batchSize'),
    option('maxAttempts'),
  ],
  [
    'D-4b',
    'Retries have a budget for the run: with everything failing, n batches are at most n + 21 requests.',
    async (trial) => {
      trial.world.inject({ on, always: true, do: { kind: 'answer', status: 503 } });
      const record = await trial.write({ rows: trial.rows(40), delivery: { batchSize: 4 } });
      demandAtMost(trial.batches(record).length, 10 + 21, 'Requests for 10 batches');
      demandEqual(told(record.results)['succeeded'] ?? 0, 0, 'Rows that succeeded');
    },
    option('batchSize'),
  ],
  [
    'D-5a',
    'A batch that is too large is sent in parts.',
    async (trial) => {
      const tooLarge = {
        kind: 'batch' as const,
        test: ({ operations = 0 }: { operations?: number | undefined }) => operations > 4,
      };
      trial.world.inject({ on: tooLarge, always: true, do: { kind: 'answer', status: 413 } });
      demandEqual(told((await trial.write({ rows: trial.rows(16) })).results), { succeeded: 16 }, 'The results');
      demandEqual(trial.world.state().length, 16, 'Things there');
    },
  ],
  [
    'D-5b',
    'A batch that is too slow twice is sent in parts.',
    async (trial) => {
      const tooSlow = {
        kind: 'batch' as const,
        test: ({ operations = 0 }: { operations?: number | undefined }) => operations > 4,
      };
      trial.world.inject({ on: tooSlow, always: true, do: { kind: 'answer', status: 504 } });
      demandEqual(told((await trial.write({ rows: trial.rows(8) })).results), { succeeded: 8 }, 'The results');
      demandEqual(trial.world.state().length, 8, 'Things there');
    },
  ],
  [
    'D-6a',
    'After a 401 nothing more is sent, and every remaining row is read and fails so.',
    fatal(401, 'authentication_failed'),
    option('batchSize'),
  ],
  [
    'D-6b',
    'After a 403 nothing more is sent, and every remaining row is read and fails so.',
    fatal(403, 'insufficient_permissions'),
    option('batchSize'),
  ],
  [
    'D-6c',
    'What the settings name and does not exist is fatal: nothing more is sent, and every row fails so.',
    async (trial) => {
      const { nothing = {}, codes } = trial.world;
      const { results, exchanges, summary } = await trial.write({
        ...nothing,
        rows: trial.rows(10),
        delivery: { batchSize: 5 },
      });
      demandEqual(told(results), { [String(codes.notFound)]: 10 }, 'The results');
      demandAtMost(batchesOf(exchanges).length, 1, 'Batches sent');
      demandEqual(summary?.status, 'failed', 'The status');
    },
    has('nothing'),
    option('batchSize'),
  ],
  [
    'D-6d',
    'With afterFatal `stop`, the rest of the source is left unread and closed.',
    async (trial) => {
      refuseFromSecondBatch(trial, 401);
      let [pulled, closed] = [0, false];
      function* source(): Generator<DestinationChangeSet> {
        try {
          while (pulled < 100) {
            pulled += 1;
            yield { rows: trial.rows(5, {}, pulled * 5) };
          }
        } finally {
          closed = pulled < 100;
        }
      }
      await trial.write({ changeSets: source(), afterFatal: 'stop', delivery: { batchSize: 5 }, demands: 'rows read' });
      demandAtMost(pulled, 12, 'Change-sets read of 100');
      demand(closed, 'The source: wanted its return() to be called, saw it left open.');
    },
    option('batchSize'),
  ],
  [
    'D-8a',
    'The deadline covers headers that never come.',
    healed({ kind: 'stall', when: 'headers' }, 60),
    option('timeoutMs'),
  ],
  [
    'D-8b',
    'The deadline covers a body that stalls.',
    async (trial) => {
      trial.world.inject({ on: { kind: trial.answering }, nth: 1, do: { kind: 'stall', when: 'body', apply: true } });
      const { results, ms } = await trial.write({ delivery: { timeoutMs: 60 } });
      demandEqual([told(results), trial.world.state().length], [{ succeeded: 6 }, 6], 'The results, things there');
      demandAtMost(ms, 10_000, 'Milliseconds');
    },
    option('timeoutMs'),
  ],
]);
