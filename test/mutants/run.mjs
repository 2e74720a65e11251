/** Runs the mutants: `npm run test:mutants -- --quick`. Built into node_modules, where the programs find their dependencies. */
import { spawnSync } from 'node:child_process';
import { buildSync } from 'esbuild';

const outdir = 'node_modules/.cache/mutants';
buildSync({
  entryPoints: ['test/mutants/mutants.ts', 'test/mutants/trial.ts'],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
});
const { status } = spawnSync(process.execPath, [`${outdir}/mutants.mjs`, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
