import { loadSandbox, sandboxConnection } from './connection.ts';
import { YESTERDAY } from './demo-taxonomy.ts';
import { exampleFile } from './example-file.ts';
import type { ExitCode, Io } from './io.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { segments } from './segments-command.ts';
import { story } from './story/story.ts';
import { sync } from './sync-command.ts';

/** The story (U-15); `full` is the example of every outcome, row by row. */
export const demo = ({ full }: { readonly full?: boolean }, io: Io): Promise<ExitCode> =>
  full ? example(io) : story(io);

/** Syncs the example audience to a sandbox in mirror mode, then shows what the import holds. Nothing leaves this machine. */
async function example(io: Io): Promise<ExitCode> {
  const { createSandbox } = await loadSandbox();
  const sandbox = createSandbox();
  const output = new Output(io.stdout);
  const paint = painter(io.stdout, io.env);
  try {
    sandbox.put(YESTERDAY);
    const connection = sandboxConnection(sandbox);
    await output.write(
      [
        paint('bold', 'Demo: the example audience, synced in mirror mode to a local stand-in for Permutive.'),
        `The import holds ${YESTERDAY.length} segments from yesterday. The same by hand, without them:`,
        '  destination-permutive sync docs/examples/audience.csv --mode mirror --segment-name "All readers" --sandbox',
        '',
        '',
      ].join('\n'),
    );
    const code = await sync(exampleFile(), { mode: 'mirror', segmentName: 'All readers', yes: true }, connection, io);
    await output.write(`\n${paint('bold', 'What the import holds now:')}\n\n`);
    await segments({ format: 'table' }, connection, io);
    return code;
  } finally {
    await sandbox.close();
  }
}
