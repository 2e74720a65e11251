import type { Lane, LaneTurn } from '../../destination/lane.ts';
import type { DestinationChangeSet } from '../../destination/row.ts';
import { demand, demandAtMost, demandEqual } from '../demand.ts';
import { can, option } from '../needs.ts';
import { within } from '../patience.ts';
import { inGroup } from '../requirement.ts';
import { secretsIn } from '../settings.ts';
import { told } from '../told.ts';
import { batchesOf, type Trial } from '../trial.ts';

const on = { kind: 'batch' } as const;
const tooMany = (retryAfter: string, status = 429) =>
  ({ kind: 'answer', status, headers: { 'retry-after': retryAfter } }) as const;

/** A second, less what a timer may be early. */
const WINDOW_MS = 990;

/** A lane that lets one through at a time and keeps what it was asked. */
function recordedLane(closedForMs: number[] = []) {
  const turns: LaneTurn[] = [];
  const state = { inside: 0, turns };
  const lane: Lane = {
    async withTurn(at, turn) {
      turns.push(at);
      state.inside += 1;
      try {
        return (await turn({ closedForMs: closedForMs.shift() ?? 0 })).value;
      } finally {
        state.inside -= 1;
      }
    },
  };
  return { lane, state };
}

/** The first row waits for nobody: its result is there before the source goes on, or after a second at most. */
async function withoutCompany(trial: Trial, flush: true | undefined, delivery: object): Promise<void> {
  let settled: () => void = () => undefined;
  const first = new Promise<true>((resolve) => {
    settled = () => resolve(true);
  });
  let alone: true | undefined;
  async function* source(): AsyncGenerator<DestinationChangeSet> {
    yield { rows: trial.rows(1), ...(flush && { flush }) };
    alone = await within(2_000, first);
    yield { rows: trial.rows(1, {}, 1) };
  }
  await trial.write({ changeSets: source(), onRowResult: settled, delivery });
  demand(alone === true, 'The first row: wanted its result before the source went on, saw none in two seconds.');
}

export const WAITING = inGroup('delivery', [
  [
    'D-3a',
    'Retry-After is a floor under each wait.',
    async (trial) => {
      // Three times: a machine that is late with something is not late between all of them, and looks like a connector that waits.
      trial.world.inject({ on, nth: [1, 2, 3], do: tooMany('1') });
      const { results, exchanges } = await trial.write();
      demandEqual(told(results), { succeeded: 6 }, 'The results');
      const waits = [1, 2, 3].map((at) => (exchanges[at]?.at ?? 0) - (exchanges[at - 1]?.endedAt ?? 0));
      const short = waits.filter((ms) => ms < WINDOW_MS).map(Math.round);
      demandEqual(short, [], 'Waits shorter than 1000 ms');
    },
  ],
  [
    'D-3b',
    'A Retry-After longer than the run may wait fails the rows at once, retryable, and nothing is sent inside it.',
    async (trial) => {
      trial.world.inject({ on, nth: 1, do: tooMany('3600') });
      const { results, exchanges } = await trial.write({
        rows: trial.rows(10),
        delivery: { batchSize: 5, maxRetryAfterMs: 1_000 },
      });
      demandEqual(told(results), { rate_limited: 10 }, 'The results');
      demandEqual(exchanges.length, 1, 'Requests');
      for (const { error } of results) {
        demandEqual(error?.retryable, true, 'retryable of the error');
        const left = error?.retryAfterMs ?? 0;
        // What is left of the window: a run that takes its time has less of it to tell.
        demand(left > 3_500_000 && left <= 3_601_000, `retryAfterMs of the error: wanted about 3600000, saw ${left}.`);
      }
    },
    option('maxRetryAfterMs'),
    option('batchSize'),
  ],
  [
    'D-3c',
    'A Retry-After of junk is no reason to wait for ever.',
    async (trial) => {
      trial.world.inject({ on, nth: 1, do: tooMany('soon', 503) });
      const { results, ms } = await trial.write();
      demandEqual(told(results), { succeeded: 6 }, 'The results');
      demandAtMost(ms, 6_000, 'Milliseconds');
    },
  ],
  [
    'D-3d',
    'A window that one run met is heeded by the next run, and by a check.',
    async (trial) => {
      trial.world.inject({ on, nth: 1, do: tooMany('3600') });
      const delivery = { maxRetryAfterMs: 1_000 };
      await trial.write({ delivery });
      const { results, exchanges } = await trial.write({ delivery });
      demandEqual(
        [told(results), exchanges.length],
        [{ rate_limited: 6 }, 0],
        'The results of the next run, its requests',
      );
      const report = await trial.check({ delivery });
      demandEqual([report.result?.status, report.exchanges.length], ['failed', 0], 'The check, its requests');
    },
    option('maxRetryAfterMs'),
  ],
  [
    'D-10a',
    'With maxBatchWaitMs no row waits longer for company.',
    (trial) => withoutCompany(trial, undefined, { maxBatchWaitMs: 20 }),
    option('maxBatchWaitMs'),
  ],
  ['D-10b', 'What waits behind `flush` is sent at once.', (trial) => withoutCompany(trial, true, {}), can('flush')],
  [
    'L-1a',
    'Each batch is sent in a turn of the host’s lane, and the names of turns and windows hold no secret.',
    async (trial) => {
      const { lane, state } = recordedLane();
      const send = trial.world.fetch ?? globalThis.fetch;
      let outside = 0;
      const record = await trial.write({
        rows: trial.rows(10),
        delivery: { batchSize: 5 },
        lane,
        fetch: (input, init) => {
          if (state.inside === 0) outside += 1;
          return send(input, init);
        },
      });
      demandEqual(told(record.results), { succeeded: 10 }, 'The results');
      demandEqual([trial.batches(record).length, outside], [2, 0], 'Batches, and requests outside a turn');
      const { connector, world } = trial;
      const names = JSON.stringify(state.turns);
      const secrets = secretsIn(connector.manifest.config, world.config, world.keys.unknown);
      demand(
        secrets.every((secret) => !names.includes(secret)),
        'The names of turns: wanted no secret, saw one.',
      );
    },
    option('batchSize'),
  ],
  [
    'L-1b',
    'A turn whose window is closed is given back without a request.',
    async (trial) => {
      const { lane, state } = recordedLane([50]);
      const { results, exchanges } = await trial.write({ lane });
      demandEqual(told(results), { succeeded: 6 }, 'The results');
      demandAtMost(
        batchesOf(exchanges).length,
        state.turns.length - 1,
        'Batches in turns of which the first was closed',
      );
    },
  ],
]);
