/** Runs a TypeScript program of this folder on any supported Node: `node test/bench/run.mjs requests --quick`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const [entry, ...argv] = process.argv.slice(2);
const nodeOptions = argv.filter((arg) => arg.startsWith('--max-old-space-size'));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const outfile = join(folder, 'program.mjs');
  buildSync({
    entryPoints: [entry.includes('/') ? entry : `test/bench/${entry}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Examples import the package by its name.
    alias: { 'destination-permutive': resolve('connector/index.ts') },
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  const program = [...nodeOptions, outfile, ...argv.filter((arg) => !nodeOptions.includes(arg))];
  process.exitCode = spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
