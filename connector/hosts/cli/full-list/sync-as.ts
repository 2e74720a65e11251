import { UsageError } from '../../usage-error.ts';
import type { Connection } from '../connection.ts';
import type { ExitCode, Io } from '../io.ts';
import { sync } from '../sync-command.ts';
import type { SyncOptions } from '../sync-options.ts';
import { syncFullList } from './full-sync-command.ts';

/** Options of a full list that mean nothing to a file of changes. */
const OF_FULL = {
  state: '--state',
  owner: '--owner',
  drift: '--drift',
  approveDeletions: '--approve-deletions',
} as const;

/** Options of a file of changes that a full list does not have, and what stands in their place. */
const OF_CHANGES = {
  dryRun: '--dry-run: make a plan instead, with destination-permutive plan',
  maxDeletes: '--max-deletes: a full list has guards of its own, see --approve-deletions',
  yes: '--yes: a full list asks nothing; its guards decide',
  segmentName: '--segment-name: each row of a full list needs a name of its own where it is new',
  segmentCode: '--segment-code: each row of a full list needs a code of its own',
  batchSize: '--batch-size',
  keep: '--keep: use --results, --report and --backup',
  retryFrom: '--retry-from: run the list again; what is right already is recognised',
  allFailed: '--all-failed',
  edited: '--edited',
  failIf: '--fail-if',
} as const;

const given = (options: SyncOptions, names: object): string[] =>
  Object.entries(names).flatMap(([name, told]) => (options[name as keyof SyncOptions] === undefined ? [] : [told])); // Keys of the two tables.

/** Syncs a file of changes, or with --full the whole list; an option of the one is never passed over in the other. */
export function syncAs(file: string, options: SyncOptions, connection: Connection, io: Io): Promise<ExitCode> {
  if (options.full !== true) {
    const [stray] = given(options, OF_FULL);
    if (stray !== undefined)
      throw new UsageError(`${stray} belongs to a full list: add --full, or leave it out. Nothing was sent.`);
    if (options.backup !== undefined && options.dryRun === true)
      throw new UsageError('--backup does not go with --dry-run: there is nothing to go back from. Nothing was sent.');
    return sync(file, options, connection, io);
  }
  const { state, mode } = options;
  const [stray] = [
    ...given(options, OF_CHANGES),
    ...(mode === 'upsert' ? [] : [`--mode ${mode}: a full list has one way only`]),
  ];
  if (stray !== undefined) throw new UsageError(`--full does not go with ${stray}. Nothing was sent.`);
  if (state === undefined)
    throw new UsageError('--full needs --state FILE: the snapshot that remembers which segments are yours.');
  return syncFullList(file, { ...options, state }, connection, io);
}
