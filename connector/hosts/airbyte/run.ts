import { specification } from '../../../spec/airbyte/specification.ts';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { readCatalog } from './catalog.ts';
import { type Command, readCommandLine } from './command-line.ts';
import { connectionOf } from './connection.ts';
import { destinationCatalog } from './discover.ts';
import { Fault } from './fault.ts';
import type { Io } from './io.ts';
import { readJsonFile } from './json-file.ts';
import { connectionStatus, errorTrace } from './messages.ts';
import { Output } from './output.ts';
import { readSettings } from './settings.ts';
import { write } from './write.ts';

export { systemTime } from './io.ts';

/** What the process ends with: done; failed, and a TRACE says why; ended by SIGTERM. */
export type AirbyteExit = 0 | 1 | 143;

/** Runs one command of the Airbyte protocol (`words` behind `destination-permutive airbyte`). Never rejects. */
export async function runAirbyte(words: readonly string[], io: Io): Promise<AirbyteExit> {
  const output = new Output(io.stdout);
  let fault: Fault | undefined;
  try {
    const { command, ignored } = readCommandLine(words);
    for (const option of ignored) void output.log('WARN', `The option ${option} is ignored.`);
    await execute(command, io, output);
  } catch (error) {
    fault = error instanceof Fault ? error : unexpected(error);
  }
  if (fault !== undefined && !io.signal.aborted) void output.send(errorTrace(fault, io.time.now()));
  await output.flushed();
  io.stdin.destroy(); // What is left of the input must not keep the process alive.
  if (io.signal.aborted) return 143;
  return fault === undefined && !output.gone.aborted ? 0 : 1;
}

async function execute(command: Command, io: Io, output: Output): Promise<void> {
  switch (command.name) {
    case 'spec':
      return output.send({ type: 'SPEC', spec: specification });
    case 'discover':
      return output.send(destinationCatalog);
    case 'check':
      return check(await settingsFrom(command.config, output), io, output);
    case 'write': {
      const { settings, fieldErrors } = await settingsFrom(command.config, output);
      if (fieldErrors.length > 0) {
        const { message, remedy, code } = new ConnectorError('invalid_config', fieldErrors);
        throw new Fault('config_error', `${message} ${remedy}`, { internal: code });
      }
      const catalog = readCatalog(await readJsonFile(command.catalog, 'catalog'), settings.deletedColumn);
      return write(settings, catalog, io, output);
    }
  }
}

async function settingsFrom(path: string, output: Output): Promise<ReturnType<typeof readSettings>> {
  const json = await readJsonFile(path, 'settings');
  // Before anything of them can be said.
  if (typeof json['apiKey'] === 'string') output.redact(json['apiKey'].trim());
  return readSettings(json);
}

/** one status, whatever the settings hold and Permutive says. */
async function check(
  { settings, fieldErrors }: ReturnType<typeof readSettings>,
  io: Io,
  output: Output,
): Promise<void> {
  if (fieldErrors.length > 0) {
    const { message, remedy } = new ConnectorError('invalid_config', fieldErrors);
    await output.send({
      type: 'CONNECTION_STATUS',
      connectionStatus: { status: 'FAILED', message: `${message} ${remedy}` },
    });
    return;
  }
  const { connector, request, context } = connectionOf(settings, io, output, io.signal);
  const result = await connector.check(request, context);
  for (const { status, message } of result.steps) if (status === 'warning') void output.log('WARN', message);
  await output.send(connectionStatus(result));
}

/** A fault of ours, told without a stack: it may quote a value. */
const unexpected = (error: unknown): Fault =>
  new Fault(
    'system_error',
    'The connector failed unexpectedly. Run it again; if it persists, report it with this log.',
    {
      internal: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    },
  );
