import { reconcile } from '../../../reconcile/index.ts';
import { environmentOf } from '../agreement.ts';
import type { Connection } from '../connection.ts';
import { fileLines } from '../file-told.ts';
import type { ExitCode, Io } from '../io.ts';
import { mustBeApart } from '../output-paths.ts';
import type { FileOptions } from '../sync-options.ts';
import { FullRun, type FullRunOptions, filesOf } from './full-run.ts';
import { ListFile } from './list-file.ts';
import { newSnapshotLine, ownerOf } from './owner.ts';

export interface FullSyncOptions extends FileOptions, FullRunOptions {
  readonly state: string;
  readonly drift?: 'restore' | 'keep';
  readonly approveDeletions?: number;
}

/** Makes the import equal a list: plan and apply in one, the guards deciding about deletions. */
export async function syncFullList(
  list: string,
  options: FullSyncOptions,
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  await mustBeApart([...(list === '-' ? [] : [{ option: 'FILE', path: list, written: false }]), ...filesOf(options)]);
  const file = await ListFile.open(list, options, io);
  try {
    const { understood } = file.file;
    const input = { name: understood.name, sha256: null, rows: understood.look.rows };
    const anew = await newSnapshotLine(options.state);
    const run = await FullRun.open(options, { input, mode: 'full' }, connection, io);
    for (const line of fileLines(understood, [`Import ${connection.importId.slice(0, 8)}`, environmentOf(connection)]))
      run.feed.line(line);
    if (anew !== undefined) run.feed.line(anew);
    try {
      const summary = await reconcile(
        {
          ...ownerOf(options, connection),
          list: file.chunks(),
          ...(options.drift !== undefined && { drift: options.drift }),
          guard: {
            ...(options.approveDeletions !== undefined && { approveDeletions: options.approveDeletions }),
            ...(options.allowEmpty === true && { allowEmptyList: true }),
          },
        },
        run.context((result) => file.placed(result)),
      );
      return await run.end(summary);
    } catch (error) {
      await run.breakOff();
      throw error;
    }
  } finally {
    await file.close();
  }
}
