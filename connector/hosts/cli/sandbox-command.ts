import { once } from 'node:events';
import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { loadSandbox } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { Output } from './output.ts';

export interface SandboxCommandOptions
  extends Pick<SandboxOptions, 'atomicity' | 'conflicts' | 'absent' | 'items' | 'hints' | 'pageSize' | 'seed'> {
  readonly port?: number;
}

/** Serves the local stand-in for Permutive until Ctrl-C, which is how it is meant to end. */
export async function serveSandbox({ port, ...switches }: SandboxCommandOptions, io: Io): Promise<ExitCode> {
  const { createSandbox } = await loadSandbox();
  const sandbox = createSandbox(switches);
  try {
    const baseUrl = await sandbox.listen(port).catch((error: unknown) => {
      const reason =
        error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
          ? 'the port is in use'
          : reasonOf(error);
      throw new UsageError(`The sandbox cannot listen${port ? ` on port ${port}` : ''} (${reason}).`);
    });
    const { keys, importId } = sandbox;
    await new Output(io.stdout).write(
      [
        `A local Taxonomy API, in memory and on this machine only, at ${baseUrl}`,
        '',
        'In another terminal:',
        `  export PERMUTIVE_BASE_URL=${baseUrl}`,
        `  export PERMUTIVE_IMPORT_ID=${importId}`,
        `  export PERMUTIVE_API_KEY=${keys.write}`,
        '  destination-permutive check',
        '',
        `Keys to try: read-only ${keys.readOnly}, public ${keys.public}, unknown ${keys.unknown}`,
        'Ctrl-C ends it; what it holds is then gone.',
        '',
      ].join('\n'),
    );
    if (!io.signal.aborted) await once(io.signal, 'abort');
    return EXIT.ok;
  } finally {
    await sandbox.close();
  }
}
