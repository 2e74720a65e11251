import type { DestinationRow } from '../../destination/row.ts';
import { demandAtMost, demandEqual } from '../demand.ts';
import { option } from '../needs.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { told } from '../told.ts';
import type { Trial } from '../trial.ts';
import { demandTrue } from '../truthful.ts';
import type { Answer } from '../world/exchange.ts';
import type { Fault, Mishap } from '../world/fault.ts';
import type { AnswerForm } from '../world/vocabulary.ts';

const on = { kind: 'batch' } as const;

const oneResultARow =
  (fault?: Fault): Requirement['test'] =>
  async (trial) => {
    if (fault !== undefined) trial.world.inject(fault);
    const rows = trial.rows(20);
    const record = await trial.write({ rows, delivery: { batchSize: 5, maxAttempts: 2, timeoutMs: 60 } });
    demandTrue(trial, record, rows);
  };

const found =
  (mishap: (trial: Trial) => Mishap, timeoutMs = 250): Requirement['test'] =>
  async (trial) => {
    trial.world.inject({ on: { kind: trial.answering }, nth: 1, do: mishap(trial) });
    const { results, summary } = await trial.write({ delivery: { maxAttempts: 3, timeoutMs } });
    demandEqual([told(results), summary?.status], [{ succeeded: 6 }, 'completed'], 'The results, the status');
    demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(6)).sort(), 'What is there');
  };

const thingsOf = (trial: Trial) => trial.rows(6).map((row) => trial.world.thing(row));

/** Everything is carried out, and told in another form. */
const answered = (form: AnswerForm): Requirement['test'] =>
  found((trial) => ({ kind: 'answer', ...trial.world.answer(thingsOf(trial), form), apply: true }));

/** The first answer is not the true one: what is told of the rows has to be so all the same. */
async function untrue(trial: Trial, rows: readonly DestinationRow[], answer: Answer): Promise<void> {
  trial.world.inject({ on: { kind: trial.answering }, nth: 1, do: { kind: 'answer', ...answer } });
  const record = await trial.write({ rows, delivery: { maxAttempts: 3, timeoutMs: 250 } });
  trial.batches(record);
  demandTrue(trial, record, rows);
}

export const TRUTH = inGroup('truth', [
  ['T-1a', 'Every row gets one result when everything is well.', oneResultARow()],
  [
    'T-1b',
    'Every row gets one result when one batch meets a 500.',
    oneResultARow({ on, nth: 2, do: { kind: 'answer', status: 500 } }),
  ],
  [
    'T-1c',
    'Every row gets one result when nothing ever answers.',
    oneResultARow({ always: true, do: { kind: 'stall', when: 'headers' } }),
    option('timeoutMs'),
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
    'A row that failed or was skipped says why and what to do; one that succeeded says how.',
    async (trial) => {
      const refused = trial.rows(1, {}, 5);
      trial.world.refuse(trial.keysOf(refused));
      const { results } = await trial.write({
        rows: [...trial.rows(2), ...refused, ...trial.rows(1, { change: 'removed' }, 6)],
      });
      for (const { rowId, status, outcome, error } of results) {
        const succeeded = status === 'succeeded';
        demandEqual(
          [outcome !== null, error === undefined],
          [succeeded, succeeded],
          `Whether ${rowId}, which ${status}, has an outcome, and no error`,
        );
        if (error === undefined) continue;
        const { message, remedy, retryable, reporter } = error;
        demandEqual(
          [message.trim() !== '', remedy.trim() !== '', typeof retryable, reporter !== ''],
          [true, true, 'boolean', true],
          `Whether message and remedy of ${error.code} say something, retryable, whether a reporter is named`,
        );
      }
      demandEqual(told(results)['succeeded'], 2, 'Rows that succeeded');
    },
  ],
  [
    'T-2a',
    'Rows that were applied before the answer got lost have succeeded.',
    found(() => ({ kind: 'reset', when: 'after' })),
  ],
  [
    'T-2b',
    'Rows that were applied before a 500 have succeeded.',
    found(() => ({ kind: 'answer', status: 500, apply: true })),
  ],
  [
    'T-2c',
    'Rows that were applied before a deadline passed have succeeded.',
    found(() => ({ kind: 'stall', when: 'headers', apply: true })),
    option('timeoutMs'),
  ],
  [
    'T-2d',
    'What was not applied and cannot be delivered has failed, and is not there.',
    async (trial) => {
      trial.world.inject({ on, always: true, do: { kind: 'answer', status: 500 } });
      const record = await trial.write({ delivery: { maxAttempts: 2 } });
      trial.batches(record);
      demandEqual(
        [told(record.results)['succeeded'] ?? 0, trial.world.state()],
        [0, []],
        'Rows that succeeded, what is there',
      );
    },
  ],
  [
    'T-2e',
    'When nothing can be read back either, the outcome is unknown and may be sent again.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'reset', when: 'after' } });
      const { results } = await trial.write({ delivery: { maxAttempts: 2 } });
      demandEqual(told(results), { outcome_unknown: 6 }, 'The results');
      demandEqual(
        results.map(({ error }) => error?.retryable),
        results.map(() => true),
        'retryable of the rows',
      );
    },
  ],
  [
    'T-2f',
    'What is carried out after it was given up is not told as failed.',
    async (trial) => {
      let first = 0;
      // Long after the connector has ended: where it has not, as on a machine that is late with everything, it is tried again with more time.
      for (const ms of [1_500, 6_000, 24_000]) {
        trial.world.inject({ on, nth: 1, do: { kind: 'late', ms } });
        const rows = trial.rows(6, {}, first);
        const record = await trial.write({ rows, delivery: { timeoutMs: 100, maxAttempts: 1 } });
        await new Promise((resolve) => setTimeout(resolve, ms));
        demandTrue(trial, record, rows);
        if (record.ms < ms) return;
        first += rows.length;
      }
    },
    option('timeoutMs'),
  ],
  ['T-3a', 'An answer in another order is settled by key.', answered('shuffled')],
  ['T-3b', 'What an answer leaves out is looked for.', answered('short')],
  ['T-3c', 'What an empty answer leaves out is looked for.', answered('empty')],
  ['T-3d', 'What nobody asked for is ignored in an answer.', answered('extra')],
  [
    'T-3e',
    'Errors inside a 2xx are not taken for success.',
    async (trial) => {
      const rows = trial.rows(6);
      // A job is accepted before it is asked about: what is told as refused then has to be.
      if (trial.answering === 'poll') trial.world.refuse(trial.keysOf(rows));
      await untrue(trial, rows, trial.world.answer(thingsOf(trial), 'errors inside'));
    },
  ],
  [
    'T-3f',
    'A 202 is not taken for done.',
    async (trial) => {
      // Every time, and nothing comes of it: what is told as done then was taken on trust.
      trial.world.inject({ on, always: true, do: { kind: 'answer', status: 202, body: '{}' } });
      const record = await trial.write({ delivery: { maxAttempts: 2, timeoutMs: 100 } });
      trial.batches(record);
      demandEqual(
        [told(record.results)['succeeded'] ?? 0, trial.world.state()],
        [0, []],
        'Rows that succeeded, what is there',
      );
    },
  ],
  [
    'T-3g',
    'Rows are settled by key, never by position: an answer about other rows than the first says nothing of the first.',
    async (trial) => {
      const rows = trial.rows(6);
      const things = thingsOf(trial).slice(3);
      if (trial.answering === 'poll') trial.world.refuse(trial.keysOf(rows.slice(0, 3)));
      else trial.world.seed(things);
      await untrue(trial, rows, trial.world.answer(things, 'full'));
    },
  ],
  [
    'T-11a',
    'The status is failed when a fatal error comes before any effect.',
    async (trial) => {
      trial.world.inject({ always: true, do: { kind: 'answer', ...trial.world.refusal(401) } });
      const { summary, results } = await trial.write();
      demandEqual(
        [summary?.status, told(results)],
        ['failed', { authentication_failed: 6 }],
        'The status, the results',
      );
    },
  ],
  [
    'T-11b',
    'The summary counts what the results say.',
    async (trial) => {
      const refused = trial.rows(1, {}, 9);
      trial.world.refuse(trial.keysOf(refused));
      const { summary } = await trial.write({ rows: [...trial.rows(3), ...refused] });
      demandEqual(summary?.status, 'completed_with_errors', 'The status');
      demandEqual(summary?.rows, { received: 4, succeeded: 3, failed: 1, skipped: 0 }, 'The rows');
    },
  ],
  [
    'T-11c',
    'Progress never goes back, and ends where the summary does.',
    async (trial) => {
      const settled: number[] = [0];
      const { summary } = await trial.write({
        rows: trial.rows(20),
        delivery: { batchSize: 5 },
        onProgress: ({ rows: { succeeded, failed, skipped } }) => void settled.push(succeeded + failed + skipped),
      });
      for (const [at, count] of settled.entries()) {
        demandAtMost(settled[at - 1] ?? 0, count, `Rows settled before report ${at} (${settled.join(', ')})`);
      }
      demandEqual([summary?.rows.received, settled.at(-1)], [20, 20], 'Received, settled in the last progress');
    },
  ],
]);
