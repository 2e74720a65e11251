import { once } from 'node:events';
import connector from '../../index.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { connect } from './connection.ts';
import { YESTERDAY } from './demo-taxonomy.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { Output } from './output.ts';

export interface SetupCommandOptions {
  readonly port?: number;
  readonly sandbox?: boolean;
  readonly keep?: string;
}

/** Serves the set-up screen on this machine until Ctrl-C. */
export async function setup({ port, sandbox: embedded, keep }: SetupCommandOptions, io: Io): Promise<ExitCode> {
  const sandbox = embedded ? (await connect({ sandbox: true }, io)).sandbox : undefined;
  sandbox?.put(YESTERDAY);
  const baseUrl = sandbox?.inProcessBaseUrl ?? (io.env['PERMUTIVE_BASE_URL'] || undefined);
  const fetch = sandbox?.fetch ?? io.fetch;
  const server = await io.faces
    .serveSetup({
      connector,
      delivery: baseUrl === undefined ? {} : { baseUrl },
      ...(fetch && { fetch }),
      ...(sandbox && { sandbox }),
      ...(port !== undefined && { port }),
      ...(keep !== undefined && { keep }),
    })
    .catch((error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      const reason = taken ? 'the port is in use' : reasonOf(error);
      throw new UsageError(`The set-up screen cannot be served${port ? ` on port ${port}` : ''} (${reason}).`);
    });
  try {
    const lines = [
      `The set-up screen, on this machine only${sandbox ? ', with a sandbox in place of Permutive' : ''}. Open in a browser:`,
      '',
      `  ${server.url}`,
      '',
      'The address works once; a page that is open can be reloaded. The API key stays in memory, and goes with Ctrl-C.',
    ];
    if (sandbox) {
      const { keys, importId } = sandbox;
      lines.push(`Import ${importId}; keys to try: ${keys.write}, read-only ${keys.readOnly}, public ${keys.public}`);
    }
    await new Output(io.stdout).write(`${lines.join('\n')}\n`);
    if (!io.signal.aborted) await once(io.signal, 'abort');
    return EXIT.ok;
  } finally {
    await server.close();
    await sandbox?.close();
  }
}
