import { planUndo, writePlan } from '../../../reconcile/index.ts';
import { lostByUndo } from '../../report/planned-words.ts';
import { backupOf, doneIn } from '../../report/undoable.ts';
import type { Connection } from '../connection.ts';
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
  const { results, out, state } = options;
  await mustBeApart([
    { option: 'BACKUP', path: backup, written: false },
    { option: '--results', path: results, written: false },
    ...(state === undefined ? [] : [{ option: '--state', path: state, written: false }]),
    { option: '--out', path: out, written: true },
  ]);
  const { header, segments } = await backupOf(backup, connection.importId);
  const made = await planUndo(
    { ...ownerOf(options, connection), backup: segments, done: doneIn(results, header) },
    { ...connection.transport, signal: io.signal },
  );
  const file = await openOutput(out, 'The plan');
  await writePlan(made.plan, file);
  await file.close();
  const told = await tellPlan(made.plan, []);
  const lines = planLines(told, options.all === true, painter(io.stdout, io.env));
  const lost = lostByUndo(made).map((line) => printable(line));
  const next = `next   destination-permutive apply ${printable(out)}${state === undefined ? '' : ` --state ${printable(state)}`}`;
  await new Output(io.stdout).write(
    `${[...lines, '', ...lost, '', `Nothing was sent. Plan ${made.plan.header.planId}: ${printable(out)}`, '', next].join('\n')}\n`,
  );
  return EXIT.ok;
}
