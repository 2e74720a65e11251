import { type Command, Option } from 'commander';
import { type Connection, type ConnectionOptions, connect } from '../connection.ts';
import type { ExitCode, Io } from '../io.ts';
import { type FileOptions, withFileOptions } from '../sync-options.ts';
import { wholeNumber } from '../whole-number.ts';
import { type ApplyOptions, applyPlan } from './apply-command.ts';
import { FULL_LIST_HELP } from './help.ts';
import type { OwnerOptions } from './owner.ts';
import { makePlan, type PlanOptions } from './plan-command.ts';
import {
  adoptSegments,
  forgetSegments,
  protectSegments,
  restoreState,
  showState,
  unlockState,
} from './state-command.ts';
import { type UndoOptions, undo } from './undo-command.ts';

const withState = (command: Command): Command =>
  command
    .requiredOption('--state <FILE>', 'the snapshot: what is yours in the import')
    .option('--owner <NAME>', 'whose list, where several share an import');

const withDrift = (command: Command): Command =>
  command
    .addOption(
      new Option('--drift <WHICH>', 'what becomes of changes made at Permutive')
        .choices(['restore', 'keep'])
        .default('restore'),
    )
    .option('--approve-deletions <N>', 'let up to N segments go, in this run', wholeNumber);

/** The commands of full lists. `connected` adds the options of a connection. */
export function registerFullList(
  program: Command,
  connected: (command: Command) => Command,
  run: (code: Promise<ExitCode>) => Promise<void>,
  io: Io,
): void {
  const at = (options: ConnectionOptions, work: (connection: Connection) => Promise<ExitCode>) =>
    run(connect(options, io).then(work));

  withDrift(withState(connected(withFileOptions(program.command('plan')))))
    .summary('show what a full list would change')
    .description(
      'Compares a full list with the import and tells what would be created, updated and deleted. Sends nothing.',
    )
    .argument('[LIST]', 'the file; - for standard input')
    .option('--list-from <SETTINGS>', "take another import's segments as the list")
    .option('--out <PLAN>', 'write the plan, to be applied')
    .option('--markdown <FILE>', 'write it for a pull request')
    .option('--fail-on-drift', 'exit 1 when somebody changed a segment at Permutive')
    .option('--fail-on-changes', 'exit 1 when anything is to be done')
    .option('--all', 'show every change')
    .option('--json', "print the plan's header as JSON")
    .addHelpText('after', FULL_LIST_HELP.plan)
    .action((list: string | undefined, options: PlanOptions & ConnectionOptions) =>
      at(options, (connection) => makePlan(list, options, connection, io)),
    );

  connected(program.command('apply'))
    .summary('do what a plan says')
    .description('Does what a plan says and nothing else. Refused when anything planned has changed since.')
    .argument('<PLAN>', 'the plan')
    .option('--state <FILE>', 'the snapshot; not to take back a run that had none')
    .option('--owner <NAME>', 'whose list, where several share an import')
    .option('-y, --yes', 'ask nothing; delete what the plan deletes')
    .option('--results <FILE>', 'write a JSON line for each change; undo needs it')
    .option('--report <FILE>', 'write the receipt of the run (HTML)')
    .option('--backup <DIR>', 'where the backup goes; beside the snapshot unless said')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', FULL_LIST_HELP.apply)
    .action((plan: string, options: ApplyOptions & ConnectionOptions) =>
      at(options, (connection) => applyPlan(plan, options, connection, io)),
    );

  connected(program.command('undo'))
    .summary('plan to take a run back')
    .description('Makes a plan that brings what a run changed back to what its backup holds. Sends nothing.')
    .argument('<BACKUP>', 'the backup that the run kept')
    .requiredOption('--results <FILE>', "the run's results")
    .requiredOption('--out <PLAN>', 'where the plan goes')
    .option('--state <FILE>', 'the snapshot, where the run had one')
    .option('--owner <NAME>', 'whose snapshot')
    .option('--all', 'show every change')
    .addHelpText('after', FULL_LIST_HELP.undo)
    .action((backup: string, options: UndoOptions & ConnectionOptions) =>
      at(options, (connection) => undo(backup, options, connection, io)),
    );

  const state = program
    .command('state')
    .summary('look after a snapshot')
    .description('Looks after the snapshot of a full list: what is yours in the import.')
    .addHelpText('after', FULL_LIST_HELP.state);
  withState(connected(state.command('show')))
    .description('Shows what the snapshot remembers.')
    .option('--json', 'print its entries as JSON lines')
    .action((options: OwnerOptions & { json?: boolean } & ConnectionOptions) =>
      at(options, (connection) => showState(options, connection, io)),
    );
  withState(connected(withFileOptions(state.command('adopt'))))
    .description('Takes ownership of the segments that list and import share: the way back after a lost snapshot.')
    .requiredOption('--from <LIST>', 'the list')
    .action((options: OwnerOptions & FileOptions & { from: string } & ConnectionOptions) =>
      at(options, (connection) => adoptSegments(options, connection, io)),
    );
  withState(connected(state.command('forget')))
    .description('Gives segments up: they stay in the import, and no run deletes them.')
    .argument('<CODE...>', 'their codes')
    .action((codes: string[], options: OwnerOptions & ConnectionOptions) =>
      at(options, (connection) => forgetSegments(codes, options, connection, io)),
    );
  withState(connected(state.command('protect')))
    .description('Keeps segments from deletion, whatever the list says; a trailing * is a prefix.')
    .argument('[CODE...]', 'their codes; without any, shows what is protected')
    .option('--remove', 'take protection away')
    .action((codes: string[], options: OwnerOptions & { remove?: boolean } & ConnectionOptions) =>
      at(options, (connection) => protectSegments(codes, options, connection, io)),
    );
  withState(state.command('unlock'))
    .description('Takes away the lock of a run that is no more.')
    .option('-y, --yes', 'also where a process of this machine has its number')
    .action((options: OwnerOptions & { yes?: boolean }) => run(unlockState(options, io)));
  withState(state.command('restore'))
    .description('Puts the snapshot before the last one back.')
    .action((options: OwnerOptions) => run(restoreState(options, io)));
}
