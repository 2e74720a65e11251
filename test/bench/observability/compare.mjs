/**
 * What the diagnostics channels cost while nobody subscribes (O-1): write() as it is beside write() with the channel calls taken out, by user CPU, in
 * processes of their own that take turns; the second is run twice, so that what two equal programs differ by is seen too.
 * `node test/bench/observability/compare.mjs [processes]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Runs in a process that count, and those before, while it is compiled. */
const RUNS = 8;
const WARM = 4;
const takenOut = {
  name: 'channels-taken-out',
  setup(bundler) {
    bundler.onResolve({ filter: /\/channels\.ts$/ }, () => ({
      path: resolve('test/bench/observability/no-channels.ts'),
    }));
  },
};

async function bundled(folder, name, plugins) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: ['test/bench/observability/observed-run.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins,
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  return outfile;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** In a process of its own: the median of some runs, in microseconds. */
async function measure(program, rows, batchSize) {
  const { cpuOfRun } = await import(pathToFileURL(program).href);
  const took = [];
  for (let run = -WARM; run < RUNS; run += 1) {
    const cpu = await cpuOfRun(rows, batchSize);
    if (run >= 0) took.push(cpu);
  }
  return median(took);
}

async function compare(processes) {
  const folder = mkdtempSync(join(tmpdir(), 'observability-'));
  try {
    const without = await bundled(folder, 'without', [takenOut]);
    const programs = { with: await bundled(folder, 'with', []), without, 'without again': without };
    for (const [rows, batchSize] of [
      [50_000, 5_000],
      [10_000, 50],
    ]) {
      const took = { with: [], without: [], 'without again': [] };
      for (let turn = 0; turn < processes; turn += 1) {
        const names = Object.keys(programs);
        const order = [...names.slice(turn % names.length), ...names.slice(0, turn % names.length)];
        for (const name of order) {
          const argv = [process.argv[1], 'measure', programs[name], String(rows), String(batchSize)];
          took[name].push(Number(execFileSync(process.execPath, argv, { encoding: 'utf8' })));
        }
      }
      const ms = (name) => (median(took[name]) / 1_000).toFixed(1);
      const beside = (name) => `${((median(took[name]) / median(took.without) - 1) * 100).toFixed(2)} %`;
      process.stdout.write(
        `${rows} rows in batches of ${batchSize}, ${processes} processes each: ${ms('with')} ms with, ${ms('without')} ms without the channels: ${beside('with')}; without them again: ${beside('without again')}\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , role = '9', ...given] = process.argv;
if (role === 'measure') process.stdout.write(String(await measure(given[0], Number(given[1]), Number(given[2]))));
else await compare(Number(role));
