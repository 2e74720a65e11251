import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import {
  type Done,
  memorySnapshot,
  planUndo,
  type RemovalResult,
  readBackup,
  writePlan,
} from '../../../reconcile/index.ts';
import { reasonOf } from '../../reason.ts';
import { UsageError } from '../../usage-error.ts';
import type { Connection } from '../connection.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { Output } from '../output.ts';
import { openOutput } from '../output-file.ts';
import { mustBeApart } from '../output-paths.ts';
import { painter } from '../paint.ts';
import { printable } from '../printable.ts';
import { ownerOf } from './owner.ts';
import { planLines } from './plan-lines.ts';
import { tellPlan } from './plan-told.ts';

export interface UndoOptions {
  readonly results: string;
  readonly out: string;
  readonly state?: string;
  readonly owner?: string;
  readonly all?: boolean;
}

/** Makes a plan that brings what a run changed back to what its backup holds (R-20). Nothing is sent. */
export async function undo(backup: string, options: UndoOptions, connection: Connection, io: Io): Promise<ExitCode> {
  const { results, out, state, owner } = options;
  await mustBeApart([
    { option: 'BACKUP', path: backup, written: false },
    { option: '--results', path: results, written: false },
    ...(state === undefined ? [] : [{ option: '--state', path: state, written: false }]),
    { option: '--out', path: out, written: true },
  ]);
  const { header, segments } = await backupIn(backup);
  if (header.importId.toLowerCase() !== connection.importId.toLowerCase())
    throw new UsageError(
      `The backup ${backup} is of import ${header.importId}, and the settings are of ${connection.importId}.`,
    );
  const { config, baseUrl } = connection;
  const whose =
    state === undefined
      ? { config, snapshot: memorySnapshot(), ...(baseUrl !== undefined && { delivery: { baseUrl } }) }
      : ownerOf({ state, ...(owner !== undefined && { owner }) }, connection);
  const made = await planUndo(
    { ...whose, backup: segments, done: doneIn(results) },
    { ...connection.transport, signal: io.signal },
  );
  const file = await openOutput(out, 'The plan');
  await writePlan(made.plan, file);
  await file.close();
  const told = await tellPlan(made.plan, []);
  const lines = planLines(told, options.all === true, painter(io.stdout, io.env));
  const lost = [
    ...(made.newIds.length > 0
      ? [
          `${counted(made.newIds.length)} deleted segments come back under a new id: their memberships and cohorts do not come back with them.`,
        ]
      : []),
    ...(made.keptFields.length > 0
      ? [
          `Cannot be taken away again, for the API has no way to empty a field: ${made.keptFields
            .slice(0, 5)
            .map(({ code, field }) => printable(`${field} of ${code}`))
            .join(', ')}${made.keptFields.length > 5 ? ` and ${counted(made.keptFields.length - 5)} more` : ''}.`,
        ]
      : []),
    'A lifetime that was set at Permutive is not in the API, and does not come back either.',
  ];
  const next = `next   destination-permutive apply ${printable(out)} --state ${printable(state ?? 'STATE')}`;
  await new Output(io.stdout).write(
    `${[...lines, '', ...lost, '', `Nothing was sent. Plan ${made.plan.header.planId}: ${printable(out)}`, '', next].join('\n')}\n`,
  );
  return EXIT.ok;
}

async function backupIn(path: string): ReturnType<typeof readBackup> {
  const file = createReadStream(path);
  const text = file.pipe(createGunzip());
  file.on('error', (error) => text.destroy(error));
  try {
    return await readBackup(text);
  } catch (error) {
    throw new UsageError(`The backup ${path} cannot be read (${reasonOf(error)}).`);
  }
}

/** What a run did, from its results file: rows and removals. */
async function* doneIn(path: string): AsyncGenerator<Done> {
  const stream = createReadStream(path);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const told = JSON.parse(line) as Partial<RowResult> & { removal?: RemovalResult }; // Written by a run of ours.
      const { removal, outcome, segmentCode, segment } = told;
      if (removal?.status === 'deleted') yield { code: removal.segmentCode, did: 'deleted' };
      if (outcome === 'deleted' && segmentCode) yield { code: segmentCode, did: 'deleted' };
      if ((outcome !== 'created' && outcome !== 'updated') || !segmentCode) continue;
      yield {
        code: segmentCode,
        did: outcome,
        ...(segment?.id !== undefined && { id: segment.id }),
        ...(segment?.after && { after: segment.after }),
      };
    }
  } catch (error) {
    throw new UsageError(`The results ${path} cannot be read (${reasonOf(error)}).`);
  } finally {
    stream.destroy();
  }
}
