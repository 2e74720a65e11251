import { type Command, CommanderError } from 'commander';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { printableLines } from './printable.ts';
import { buildProgram } from './program.ts';

/** Runs one command line (`argv` without the executable and the script) and resolves with its exit code. Never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const stdout = new Output(io.stdout);
  const stderr = new Output(io.stderr);
  let code: ExitCode = EXIT.ok;
  try {
    const program = buildProgram(io, (ended) => {
      code = ended;
    });
    const pending: Promise<void>[] = [];
    for (const command of descendants(program)) {
      directOutput(command, io, (text, to) => void pending.push((to === 'out' ? stdout : stderr).write(text)));
    }
    await program.parseAsync(argv, { from: 'user' });
    await Promise.all(pending);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // Commander has said it.
    await stderr.write(`${painter(io.stderr, io.env)('red', 'error:')} ${printableLines(explanation(error))}\n`);
    return exitCodeOf(error, io);
  }
}

/** A command and all below it. */
const descendants = (command: Command): Command[] => [command, ...command.commands.flatMap(descendants)];

function directOutput(command: Command, io: Io, write: (text: string, to: 'out' | 'err') => void): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => write(text, 'out'),
    writeErr: (text) => write(printableLines(withoutValues(text)), 'err'),
    getOutHelpWidth: () => io.stdout.columns ?? 80,
    getErrHelpWidth: () => io.stderr.columns ?? 80,
    getOutHasColors: () => io.stdout.isTTY === true && !io.env['NO_COLOR'],
    getErrHasColors: () => io.stderr.isTTY === true && !io.env['NO_COLOR'],
  });
}

/** What follows the = of an unknown option may be a key that somebody tried to pass. */
const withoutValues = (text: string): string =>
  text
    .replace(/('--?[\w-]+)=[^']*'/g, "$1'")
    .replace(
      /^(error: unknown option '--(?:api-)?key'.*)$/im,
      '$1\nThe key is taken from PERMUTIVE_API_KEY or --config FILE, never from an argument.',
    );

function explanation(error: unknown): string {
  // Only an output's own fault comes so far: files and Permutive are told in words of their own.
  if (error instanceof Error && 'syscall' in error && error.syscall === 'write')
    return `Not all could be written to the output (${reasonOf(error)}).`;
  if (error instanceof ConnectorError) return [`${error.message}`, error.remedy].join('\n');
  return error instanceof Error ? error.message : 'Something went wrong that has no name.';
}

/** Codes that another setting mends. */
const OF_SETTINGS = /^(invalid_|authentication_failed$|insufficient_permissions$|import_not_found$)/;

function exitCodeOf(error: unknown, io: Io): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof ConnectorError) return OF_SETTINGS.test(error.code) ? EXIT.usage : EXIT.runFailed;
  return io.signal.aborted ? EXIT.cancelled : EXIT.runFailed;
}
