import type { DestinationRow } from '../../destination/row.ts';
import { demand, demandEqual } from '../demand.ts';
import { can, code, fieldName, MODES, type Mode, mode, option, spareField, spareOf } from '../needs.ts';
import { inGroup, type Line, type Requirement } from '../requirement.ts';
import { told } from '../told.ts';
import { batchesOf, type Trial } from '../trial.ts';

type Change = NonNullable<DestinationRow['change']> | 'absent';
type End = 'put' | 'deleted' | 'not_in_mode' | 'missing_change';

/** The table of section 6. */
const TABLE: Record<Mode, Record<Change, End>> = {
  add: { absent: 'put', added: 'put', changed: 'put', removed: 'not_in_mode' },
  remove: { absent: 'deleted', added: 'not_in_mode', changed: 'not_in_mode', removed: 'deleted' },
  mirror: { absent: 'missing_change', added: 'put', changed: 'put', removed: 'deleted' },
  upsert: { absent: 'put', added: 'put', changed: 'put', removed: 'not_in_mode' },
};

const WORDS: Record<End, string> = {
  put: 'succeeds and is there',
  deleted: 'succeeds and is gone',
  not_in_mode: 'is skipped as not_in_mode, and changes nothing',
  missing_change: 'fails as missing_change, and changes nothing',
};

const CELLS: Line[] = MODES.flatMap((id) =>
  (['absent', 'added', 'changed', 'removed'] as const).map(
    (change): Line => [
      `P-1 ${id}/${change}`,
      `In ${id} mode a row whose change is ${change} ${WORDS[TABLE[id][change]]}.`,
      async (trial) => {
        const end = TABLE[id][change];
        const [{ change: _change, ...row }] = trial.rows(1) as [ReturnType<Trial['rows']>[number]]; // One was asked for.
        const bystanders = trial.rows(1, {}, 7);
        trial.seedRows(end === 'deleted' ? [row, ...bystanders] : bystanders);
        const rows = [change === 'absent' ? row : { ...row, change }];
        const { results, exchanges } = await trial.write({ mode: id, rows });
        const sent = end === 'put' || end === 'deleted';
        demandEqual(told(results), { [sent ? 'succeeded' : end]: 1 }, 'The result');
        if (end === 'not_in_mode') demandEqual(results[0]?.status, 'skipped', 'The status');
        demandEqual(
          trial.stateKeys(),
          trial.keysOf([...(end === 'put' ? [row] : []), ...bystanders]).sort(),
          'What is there',
        );
        const verbs = batchesOf(exchanges).flatMap(({ operations }) => operations.map(({ verb }) => verb));
        demandEqual([...new Set(verbs)], sent ? [end === 'put' ? 'put' : 'delete'] : [], 'The operations sent');
      },
      mode(id),
    ],
  ),
);

/** What a row does not give is kept, what it gives is in effect. */
const brought =
  (id: Mode, name: string): Requirement['test'] =>
  async (trial) => {
    const kept = spareOf(trial.world) === 'text' ? { text: 'Kept' } : { number: 3 };
    trial.seedRows(trial.rows(1, { ...kept, name }));
    const { results } = await trial.write({ mode: id, rows: trial.rows(1) });
    demandEqual(told(results), { succeeded: 1 }, 'The result');
    const wanted = trial.rows(1, kept).map((row) => trial.world.thing(row));
    demandEqual(trial.world.state(), wanted, 'What is there, with what the row does not give');
  };

const withField = (trial: Trial, part: 'key' | 'name' | 'text' | 'number', value: unknown): DestinationRow[] =>
  trial.rows(1).map((row) => ({ ...row, [fieldName(trial.world, part) ?? part]: value }));

export const MODES_OF_ROWS = inGroup('modes', [
  ...CELLS,
  [
    'P-1a',
    'What is as wanted succeeds in upsert mode and stays.',
    brought('upsert', 'Name 0'),
    mode('upsert'),
    spareField,
  ],
  ['P-1b', 'What is as wanted succeeds in add mode and stays.', brought('add', 'Name 0'), mode('add'), spareField],
  [
    'P-1c',
    'What differs is brought in line in upsert mode, and keeps what the row does not give.',
    brought('upsert', 'Old'),
    mode('upsert'),
    spareField,
  ],
  [
    'P-1d',
    'What differs fails in add mode, and is left alone.',
    async (trial) => {
      const old = trial.rows(1, { name: 'Old' });
      trial.seedRows(old);
      const { results } = await trial.write({ mode: 'add' });
      demandEqual(told(results), { [String(trial.world.codes.conflict)]: 1, succeeded: 5 }, 'The results');
      const kept = trial.world.state().find(({ key }) => trial.keysOf(old).includes(key));
      demandEqual(kept?.name, 'Old', 'Its name');
    },
    mode('add'),
    code('conflict'),
  ],
  [
    'P-2a',
    'Deleting what is not there succeeds.',
    async (trial) => {
      const { results } = await trial.write({ mode: 'remove', rows: trial.rows(3, { change: 'removed' }) });
      demandEqual([told(results), trial.world.state()], [{ succeeded: 3 }, []], 'The results, what is there');
    },
    mode('remove'),
  ],
  [
    'S-1a',
    'Texts are trimmed and normalised.',
    async (trial) => {
      await trial.write({ rows: trial.rows(1, { name: '  Cafe\u0301 ' }) });
      demandEqual(
        trial.world.state().map(({ name }) => name),
        ['Caf\u00e9'],
        'The name',
      );
    },
  ],
  [
    'S-1b',
    'A value of another kind fails the row and names the field.',
    async (trial) => {
      const { results } = await trial.write({ rows: withField(trial, 'name', { text: 'x' }) });
      const [only] = results;
      demandEqual(
        [only?.error?.code, only?.error?.field],
        ['invalid_field', fieldName(trial.world, 'name')],
        'The error',
      );
    },
  ],
  [
    'S-3a',
    'A removed row that does not say what it is about fails, and nothing is deleted.',
    async (trial) => {
      trial.seedRows(trial.rows(2));
      const { results } = await trial.write({ mode: 'mirror', rows: [{ rowId: '1', change: 'removed' }] });
      demandEqual(told(results), { [trial.world.codes.missingKey]: 1 }, 'The result');
      demandEqual(trial.world.state().length, 2, 'Things left');
    },
    mode('mirror'),
  ],
  [
    'S-5a',
    'A key that the service could not keep fails its row, each of them, and the others go.',
    async (trial) => {
      const { invalidKeys, codes } = trial.world;
      const bad = invalidKeys.flatMap((value, at) =>
        withField(trial, 'key', value).map((row) => ({ ...row, rowId: `bad${at}` })),
      );
      const { results } = await trial.write({ rows: [...bad, ...trial.rows(2, {}, 5)] });
      demandEqual(told(results), { [String(codes.invalidKey)]: bad.length, succeeded: 2 }, 'The results');
    },
    code('invalidKey'),
    ({ world }) => (world.invalidKeys.length > 0 ? undefined : 'The world has no `invalidKeys`.'),
  ],
  [
    'S-8a',
    'A field that is null is not sent, not even as null.',
    async (trial) => {
      const plain = trial.batches(await trial.write({ rows: trial.rows(1) }));
      trial.world.reset();
      const empty = trial.batches(await trial.write({ rows: withField(trial, spareOf(trial.world) ?? 'text', null) }));
      const fields = ([batch]: typeof plain) => Object.keys(batch?.operations[0]?.fields ?? {}).sort();
      demandEqual(fields(empty), fields(plain), 'The fields sent');
    },
    spareField,
  ],
  [
    'S-8b',
    'Every result names the row and its change-set.',
    async (trial) => {
      const changeSets = ['one', 'two'].map((id, at) => ({ id, rows: trial.rows(1, {}, at) }));
      const { results } = await trial.write({ changeSets });
      demandEqual(
        results.map(({ rowId, changeSetId }) => [rowId, changeSetId]).sort(),
        [
          ['r0', 'one'],
          ['r1', 'two'],
        ],
        'The rows and change-sets',
      );
    },
  ],
  [
    'P-7a',
    'A dry run sends nothing that writes, and gives every row a result.',
    async (trial) => {
      const { exchanges, summary } = await trial.write({ dryRun: true });
      demandEqual(
        batchesOf(exchanges).flatMap(({ operations }) => operations),
        [],
        'Operations sent',
      );
      demandEqual([summary?.dryRun, trial.world.state().length], [true, 0], 'dryRun in the summary, things there');
    },
    can('dryRun'),
  ],
  [
    'P-7b',
    'A dry run gives every row the result it would get.',
    async (trial) => {
      trial.seedRows([...trial.rows(1, { name: 'Old' }), ...trial.rows(1, {}, 1)]);
      const rows = [
        ...trial.rows(4),
        ...withField(trial, 'name', { text: 'x' }).map((row) => ({ ...row, rowId: 'bad' })),
      ];
      const dry = await trial.write({ rows, dryRun: true });
      const real = await trial.write({ rows });
      const of = ({ results }: typeof dry) =>
        results.map(({ rowId, status, outcome }) => [rowId, status, outcome]).sort();
      demand(
        told(real.results)['succeeded'] === 4,
        `The real run: wanted 4 rows to succeed, saw ${JSON.stringify(told(real.results))}.`,
      );
      demandEqual(of(dry), of(real), 'The results of the dry run');
    },
    can('dryRun'),
  ],
  [
    'P-8a',
    'More deletions than maxDeletes allows, and none is done; as many as it allows, and all are.',
    async (trial) => {
      trial.seedRows(trial.rows(3));
      const rows = [...trial.rows(3, { change: 'removed' }), ...trial.rows(2, {}, 5)];
      const limited = async (maxDeletes: number) =>
        told((await trial.write({ mode: 'mirror', rows, delivery: { maxDeletes } })).results);
      demandEqual(await limited(2), { succeeded: 2, delete_limit_exceeded: 3 }, 'The results beyond the limit');
      demandEqual(trial.world.state().length, 5, 'Things there');
      demandEqual(await limited(3), { succeeded: 5 }, 'The results within it');
      demandEqual(trial.stateKeys(), trial.keysOf(trial.rows(2, {}, 5)).sort(), 'Things left');
    },
    mode('mirror'),
    can('deletionGuard'),
    option('maxDeletes'),
  ],
]);
