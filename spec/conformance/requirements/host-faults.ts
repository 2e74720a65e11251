import type { AudienceMode, ChangeSet } from '../../host/change-set.ts';
import { demand, demandEqual } from '../demand.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { rows, tally, type WriteOptions } from '../trial.ts';

const rejected =
  (options: WriteOptions, code: string): Requirement['test'] =>
  async (trial) => {
    let read = false;
    function* source(): Generator<ChangeSet> {
      read = true;
      yield { rows: rows(1) };
    }
    const { thrown, exchanges } = await trial.write({ changeSets: source(), ...options });
    const told = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
    demandEqual(told, code, 'The code it rejects with');
    demand(!read && exchanges.length === 0, 'A row was read, or a request sent.');
  };

export const HOST_FAULTS = inGroup('host faults', [
  ['T-10a', 'Settings that are wrong reject before a row is read.', rejected({ config: {} }, 'invalid_config')],
  [
    'T-10b',
    'A target that is wrong rejects before a row is read.',
    rejected({ target: { surprise: 1 } }, 'invalid_target'),
  ],
  // Wrong on purpose, as a host without types could be.
  [
    'T-10c',
    'A mode that does not exist rejects before a row is read.',
    rejected({ mode: 'replace' as AudienceMode }, 'invalid_mode'),
  ],
  [
    'T-10d',
    'Delivery options that are wrong reject before a row is read.',
    rejected({ delivery: { batchSize: 0 } }, 'invalid_delivery'),
  ],
  [
    'T-10e',
    'A source that throws rejects with its own error, once the rows already read are settled.',
    async (trial) => {
      const fault = new Error('the source broke');
      function* source(): Generator<ChangeSet> {
        yield { rows: rows(4) };
        throw fault;
      }
      const { thrown, results } = await trial.write({ changeSets: source() });
      demand(thrown === fault, `It rejects with ${String(thrown)}.`);
      demandEqual(tally(results), { created: 4 }, 'The results');
    },
  ],
  [
    'T-10f',
    'A sink that throws rejects with its own error, and no row is reported twice.',
    async (trial) => {
      const fault = new Error('the sink broke');
      const { thrown, results } = await trial.write({
        onRowResult: ({ rowId }) => {
          if (rowId === 'r2') throw fault;
        },
      });
      demand(thrown === fault, `It rejects with ${String(thrown)}.`);
      demandEqual(new Set(results.map(({ rowId }) => rowId)).size, results.length, 'Rows');
    },
  ],
  [
    'T-10g',
    'A sink that is slow is waited for.',
    async (trial) => {
      let [busy, most] = [0, 0];
      await trial.write({
        onRowResult: async () => {
          busy += 1;
          most = Math.max(most, busy);
          await new Promise((resolve) => setImmediate(resolve));
          busy -= 1;
        },
      });
      demandEqual([most, busy], [1, 0], 'Results handed over at once, and left open');
    },
  ],
  [
    'T-10h',
    'A progress display that throws harms nothing.',
    async (trial) => {
      const onProgress = () => {
        throw new Error('the display broke');
      };
      demandEqual(tally((await trial.write({ onProgress })).results), { created: 6 }, 'The results');
    },
  ],
  [
    'T-10i',
    'Rows that are no rows fail one by one, and the others go.',
    async (trial) => {
      // Wrong on purpose, as a host without types could be.
      const junk = [{ rowId: 'x', change: 'moved' }] as unknown as ReturnType<typeof rows>;
      const { results } = await trial.write({ rows: [...rows(2), ...junk] });
      demandEqual(tally(results), { created: 2, invalid_row: 1 }, 'The results');
    },
  ],
]);
