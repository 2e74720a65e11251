import type { AudienceMode, Change } from '../../host/change-set.ts';
import { demand, demandEqual } from '../demand.ts';
import { inGroup, type Requirement } from '../requirement.ts';
import { batchesOf, operationsOf } from '../tap.ts';
import { rows, type Trial, tally } from '../trial.ts';

/** The table of section 6: what a row is to become, and what its result says when nothing is there yet (a Delete: when it is). */
const TABLE: Record<AudienceMode, Record<Change | 'absent', string>> = {
  add: { absent: 'created', added: 'created', changed: 'created', removed: 'not_in_mode' },
  upsert: { absent: 'created', added: 'created', changed: 'created', removed: 'not_in_mode' },
  remove: { absent: 'deleted', added: 'not_in_mode', changed: 'not_in_mode', removed: 'deleted' },
  mirror: { absent: 'missing_change', added: 'created', changed: 'created', removed: 'deleted' },
};

const row = (change: Change | 'absent') => {
  const { change: _change, ...rest } = rows(1)[0] ?? { rowId: 'r0' };
  return change === 'absent' ? rest : { ...rest, change };
};

const table: [string, string, Requirement['test']][] = (Object.keys(TABLE) as AudienceMode[]).flatMap((mode) =>
  (['absent', 'added', 'changed', 'removed'] as const).map((change): [string, string, Requirement['test']] => [
    `P-1 ${mode}/${change}`,
    `In ${mode} mode a row whose change is ${change} ends as ${TABLE[mode][change]}.`,
    async (trial) => {
      trial.mode(mode);
      const wanted = TABLE[mode][change];
      if (wanted === 'deleted') trial.world.seed([{ code: 'c0', name: 'Name 0' }]);
      const { results, exchanges } = await trial.write({ mode, rows: [row(change)] });
      demandEqual(tally(results), { [wanted]: 1 }, 'The result');
      const sent = batchesOf(exchanges)
        .flatMap(operationsOf)
        .map(({ operation }) => operation);
      const operation = { created: ['Create'], deleted: ['Delete'] }[wanted] ?? [];
      demandEqual(sent, operation, 'The operations sent');
    },
  ]),
);

const found =
  (mode: AudienceMode, name: string, wanted: string): Requirement['test'] =>
  async (trial) => {
    trial.mode(mode);
    trial.world.seed([{ code: 'c0', name, description: 'Kept', cpm: 3 }]);
    const { results } = await trial.write({ mode, rows: rows(1) });
    demandEqual(tally(results), { [wanted]: 1 }, 'The result');
    const [kept] = trial.world.state();
    demandEqual([kept?.description, kept?.cpm], ['Kept', 3], 'What the row did not give');
  };

const single = async (trial: Trial, more: object): Promise<Record<string, number>> => {
  const { results } = await trial.write({ rows: rows(1, more) });
  return tally(results);
};

export const MODES = inGroup('modes', [
  ...table,
  ['P-1a', 'A segment that is as wanted is unchanged, in upsert mode.', found('upsert', 'Name 0', 'unchanged')],
  ['P-1b', 'A segment that is as wanted is unchanged, in add mode.', found('add', 'Name 0', 'unchanged')],
  [
    'P-1c',
    'A segment that differs is updated in upsert mode, and keeps what the row did not give.',
    found('upsert', 'Old', 'updated'),
  ],
  [
    'P-1d',
    'A segment that differs is reported in add mode, and left alone.',
    found('add', 'Old', 'duplicate_segment_code'),
  ],
  [
    'P-2a',
    'Deleting what is not there is unchanged.',
    async (trial) => {
      const { results } = await trial.write({ mode: trial.mode('remove'), rows: rows(3, { change: 'removed' }) });
      demandEqual(tally(results), { unchanged: 3 }, 'The results');
    },
  ],
  [
    'S-1a',
    'Texts are trimmed and normalised, and numbers become texts.',
    async (trial) => {
      await trial.write({ rows: rows(1, { segment_code: 4711, segment_name: '  Cafe\u0301 ' }) });
      demandEqual(
        trial.world.state().map(({ code, name }) => [code, name]),
        [['4711', 'Caf\u00e9']],
        'The segment',
      );
    },
  ],
  [
    'S-1b',
    'A value of another kind fails the row and names the field.',
    async (trial) => {
      const { results } = await trial.write({ rows: rows(1, { description: { text: 'x' } }) });
      demandEqual([results[0]?.error?.code, results[0]?.error?.field], ['invalid_field', 'description'], 'The error');
    },
  ],
  [
    'S-2a',
    'A row without a segment of its own is the target’s.',
    async (trial) => {
      const { results } = await trial.write({ rows: [{ rowId: '1', change: 'added' }] });
      demandEqual(tally(results), { created: 1 }, 'The result');
      demandEqual(
        trial.world.state().map(({ name }) => name),
        [trial.world.target['segmentName']],
        'The names',
      );
    },
  ],
  [
    'S-3a',
    'A removed row without a segment of its own fails, and never deletes the target.',
    async (trial) => {
      trial.world.seed([{ code: 'everyone', name: 'Everyone' }]);
      const { results } = await trial.write({ mode: trial.mode('mirror'), rows: [{ rowId: '1', change: 'removed' }] });
      demandEqual(tally(results), { missing_segment_code: 1 }, 'The result');
      demandEqual(trial.world.state().length, 1, 'Segments left');
    },
  ],
  [
    'S-4a',
    'A name that a row did not bring is never sent in an update.',
    async (trial) => {
      trial.world.seed([{ code: 'c0', name: 'Its own' }]);
      const { results } = await trial.write({ rows: rows(1, { segment_name: undefined, description: 'New' }) });
      demandEqual(tally(results), { updated: 1 }, 'The result');
      demandEqual(
        trial.world.state().map(({ name, description }) => [name, description]),
        [['Its own', 'New']],
        'The segment',
      );
    },
  ],
  [
    'S-5a',
    'A code that would break the service’s paths or files fails its row.',
    async (trial) => {
      for (const code of ['a b', 'a/b', 'a,b', '..', 'a?b', 'a#b', 'a\u0007']) {
        demandEqual(await single(trial, { segment_code: code }), { invalid_segment_code: 1 }, JSON.stringify(code));
      }
    },
  ],
  [
    'S-6a',
    'A code is generated from the name, the same every time.',
    async (trial) => {
      await trial.write({ rows: rows(1, { segment_code: null, segment_name: 'High-Value Customers' }) });
      demandEqual(
        trial.world.state().map(({ code }) => code),
        ['high_value_customers'],
        'The code',
      );
    },
  ],
  [
    'S-7a',
    'A run that makes codes up from names warns of it, once.',
    async (trial) => {
      let warnings = 0;
      const quiet = () => undefined;
      const warn = () => {
        warnings += 1;
      };
      const logger = { trace: quiet, debug: quiet, info: quiet, warn, error: quiet };
      await trial.write({ rows: rows(3, { segment_code: undefined }), logger });
      demandEqual(warnings, 1, 'Warnings');
    },
  ],
  [
    'S-8a',
    'Fields that a row does not carry are not sent, not even as null.',
    async (trial) => {
      const { exchanges } = await trial.write({ rows: rows(1, { description: null, cpm: '' }) });
      const [sent] = batchesOf(exchanges).flatMap(operationsOf);
      demandEqual(Object.keys(sent?.data ?? {}).sort(), ['code', 'name'], 'The fields sent');
    },
  ],
  [
    'P-7a',
    'A dry run sends nothing that writes.',
    async (trial) => {
      const { exchanges, summary } = await trial.write({ dryRun: true });
      demandEqual(batchesOf(exchanges).flatMap(operationsOf), [], 'Operations sent');
      demandEqual([summary?.dryRun, trial.world.state().length], [true, 0], 'Dry run, segments');
    },
  ],
  [
    'P-7b',
    'A dry run gives every row the result it would get.',
    async (trial) => {
      trial.world.seed([
        { code: 'c0', name: 'Old' },
        { code: 'c1', name: 'Name 1' },
      ]);
      const list = [...rows(4), ...rows(1, { segment_code: 'no code' }, 9)];
      const [dry, real] = [await trial.write({ rows: list, dryRun: true }), await trial.write({ rows: list })];
      demandEqual(tally(dry.results), tally(real.results), 'The results');
    },
  ],
  [
    'P-8a',
    'More deletions than maxDeletes allows, and none is done; as many as it allows, and all are.',
    async (trial) => {
      trial.world.seed(['c0', 'c1', 'c2'].map((code) => ({ code, name: code })));
      const list = [...rows(3, { change: 'removed' }), ...rows(2, {}, 5)];
      const limited = async (maxDeletes: number) =>
        tally((await trial.write({ mode: trial.mode('mirror'), rows: list, delivery: { maxDeletes } })).results);
      demandEqual(await limited(2), { created: 2, delete_limit_exceeded: 3 }, 'The results beyond the limit');
      demandEqual(await limited(3), { unchanged: 2, deleted: 3 }, 'The results within it');
    },
  ],
  [
    'S-8b',
    'Every result names the row, its change-set and its segment.',
    async (trial) => {
      const { results } = await trial.write({ rows: rows(1) });
      const [only] = results;
      demand(only !== undefined, 'There is no result.');
      demandEqual(
        [only.rowId, only.changeSetId, only.segmentCode, only.operation],
        ['r0', 'one', 'c0', 'Create'],
        'The result',
      );
    },
  ],
]);
