/** Runs the mutants: `npm run test:mutants -- --changed`. Built into node_modules, where the program finds its dependencies. */
import { spawnSync } from 'node:child_process';
import { buildSync } from 'esbuild';

const outfile = 'node_modules/.cache/mutants/program.mjs';
buildSync({
  entryPoints: ['test/mutants/mutants.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
