import { createReadStream } from 'node:fs';
import { apply, type Plan, readPlan } from '../../../reconcile/index.ts';
import { reasonOf } from '../../reason.ts';
import { UsageError } from '../../usage-error.ts';
import { environmentOf } from '../agreement.ts';
import type { Connection } from '../connection.ts';
import { segmentsCounted } from '../counted.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { mustBeApart } from '../output-paths.ts';
import { painter } from '../paint.ts';
import { printable } from '../printable.ts';
import { agreedTo, canAsk } from '../question.ts';
import { FullRun, type FullRunOptions, filesOf } from './full-run.ts';
import { ownerOf } from './owner.ts';
import { deletionList } from './plan-lines.ts';
import { type PlanTold, sumLine, tellPlan } from './plan-told.ts';

export interface ApplyOptions extends FullRunOptions {
  readonly yes?: boolean;
}

/** Does what a plan says; deletions are asked for (R-15, R-16, F-20). */
export async function applyPlan(
  file: string,
  options: ApplyOptions,
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  await mustBeApart([{ option: 'PLAN', path: file, written: false }, ...filesOf(options)]);
  const plan = await readPlanFile(file);
  const told = await tellPlan(plan, []);
  const undoing = takesBack(told);
  if (options.state === undefined && !undoing)
    throw new UsageError(
      '--state FILE is missing: the snapshot that the plan was made with, which remembers which segments are yours. Nothing was sent.',
    );
  const { header } = plan;
  const head = [
    `Plan ${header.planId} of ${header.createdAt.slice(0, 16).replace('T', ' ')} UTC, for ${printable(header.importName)} (${header.importId.slice(0, 8)})`,
    sumLine(plan),
  ];
  for (const line of head) io.stderr.write(`${line}\n`);
  if (!(await mayDelete(told, options, connection, io))) {
    io.stderr.write('Nothing was sent.\n');
    return io.signal.aborted ? EXIT.cancelled : EXIT.usage;
  }
  const { planId, importName, counts } = header;
  const changes = counts.create + counts.update + counts.delete;
  const input = { name: file, sha256: null, rows: null };
  const of = { input, mode: undoing ? 'undo' : 'full', plan: { planId, importName, changes } } as const;
  const run = await FullRun.open(options, of, connection, io);
  try {
    const context = run.context((result) => ({ ...result, line: 0 }));
    return await run.end(await apply(plan, ownerOf(options, connection), context));
  } catch (error) {
    await run.breakOff();
    throw error;
  }
}

/** Whether a plan takes a run back, and nothing else. */
const takesBack = ({ creates, updates, deletions }: PlanTold): boolean =>
  [...creates, ...updates, ...deletions].every(({ reason }) => reason === 'undone');

/** @throws {UsageError} when there is no such file; {ConnectorError} `plan_stale` when it is not whole. */
async function readPlanFile(file: string): Promise<Plan> {
  const stream = createReadStream(file);
  try {
    return await readPlan(stream);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new UsageError(`The plan ${file} cannot be read (${reasonOf(error)}).`);
    throw error;
  } finally {
    stream.destroy();
  }
}

async function mayDelete(
  { deletions, plan }: PlanTold,
  options: ApplyOptions,
  connection: Connection,
  io: Io,
): Promise<boolean> {
  if (deletions.length === 0 || options.yes === true) return true;
  if (!canAsk(io, '')) {
    throw new UsageError(
      `The plan deletes ${segmentsCounted(deletions.length)}, and nobody can be asked here: look at it, and add --yes. Nothing was sent.`,
    );
  }
  const environment = environmentOf(connection);
  const lines = [
    '',
    `These ${segmentsCounted(deletions.length)} will be deleted in ${printable(plan.header.importName)}, ${environment === 'production' ? 'PRODUCTION' : environment}:`,
    ...deletionList(deletions, painter(io.stderr, io.env)),
  ];
  const count = String(deletions.length);
  return agreedTo(lines, `Type ${count} to delete them, or press Enter to stop:`, count, io);
}
