import type { DestinationChangeSet, DestinationRow } from '../../destination/row.ts';
import { demand, demandEqual } from '../demand.ts';
import { has, MODES, type Mode, offersMode, option } from '../needs.ts';
import { within } from '../patience.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { told } from '../told.ts';
import type { Trial, WriteOptions } from '../trial.ts';

/** How a call ended, in words. */
const endOf = (thrown: unknown): string => (thrown === undefined ? 'it resolve' : `it reject with ${String(thrown)}`);

const rejectsWith = async (trial: Trial, options: WriteOptions, code: string | undefined): Promise<void> => {
  let read = false;
  function* source(): Generator<DestinationChangeSet> {
    read = true;
    yield { rows: trial.rows(1) };
  }
  const { thrown, exchanges } = await trial.write({ changeSets: source(), ...options, demands: 'nothing' });
  demand(thrown instanceof Error, `write(): wanted it to reject with an Error, saw ${endOf(thrown)}.`);
  const seen = 'code' in thrown ? thrown.code : undefined;
  if (code !== undefined) demandEqual(seen, code, 'The code it rejects with');
  demandEqual([read, exchanges.length], [false, 0], 'Whether a row was read, requests sent');
};

const rejected =
  (options: WriteOptions, code: string): Requirement['test'] =>
  (trial) =>
    rejectsWith(trial, options, code);

const hostBroke = new Error('The host broke.');
const broken = () => {
  throw hostBroke;
};
const neverSettles = () => new Promise<void>(() => undefined);

/** A courtesy that fails costs nothing (T-12). */
const harmless =
  (courtesies: Pick<WriteOptions, 'logger' | 'onProgress' | 'onRequest'>): Requirement['test'] =>
  async (trial) => {
    // Something to tell: a failure, and a wait.
    const on = { kind: 'batch' } as const;
    trial.world.inject({ on, nth: 1, do: { kind: 'answer', status: 503 } });
    trial.world.inject({ on, nth: 2, do: { kind: 'answer', status: 429, headers: { 'retry-after': '1' } } });
    const record = await within(10_000, trial.write(courtesies));
    demand(record !== undefined, 'write(): wanted it to end, saw it still going on after ten seconds.');
    demandEqual(told(record.results), { succeeded: 6 }, 'The results');
    demandEqual(trial.world.state().length, 6, 'Things there');
  };

const brokenLogger = { trace: broken, debug: broken, info: broken, warn: broken, error: broken };

export const HOST_FAULTS = inGroup('host faults', [
  ['T-10a', 'Settings that are wrong reject before a row is read.', rejected({ config: {} }, 'invalid_config')],
  [
    'T-10b',
    'A target that is wrong rejects before a row is read.',
    rejected({ target: { surprise: 1 } }, 'invalid_target'),
    has('target'),
  ],
  [
    'T-10c',
    'A mode that does not exist, or that the manifest does not offer, rejects before a row is read.',
    async (trial) => {
      // Wrong on purpose, as a host without types could be.
      const none = 'replace' as Mode;
      for (const mode of [none, ...MODES.filter((id) => !offersMode(trial.connector.manifest, id))]) {
        await rejectsWith(trial, { mode }, 'invalid_mode');
      }
    },
  ],
  [
    'T-10d',
    'Delivery options that are wrong reject before a row is read.',
    rejected({ delivery: { batchSize: 0 } }, 'invalid_delivery'),
    option('batchSize'),
  ],
  [
    'T-10e',
    'A source that throws rejects with its own error, once the rows already read are settled.',
    async (trial) => {
      function* source(): Generator<DestinationChangeSet> {
        yield { rows: trial.rows(4) };
        throw hostBroke;
      }
      const { thrown, results } = await trial.write({ changeSets: source(), demands: 'nothing' });
      demand(thrown === hostBroke, `write(): wanted it to reject with the source's own error, saw ${endOf(thrown)}.`);
      demandEqual([told(results), trial.world.state().length], [{ succeeded: 4 }, 4], 'The results, things there');
    },
  ],
  [
    'T-10f',
    'A sink that throws rejects with its own error, no row is reported twice, and the source is closed.',
    async (trial) => {
      const onRowResult = ({ rowId }: { rowId: string }) => {
        if (rowId === 'r2') throw hostBroke;
      };
      let closed = false;
      function* source(): Generator<DestinationChangeSet> {
        try {
          for (let n = 0; n < 40; n += 1) yield { rows: trial.rows(5, {}, n * 5) };
        } finally {
          closed = true;
        }
      }
      const record = await trial.write({
        changeSets: source(),
        delivery: { batchSize: 5 },
        onRowResult,
        demands: 'nothing',
      });
      const { thrown, results } = record;
      trial.batches(record);
      demand(thrown === hostBroke, `write(): wanted it to reject with the sink's own error, saw ${endOf(thrown)}.`);
      demandEqual(new Set(results.map(({ rowId }) => rowId)).size, results.length, 'Rows reported');
      demand(closed, 'The source: wanted its return() to be called, saw it left open.');
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
    'T-10i',
    'Rows that are no rows fail one by one, and the others go.',
    async (trial) => {
      const [shaped] = trial.rows(1, {}, 8);
      const { rowId: _rowId, ...nameless } = { ...shaped };
      const hostile = {
        ...shaped,
        rowId: 'throws',
        get change(): never {
          throw hostBroke;
        },
      };
      // Wrong on purpose, as a host without types could be.
      const junk = [
        null,
        7,
        nameless,
        { ...shaped, rowId: 'x', change: 'moved' },
        hostile,
      ] as unknown as DestinationRow[];
      const { results } = await trial.write({ rows: [...trial.rows(2), ...junk], demands: 'nothing' });
      demandEqual(told(results), { succeeded: 2, invalid_row: junk.length }, 'The results');
    },
  ],
  [
    'T-10j',
    'Change-sets that are none, and a sink that is missing, reject before anything is sent.',
    async (trial) => {
      const { connector, world } = trial;
      const { config, target } = world;
      const mode = connector.manifest.capabilities.audienceModes[0]?.id as Mode; // M-2b.
      const request = { config, target, mode, delivery: { baseUrl: world.baseUrl } };
      // Wrong on purpose, as a host without types could be.
      const calls = [
        () => connector.write({ ...request, changeSets: 7 as unknown as [] }, { onRowResult: () => undefined }),
        () => connector.write({ ...request, changeSets: [] }, {} as { onRowResult: () => void }),
      ];
      for (const call of calls) {
        const thrown = await Promise.resolve()
          .then(call)
          .then(
            () => undefined,
            (error: unknown) => error,
          );
        demand(
          thrown instanceof Error && 'code' in thrown,
          `write(): wanted it to reject with an error of the catalogue, saw ${endOf(thrown)}.`,
        );
      }
      demandEqual(world.log().length, 0, 'Requests sent');
    },
  ],
  ['T-12a', 'A logger that throws harms nothing.', harmless({ logger: brokenLogger })],
  ['T-12b', 'A progress display that throws harms nothing.', harmless({ onProgress: broken })],
  ['T-12c', 'An observer of requests that throws harms nothing.', harmless({ onRequest: broken })],
  [
    'T-12d',
    'Courtesies that never settle harm nothing.',
    harmless({ onProgress: neverSettles, onRequest: neverSettles }),
  ],
  [
    'T-12e',
    'An observer of a check that throws harms nothing.',
    async (trial) => demandEqual((await trial.check({ onStep: broken })).result?.status, 'succeeded', 'The status'),
  ],
]);
