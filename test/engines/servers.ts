import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real server of somebody else's, on this machine only, with nothing in it. */
export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** A port of the loopback interface that is free now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The loopback interface gave no port.');
  return address.port;
}

/** Resolves once the server has said `words` on either output. */
async function says(server: ChildProcess, words: string): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    for (const output of [server.stdout, server.stderr]) {
      output?.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes(words)) resolve();
      });
    }
    server.once('exit', () => reject(new Error(`The server ended: ${said}`)));
    server.once('error', reject);
  });
}

async function ended(server: ChildProcess, folder: string): Promise<void> {
  const exit = once(server, 'exit');
  server.kill('SIGINT');
  await exit;
  await rm(folder, { recursive: true, force: true });
}

export async function startRedis(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const argv = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  await says(server, 'Ready to accept connections');
  return { port, stop: () => ended(server, folder) };
}

/** Debian keeps the programs of each version apart, and PostgreSQL does not run as root. */
export async function startPostgres(): Promise<Server> {
  const versions = '/usr/lib/postgresql';
  const [version = ''] = (await readdir(versions)).sort().reverse();
  const program = (name: string) => join(versions, version, 'bin', name);
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const owner = await ownerOf(folder);
  const port = await freePort();
  const made = spawnSync(program('initdb'), ['-D', folder, '-U', 'test', '--auth=trust', '--no-sync'], { ...owner });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const argv = ['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
  const server = spawn(program('postgres'), argv, { ...owner, stdio: ['ignore', 'pipe', 'pipe'] });
  await says(server, 'ready to accept connections');
  return { port, stop: () => ended(server, folder) };
}

async function ownerOf(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string) => Number(spawnSync('id', [option, 'postgres']).stdout.toString());
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  await chown(folder, uid, gid);
  return { uid, gid };
}
