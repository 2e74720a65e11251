import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The package as it would be published. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
  /** Of the tarball, in bytes. */
  readonly size: number;
  /** Of what it holds, in bytes. */
  readonly unpackedSize: number;
}

/** Packs the project into a folder. */
export async function pack(folder: string): Promise<Packed> {
  const source = await copyOfProject();
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: source,
    maxBuffer: 1 << 26,
  });
  await rm(source, { recursive: true, force: true });
  // A list of packages; lifecycle scripts may print before it.
  const list: unknown = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  const [first] = list as { filename: string; files: { path: string }[]; size: number; unpackedSize: number }[]; // npm's documented form.
  if (first === undefined) throw new Error('No tarball was packed.');
  const { filename, files, size, unpackedSize } = first;
  return { tarball: join(folder, filename), files: files.map(({ path }) => path), size, unpackedSize };
}

/** The project without what was built: packing makes dist/ anew, and other tests may be reading it. */
async function copyOfProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'destination-permutive-source-'));
  for (const entry of await readdir('.')) {
    if (!['node_modules', 'dist', '.git', '.cache', 'coverage'].includes(entry)) {
      await cp(entry, join(copy, entry), { recursive: true });
    }
  }
  await symlink(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
