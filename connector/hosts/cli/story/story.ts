import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import connector from '../../../index.ts';
import { createReceipt } from '../../../receipt/index.ts';
import { loadSandbox, sandboxConnection } from '../connection.ts';
import { YESTERDAY } from '../demo-taxonomy.ts';
import { exampleFile } from '../example-file.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { Output } from '../output.ts';
import { type Act, act, countOf } from './acts.ts';
import { BAD_CODE, demoFile } from './demo-file.ts';
import { prove } from './proof.ts';
import { roughWeather } from './rough-weather.ts';
import { storyText } from './told-story.ts';

/** A plan, real trouble, a receipt and the proof, against a sandbox in this process (U-15). Nothing leaves this machine. */
export async function story(io: Io): Promise<ExitCode> {
  const { createSandbox } = await loadSandbox();
  const sandbox = createSandbox({
    rejects: (operation) => 'data' in operation && 'code' in operation.data && operation.data.code === BAD_CODE,
  });
  try {
    sandbox.put(YESTERDAY);
    const folder = await mkdtemp(join(tmpdir(), 'permutive-demo-'));
    const path = join(folder, 'demo.csv');
    await writeFile(path, await demoFile(exampleFile()));
    const connection = sandboxConnection(sandbox);
    const stage = { path, connection, signal: io.signal };
    const plan = await act({ ...stage, fetch: sandbox.fetch }, true);
    const startedAt = new Date();
    // The guard counts what rows remove, segments that are gone already included.
    const removals = countOf(plan.told, ({ operation, outcome }) => operation === 'Delete' || outcome === 'deleted');
    const run = await act({ ...stage, fetch: roughWeather(sandbox) }, false, Math.max(removals, 5));
    const receipt = join(folder, 'receipt.html');
    await writeFile(receipt, receiptOf(run, startedAt, connection.importId));
    const proof = prove(run.told, sandbox.segments());
    await new Output(io.stdout).write(storyText({ holds: YESTERDAY.length, plan, run, proof, receipt }));
    return proof.falseResults === 0 ? EXIT.ok : EXIT.runFailed;
  } finally {
    await sandbox.close();
  }
}

function receiptOf({ told, events, summary }: Act, startedAt: Date, importId: string): string {
  const receipt = createReceipt({
    runId: randomUUID(),
    connectorVersion: connector.manifest.version,
    import: { id: importId, name: 'Sandbox audiences' },
    environment: { kind: 'sandbox', host: 'in this program' },
    mode: 'mirror',
    dryRun: false,
    input: { name: 'demo.csv', rows: told.length },
    startedAt: startedAt.toISOString(),
  });
  for (const event of events) receipt.event(event);
  for (const { result, asked } of told) {
    const name = asked['segment_name'];
    receipt.record(result, { where: `line ${result.line}`, ...(name !== undefined && name !== '' && { name }) });
  }
  return receipt.end(summary).toHtml();
}
