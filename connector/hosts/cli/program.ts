import { Command, Option } from 'commander';
import { manifest } from '../../index.ts';
import { type CheckOptions, check } from './check-command.ts';
import { type ConformanceCommandOptions, holdToConformance } from './conformance-command.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { demo } from './demo-command.ts';
import { registerFullList } from './full-list/register.ts';
import { syncAs } from './full-list/sync-as.ts';
import { HELP } from './help.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { LOG_LEVELS } from './log.ts';
import { registerMemberships } from './memberships-command.ts';
import { Output } from './output.ts';
import { type SandboxCommandOptions, serveSandbox } from './sandbox-command.ts';
import { SEGMENT_FORMATS } from './segment-formats.ts';
import { type SegmentsOptions, segments } from './segments-command.ts';
import { type SetupCommandOptions, setup } from './setup-command.ts';
import { type SyncOptions, withSyncOptions } from './sync-options.ts';
import { wholeNumber } from './whole-number.ts';

/** The commands and their options. `done` takes the exit code of the command that ran. */
export function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  // Settings that commander passes on to subcommands must stand before these are made.
  const program = new Command('destination-permutive')
    .description('Brings a taxonomy import of Permutive into the wanted state, and tells what became of every row.')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .showHelpAfterError('(add --help for an explanation and examples)')
    .addHelpText('after', HELP.program);
  const run = async (code: Promise<ExitCode>) => done(await code);

  connected(program.command('check'))
    .summary('test the settings')
    .description('Tests the settings: the key, its permissions and the import.')
    .option('--json', 'print the result as JSON')
    .addOption(logLevel())
    .addHelpText('after', HELP.check)
    .action((options: CheckOptions & ConnectionOptions) =>
      run(connect(options, io).then((connection) => check(options, connection, io))),
    );

  withSyncOptions(connected(program.command('sync')))
    .summary('sync a file of row changes')
    .description('Syncs a file of row changes (CSV, NDJSON or JSON) into the import, with a result for every row.')
    .argument('<FILE>', 'the file; - for standard input')
    .addOption(logLevel())
    .addHelpText('after', HELP.sync)
    .action((file: string, options: SyncOptions & ConnectionOptions) =>
      run(connect(options, io).then((connection) => syncAs(file, options, connection, io))),
    );

  registerMemberships(program, io, run, connected);
  registerFullList(program, connected, run, io);

  connected(program.command('segments'))
    .summary('show what the import holds now')
    .description('Shows the segments that the import holds now, however many.')
    .addOption(new Option('--format <FORMAT>', 'how to show them').choices(SEGMENT_FORMATS).default('table'))
    .option('--count', 'print their number only')
    .option('--safe', 'CSV that no spreadsheet runs as a formula; sync undoes it')
    .addHelpText('after', HELP.segments)
    .action((options: SegmentsOptions & ConnectionOptions) =>
      run(connect(options, io).then((connection) => segments(options, connection, io))),
    );

  program
    .command('sandbox')
    .summary('serve a local stand-in for Permutive')
    .description('Serves a local stand-in for the Taxonomy API, until Ctrl-C.')
    .option('--port <N>', 'port to listen on; without it, any free one', wholeNumber)
    .addOption(
      new Option('--atomicity <WHICH>', 'whether a refused batch changes anything').choices(['atomic', 'partial']),
    )
    .addOption(
      new Option('--conflicts <WHICH>', 'what a Create of an existing code gets').choices(['409', '400', 'overwrite']),
    )
    .addOption(
      new Option('--absent <WHICH>', 'what an Update or Delete of an absent code gets').choices([
        '404',
        '400',
        'ignore',
      ]),
    )
    .addOption(
      new Option('--items <WHICH>', 'what an accepted batch lists').choices([
        'full',
        'without_deleted',
        'short',
        'shuffled',
        'duplicated',
        'extra',
        'empty',
        'missing',
      ]),
    )
    .addOption(
      new Option('--hints <WHICH>', 'what a refused batch says of the row at fault').choices([
        'none',
        'path',
        'code',
        'lying',
        'random',
      ]),
    )
    .option('--page-size <N>', 'segments on a page of the listing', wholeNumber)
    .option('--seed <N>', 'seed of everything random', wholeNumber)
    .addHelpText('after', HELP.sandbox)
    .action((options: SandboxCommandOptions) => run(serveSandbox(options, io)));

  program
    .command('setup')
    .summary('open the set-up screen')
    .description('Serves the set-up screen on this machine, for a browser, until Ctrl-C.')
    .option('--port <N>', 'port to listen on; without it, any free one', wholeNumber)
    .option('--sandbox', 'use a sandbox inside this process instead of Permutive')
    .option('--keep <DIR>', 'folder to keep runs in: results, requests, receipt; never the key')
    .addHelpText('after', HELP.setup)
    .action((options: SetupCommandOptions) => run(setup(options, io)));

  program
    .command('manifest')
    .summary("print the connector's manifest")
    .description("Prints the connector's manifest as JSON.")
    .addHelpText('after', HELP.manifest)
    .action(() => run(new Output(io.stdout).write(`${JSON.stringify(manifest, null, 2)}\n`).then(() => EXIT.ok)));

  program
    .command('conformance')
    .summary('hold a connector to the contract')
    .description('Holds a destination connector to every requirement of the contract; this one, unless told otherwise.')
    .option('--connector <PATH>', 'module that exports manifest, check and write')
    .option(
      '--world <PATH>',
      'module whose default export makes the service to try it against; without it, the sandbox',
    )
    .option('--only <ID>', 'only the requirements of this id, rule or section, such as T-1a, T-1 or T')
    .addOption(new Option('--format <FORMAT>', 'form of the report').choices(['text', 'json', 'junit']).default('text'))
    .option('--output <FILE>', 'write the report to a file')
    .addHelpText('after', HELP.conformance)
    .action((options: ConformanceCommandOptions) => run(holdToConformance(options, io)));

  program
    .command('airbyte')
    .summary('run as a destination of Airbyte')
    .description('Runs one command of the Airbyte protocol, as Airbyte calls it: messages on standard output.')
    .argument('[WORDS...]', 'spec, check, discover or write, with their options')
    .allowUnknownOption()
    .addHelpText('after', HELP.airbyte)
    .action((_words: string[], _options: object, { args }: Command) => run(io.faces.airbyte(args, io)));

  program
    .command('demo')
    .summary('a story with real trouble in it, against a local sandbox')
    .description(
      'Plans and applies a file against a local stand-in for Permutive that misbehaves, and proves what it told.',
    )
    .option('--full', 'every outcome of the example audience, row by row, and what the import holds then')
    .addHelpText('after', HELP.demo)
    .action((options: { full?: boolean }) => run(demo(options, io)));

  return program;
}

const connected = (command: Command): Command =>
  command
    .option('--config <FILE>', 'settings file (JSON)')
    .addOption(new Option('--sandbox', 'use a sandbox inside this process instead of Permutive').conflicts('config'));

const logLevel = (): Option =>
  new Option('--log-level <LEVEL>', 'log JSON lines to standard error').choices(LOG_LEVELS);
