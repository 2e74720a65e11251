import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSandbox, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { complete, recordOf, segment, stream, streamState } from '../../hosts/airbyte/engine.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';

/** How the engine's pod starts a connector, restated: a subshell on named pipes, whose exit code goes into a file. */
const WRAPPER = `
mkfifo stdin stdout stderr
if [ -z "$AIRBYTE_ENTRYPOINT" ]; then exit 127; fi
(eval "$AIRBYTE_ENTRYPOINT write --config config.json --catalog catalog.json" 2> stderr > stdout < stdin) &
CHILD=$!
echo $CHILD > subshell
(trap 'kill -TERM $CHILD' TERM; wait)
wait $CHILD
echo $? > exit
`;

/** As the pod does, where the test may choose: connectors run as uid 1000. */
const AS_CONNECTOR = process.getuid?.() === 0 ? { uid: 1_000, gid: 1_000 } : {};

describe('in a pod of the engine', () => {
  let program: Bundle;
  let sandbox: Sandbox;
  let folder = '';
  let processes: ChildProcess[] = [];

  beforeAll(async () => {
    program = await bundle('connector/hosts/cli/main.ts');
    await chmod(join(program.path, '..'), 0o755);
  });
  afterAll(() => program.remove());

  afterEach(async () => {
    for (const child of processes) child.kill('SIGKILL');
    processes = [];
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(generation: readonly [number, number] | undefined) {
    sandbox = createSandbox();
    folder = await mkdtemp(join(tmpdir(), 'pod-'));
    await chmod(folder, 0o777);
    const baseUrl = await sandbox.listen();
    const settings = { importId: sandbox.importId, apiKey: sandbox.keys.write, baseUrl, flushSeconds: 1 };
    await writeFile(join(folder, 'config.json'), JSON.stringify(settings));
    await writeFile(
      join(folder, 'catalog.json'),
      JSON.stringify({ streams: [stream(generation === undefined ? {} : { generation })] }),
    );
    const pod = spawn('/bin/sh', ['-c', WRAPPER], {
      cwd: folder,
      env: { PATH: process.env['PATH'], AIRBYTE_ENTRYPOINT: `${process.execPath} ${program.path} airbyte` },
      stdio: 'ignore',
      ...AS_CONNECTOR,
    });
    const exited = once(pod, 'exit');
    await Promise.all([once(pod, 'spawn'), appears(join(folder, 'subshell'))]);
    // The engine's ends of the pipes, each a process: a pipe that is opened in this one cannot be let go of at will.
    const [stdin, stdout, stderr] = ['exec cat > stdin', 'exec cat stdout', 'exec cat stderr'].map((command) =>
      spawn('/bin/sh', ['-c', command], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] }),
    ) as [Reader, Reader, Reader]; // One for each command.
    processes.push(pod, stdin, stdout, stderr);
    const out = textOf(stdout);
    const err = textOf(stderr);
    return {
      write: (...lines: string[]) => stdin.stdin.write(`${lines.join('\n')}\n`),
      endInput: () => stdin.stdin.end(),
      stopReading: () => stdout.kill('SIGKILL'),
      /** stderr ends when nobody has it open any more: when the connector has gone. */
      gone: once(stderr, 'close'),
      said: () => recordOf(Number.NaN, out()),
      onStderr: err,
      async exitCode() {
        await exited;
        return (await readFile(join(folder, 'exit'), 'utf8')).trim();
      },
      async cancel() {
        process.kill(Number(await readFile(join(folder, 'subshell'), 'utf8')), 'SIGTERM');
      },
      async states(count: number) {
        while (recordOf(Number.NaN, out().slice(0, out().lastIndexOf('\n') + 1)).states.length < count) {
          await once(stdout.stdout, 'data');
        }
      },
    };
  }

  it('E1: a sync goes through named pipes as uid 1000, with nothing on stderr and 0 in the exit file', async () => {
    const connector = await start([1, 0]);
    connector.write(...Array.from({ length: 3_000 }, (_, at) => segment(`c${at}`)), streamState(1), complete());
    connector.endInput();
    expect(await connector.exitCode()).toBe('0');
    await connector.gone;
    expect(connector.said().states).toEqual([{ id: 1, accepted: 3_000, rejected: 0 }]);
    expect(connector.onStderr()).toBe('');
  });

  it('E3, A-21: a source that dies looks like one that is done, but for COMPLETE', async () => {
    const connector = await start([1, 0]);
    connector.write(segment('a'), streamState(1));
    connector.endInput();
    expect(await connector.exitCode()).toBe('1');
    await connector.gone;
    const { states, trace } = connector.said();
    expect([states.length, trace?.failure_type]).toEqual([1, 'transient_error']);
  });

  it('E4, A-21: without generation ids the end of the input is the end', async () => {
    const connector = await start(undefined);
    connector.write(segment('a'));
    connector.endInput();
    expect(await connector.exitCode()).toBe('0');
    await connector.gone;
  });

  it('E2, A-22: a cancel that signals only the shell is noticed by the end of the input', async () => {
    const connector = await start([1, 0]);
    connector.write(segment('a'), streamState(1));
    await connector.states(1);
    await connector.cancel();
    expect(await connector.exitCode()).toBe('143');
    connector.endInput();
    await connector.gone;
    expect(connector.said().trace?.failure_type).toBe('transient_error');
  });

  it('E2, A-22: a cancel that signals only the shell is noticed by a closed stdout, though the input stays open', async () => {
    const connector = await start([1, 0]);
    connector.write(segment('a'), streamState(1));
    await connector.states(1);
    await connector.cancel();
    connector.stopReading();
    // The next thing it has to say finds no reader.
    connector.write(segment('b'), streamState(2));
    await connector.gone;
    expect(sandbox.segments().map(({ code }) => code)).toEqual(['a', 'b']);
  });
});

type Reader = ChildProcessByStdio<Writable, Readable, null>;

function textOf({ stdout }: Reader): () => string {
  let text = '';
  stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  return () => text;
}

/** Polls for a file of another process; there is nothing to wait on. */
async function appears(path: string): Promise<void> {
  for (;;) {
    if ((await readFile(path, 'utf8').catch(() => '')).endsWith('\n')) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
