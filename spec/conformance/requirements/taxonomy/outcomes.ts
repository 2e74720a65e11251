import type { DestinationRowResult } from '../../../destination/result.ts';
import { demandEqual } from '../../demand.ts';
import { can, type Mode, mode, option } from '../../needs.ts';
import { inGroup, type Requirement } from '../../requirement.ts';
import type { Trial } from '../../trial.ts';

/** Results counted by what was done: an outcome, or else an error code. */
function outcomes(results: readonly DestinationRowResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, status, error } of results) {
    const word = outcome ?? error?.code ?? status;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

/** What is there in the test of an outcome: one segment as the rows want it, one of another name; the rows speak of these two and of a third. */
function seed(trial: Trial): void {
  trial.world.seed([
    { key: 'c0', name: 'Name 0', text: 'Kept', number: 3 },
    { key: 'c1', name: 'Old', text: 'Kept', number: 3 },
  ]);
}

const ends =
  (id: Mode, change: 'added' | 'removed', wanted: Record<string, number>, operations: string[]): Requirement['test'] =>
  async (trial) => {
    seed(trial);
    const { results } = await trial.write({ mode: id, rows: trial.rows(3, { change }) });
    demandEqual(outcomes(results), wanted, 'The outcomes');
    demandEqual(results.map(({ operation }) => String(operation)).sort(), operations, 'The operations sent last');
    const kept = trial.world.state().filter(({ text, number }) => text === 'Kept' && number === 3);
    demandEqual(kept.length, change === 'added' ? 2 : 0, 'Segments that keep what the rows did not give');
  };

export const SEGMENT_OUTCOMES = inGroup('segments', [
  [
    'P-1e',
    'In upsert mode segments are created, updated or found unchanged, and told so.',
    ends('upsert', 'added', { created: 1, updated: 1, unchanged: 1 }, ['Create', 'Create', 'Update']),
    mode('upsert'),
  ],
  [
    'P-1f',
    'In add mode segments are created, found unchanged, or told as duplicates.',
    ends('add', 'added', { created: 1, duplicate_segment_code: 1, unchanged: 1 }, ['Create', 'Create', 'Create']),
    mode('add'),
  ],
  [
    'P-1g',
    'In mirror mode segments are created, updated or found unchanged, and told so.',
    ends('mirror', 'added', { created: 1, updated: 1, unchanged: 1 }, ['Create', 'Create', 'Update']),
    mode('mirror'),
  ],
  [
    'P-2b',
    'In remove mode segments are deleted, or unchanged where they were not there.',
    ends('remove', 'removed', { deleted: 2, unchanged: 1 }, ['Delete', 'Delete', 'Delete']),
    mode('remove'),
  ],
  [
    'P-7c',
    'A dry run tells the outcomes and operations of the real run.',
    async (trial) => {
      seed(trial);
      const rows = trial.rows(3);
      const of = (results: readonly DestinationRowResult[]) =>
        results.map(({ rowId, outcome }) => [rowId, outcome]).sort();
      const dry = await trial.write({ rows, dryRun: true });
      const real = await trial.write({ rows });
      demandEqual(of(dry.results), of(real.results), 'Outcomes');
      demandEqual(outcomes(real.results), { created: 1, updated: 1, unchanged: 1 }, 'The outcomes of the real run');
    },
    can('dryRun'),
  ],
  [
    'P-8b',
    'Segments that maxDeletes spares are told so, and the others as deleted.',
    async (trial) => {
      seed(trial);
      const rows = [...trial.rows(2, { change: 'removed' }), ...trial.rows(2, {}, 5)];
      const limited = async (maxDeletes: number) =>
        outcomes((await trial.write({ mode: 'mirror', rows, delivery: { maxDeletes } })).results);
      demandEqual(await limited(1), { created: 2, delete_limit_exceeded: 2 }, 'The outcomes beyond the limit');
      demandEqual(await limited(2), { unchanged: 2, deleted: 2 }, 'The outcomes within it');
    },
    mode('mirror'),
    option('maxDeletes'),
  ],
  [
    'T-8f',
    'A run that is repeated reports every segment as unchanged, and sends no change.',
    async (trial) => {
      const request = {
        mode: 'mirror' as const,
        rows: [...trial.rows(12), ...trial.rows(4, { change: 'removed' }, 12)],
      };
      await trial.write(request);
      const before = trial.world.applied().length;
      demandEqual(outcomes((await trial.write(request)).results), { unchanged: 16 }, 'The outcomes');
      demandEqual(trial.world.applied().length, before, 'Changes');
    },
    mode('mirror'),
  ],
  [
    'T-11d',
    'The summary counts the outcomes.',
    async (trial) => {
      seed(trial);
      const { summary } = await trial.write({ mode: 'upsert', rows: trial.rows(3) });
      demandEqual(summary?.outcomes, { created: 1, updated: 1, deleted: 0, unchanged: 1 }, 'The outcomes');
    },
    mode('upsert'),
  ],
]);
