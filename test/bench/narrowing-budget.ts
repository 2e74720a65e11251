import type { ChangeSet } from '../../spec/host/change-set.ts';
import type { SandboxOptions } from '../../spec/taxonomy/sandbox/index.ts';
import { seeded } from '../support/narrowing-play.ts';
import { batchesSent, createWorld, rows, run, tally } from '../support/run.ts';
import type { Counted } from './request-counts.ts';

const COUNT = 20_000;
const A_BATCH = 5_000;

/** 20,000 rows in four batches, bad where `isBad` says so by place: what became of them, and the batches it took. */
export async function narrowed(isBad: (at: number) => boolean, switches: SandboxOptions = {}) {
  const world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad', ...switches });
  const changeSets: ChangeSet[] = Array.from({ length: COUNT / A_BATCH }, (_, set) => ({
    rows: rows(A_BATCH, {}, set * A_BATCH).map((row, at) =>
      isBad(set * A_BATCH + at) ? { ...row, segment_name: 'bad' } : row,
    ),
  }));
  const record = await run(world, { changeSets });
  await world.sandbox.close();
  return { sent: batchesSent(record), told: tally(record.results) };
}

const never = () => false;

/** What narrowing may cost in a whole run (T-7), and what it may leave; a size that a server does not tell (D-5). */
export async function narrowingBudget(): Promise<Counted[]> {
  const next = seeded(3);
  const half = await narrowed(() => next() < 0.5);
  const oneGood = await narrowed((at) => at % A_BATCH !== 2_500);
  const full = await narrowed(never, { quota: 3_000 });
  const blocks = await narrowed((at) => at % A_BATCH >= 2_000 && at % A_BATCH < 2_300);
  const hidden = await narrowed(never, { maxOperations: 1_000, beyondMaximum: '400' });
  const { created = 0, rejected_by_permutive = 0 } = blocks.told;
  const counted = (what: string, count: number, limit: number, note = 'T-7'): Counted => ({
    what,
    counted: count,
    limit,
    note,
  });
  return [
    counted('20,000 rows, half of them invalid: batches', half.sent, 4_700),
    counted('20,000 rows, one good row a batch: batches', oneGood.sent, 400),
    counted('20,000 rows, the import is full after 3,000: batches', full.sent, 400),
    counted(
      '20,000 rows, a block of 300 bad ones in each batch: without a verdict of their own',
      COUNT - created - rejected_by_permutive,
      1_500,
    ),
    counted('20,000 rows, a maximum of 1,000 told by a plain 400: batches', hidden.sent, 60, 'D-5'),
    counted('… rows that do not succeed', COUNT - (hidden.told['created'] ?? 0), 0, 'D-5'),
  ];
}
