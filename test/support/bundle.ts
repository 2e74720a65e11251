import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

/** A program of this project as one file that plain Node can run in a process of its own. */
export interface Bundle {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the TypeScript file `entry` (from the project's root), so that no test depends on a build that may be stale. */
export async function bundle(entry: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  const path = join(folder, basename(entry).replace(/\.tsx?$/, '.mjs'));
  await build({
    entryPoints: [resolve(entry)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // Examples import the package by its name.
    alias: {
      'destination-permutive': resolve('connector/index.ts'),
      'destination-permutive/conformance': resolve('spec/conformance/index.ts'),
    },
    // What is CommonJS among the dependencies asks for Node's own modules through require.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
