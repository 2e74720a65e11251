import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ContenderOptions, Measured } from './contend.ts';
import type { ServerOptions } from './server.ts';

/** A server in a process of its own. */
export interface Serving {
  readonly origin: string;
  stop(): void;
}

export async function startServer(options: ServerOptions = {}): Promise<Serving> {
  const child = start('server', options, []);
  const { port }: { port: number } = JSON.parse(await firstLine(child)); // What server.ts prints.
  return { origin: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}

/** Runs one contender in a process of its own. @throws when it fails, with what it wrote. */
export async function measure(options: ContenderOptions, nodeOptions: readonly string[] = []): Promise<Measured> {
  const child = start('contend', options, nodeOptions);
  const line = await firstLine(child);
  if (line === '') throw new Error(`${options.contender} ended without a result.`);
  return JSON.parse(line);
}

/** The same program again, in another role. */
function start(role: string, options: object, nodeOptions: readonly string[]): ChildProcess {
  const [, program = ''] = process.argv;
  return spawn(process.execPath, [...nodeOptions, program, role, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) return '';
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  return typeof line === 'string' ? line : '';
}
