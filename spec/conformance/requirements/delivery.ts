import { type Mishap, refusal } from '../../taxonomy/sandbox/index.ts';
import { demand, demandEqual, NotApplicable } from '../demand.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { batchesOf, operationsOf } from '../tap.ts';
import { rows, tally } from '../trial.ts';

const on = { kind: 'batch' } as const;

const healed =
  (mishap: Mishap, timeoutMs = 60_000): Requirement['test'] =>
  async (trial) => {
    trial.world.inject({ on, nth: 1, do: mishap });
    const { results } = await trial.write({ delivery: { timeoutMs } });
    demandEqual(tally(results), { created: 6 }, 'The results');
  };

const fatal =
  (status: number, code: string): Requirement['test'] =>
  async (trial) => {
    trial.world.inject({ nth: [2, 3], do: refusal(status) }); // D-6: a look at the import agrees.
    const { results, exchanges, summary } = await trial.write({ rows: rows(20), delivery: { batchSize: 5 } });
    demandEqual(tally(results), { [code]: 15, created: 5 }, 'The results');
    demandEqual(batchesOf(exchanges).length, 2, 'Batches sent');
    demandEqual(summary?.fatal?.code, code, 'The fatal error');
  };

export const DELIVERY = inGroup('delivery', [
  [
    'D-1a',
    'Operations go out as a plain array, with the key in its header.',
    async (trial) => {
      const { exchanges } = await trial.write({ rows: rows(1) });
      const [batch] = batchesOf(exchanges);
      demandEqual(
        batch && operationsOf(batch),
        [{ operation: 'Create', data: { code: 'c0', name: 'Name 0' } }],
        'The body',
      );
      demand(batch?.headers.get('x-api-key') !== null, 'The key is not in X-API-Key.');
    },
  ],
  ...[408, 425, 429, 500, 502, 503, 504].map((status): [string, string, Requirement['test']] => [
    `D-2 ${status}`,
    `${status} is tried again.`,
    healed({ kind: 'answer', status }),
  ]),
  ['D-2b', 'A connection that breaks is tried again.', healed({ kind: 'reset', when: 'before' })],
  [
    'D-2c',
    'A 200 that cannot be read is not taken for success.',
    healed({ kind: 'answer', status: 200, body: '<html>' }),
  ],
  [
    'D-3a',
    'Retry-After is a floor under the wait.',
    async (trial) => {
      // Two seconds, so that a machine that is late with everything does not look like a connector that waits.
      trial.world.inject({ on, nth: 1, do: { kind: 'answer', status: 429, headers: { 'retry-after': '2' } } });
      const { results, exchanges } = await trial.write();
      const [first, second] = exchanges;
      demandEqual(tally(results), { created: 6 }, 'The results');
      demand((second?.at ?? 0) - (first?.endedAt ?? 0) >= 1_990, 'A request was sent inside the window.');
    },
  ],
  [
    'D-3b',
    'A Retry-After longer than the run may wait fails the rows at once, retryable, and nothing is sent inside it.',
    async (trial) => {
      trial.world.inject({ on, nth: 1, do: { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } } });
      const { results, exchanges } = await trial.write({
        rows: rows(10),
        delivery: { batchSize: 5, maxRetryAfterMs: 1_000 },
      });
      demandEqual(tally(results), { rate_limited: 10 }, 'The results');
      demandEqual(exchanges.length, 1, 'Requests');
      demand(
        results[0]?.error?.retryable === true && results[0].error.retryAfterMs === 3_600_000,
        'It does not say when.',
      );
    },
  ],
  [
    'D-3c',
    'A Retry-After of junk is no reason to wait for ever.',
    async (trial) => {
      trial.world.inject({ on, nth: 1, do: { kind: 'answer', status: 503, headers: { 'retry-after': 'soon' } } });
      const { results, ms } = await trial.write();
      demandEqual(tally(results), { created: 6 }, 'The results');
      demand(ms < 6_000, `It took ${Math.round(ms)} ms.`);
    },
  ],
  [
    'D-4a',
    'A batch that exhausts its attempts fails its rows, retryable, and the run goes on.',
    async (trial) => {
      trial.world.inject({ on, nth: [1, 2], do: { kind: 'reset', when: 'before' } });
      const { results } = await trial.write({ rows: rows(10), delivery: { batchSize: 5, maxAttempts: 2 } });
      demandEqual(tally(results), { created: 5, network_error: 5 }, 'The results');
      demand(
        results.every(({ error }) => error === undefined || error.retryable),
        'A row is not retryable.',
      );
    },
  ],
  [
    'D-4b',
    'With everything failing, n batches are at most n + 21 requests, and an observation each.',
    async (trial) => {
      trial.world.inject({ on, always: true, do: { kind: 'answer', status: 503 } });
      const { exchanges } = await trial.write({ rows: rows(40), delivery: { batchSize: 4 } });
      demand(batchesOf(exchanges).length <= 10 + 21, `${batchesOf(exchanges).length} requests for 10 batches.`);
    },
  ],
  [
    'D-5a',
    'A batch that is too large is sent in halves.',
    async (trial) => {
      const tooLarge = { kind: 'batch' as const, test: ({ operations = 0 }) => operations > 4 };
      trial.world.inject({ on: tooLarge, always: true, do: { kind: 'answer', status: 413 } });
      demandEqual(tally((await trial.write({ rows: rows(16) })).results), { created: 16 }, 'The results');
    },
  ],
  [
    'D-5b',
    'A batch that is too slow twice is sent in halves.',
    async (trial) => {
      const tooSlow = { kind: 'batch' as const, test: ({ operations = 0 }) => operations > 4 };
      trial.world.inject({ on: tooSlow, always: true, do: { kind: 'answer', status: 504 } });
      demandEqual(tally((await trial.write({ rows: rows(8) })).results), { created: 8 }, 'The results');
    },
  ],
  [
    'D-6a',
    'After a 401 nothing more is sent, and every remaining row is read and fails so.',
    fatal(401, 'authentication_failed'),
  ],
  [
    'D-6b',
    'After a 403 nothing more is sent, and every remaining row is read and fails so.',
    fatal(403, 'insufficient_permissions'),
  ],
  [
    'D-6c',
    'An import that does not exist is fatal: nothing more is sent, and every row fails so.',
    async (trial) => {
      const { configOfNothing: config } = trial.world;
      if (config === undefined) throw new NotApplicable('The world has no import that does not exist.');
      const { results, exchanges, summary } = await trial.write({ config, rows: rows(10), delivery: { batchSize: 5 } });
      demandEqual(tally(results), { import_not_found: 10 }, 'The results');
      demandEqual([batchesOf(exchanges).length, summary?.status], [1, 'failed'], 'Batches sent, status');
    },
  ],
  ['D-8a', 'The deadline covers headers that never come.', healed({ kind: 'stall', when: 'headers' }, 60)],
  ['D-8b', 'The deadline covers a body that stalls.', healed({ kind: 'stall', when: 'body', apply: true }, 60)],
]);
