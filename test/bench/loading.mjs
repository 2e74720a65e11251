/**
 * What a host waits for that loads the bundled plugin (H-15): each bundle in fresh processes, in turn with a module that is empty and with the
 * platform's fetch. `npm run bench:loading`, on a quiet machine; ends with an error when the limit is broken.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const MOST_MS = 30;
const ROUNDS = 15;

const folder = mkdtempSync(join(tmpdir(), 'loading-'));
const bundled = (format, name) => {
  const outfile = join(folder, name);
  const entryPoints = ['connector/index.ts'];
  buildSync({ entryPoints, outfile, format, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return JSON.stringify(outfile);
};
const empty = join(folder, 'empty.mjs');
writeFileSync(empty, '');

/** What is run, and whether it is the plugin: the limit is for that. */
const CONTENDERS = [
  { what: 'the plugin, ESM by `import()`', run: `await import(${bundled('esm', 'plugin.mjs')})`, limited: true },
  { what: 'the plugin, CJS by `require()`', run: `require(${bundled('cjs', 'plugin.cjs')})`, limited: true },
  { what: 'an empty module, by `import()`', run: `await import(${JSON.stringify(empty)})`, limited: false },
  { what: "the platform's `fetch`", run: 'globalThis.Request', limited: false },
];

const msOf = (run) => {
  const program = `(async () => { const from = performance.now(); ${run}; console.log(performance.now() - from); })()`;
  return Number(execFileSync(process.execPath, ['--input-type=commonjs', '--eval', program], { encoding: 'utf8' }));
};

try {
  const rounds = Array.from({ length: ROUNDS }, () => CONTENDERS.map(({ run }) => msOf(run)));
  const lines = CONTENDERS.map(({ what, limited }, at) => {
    const took = rounds.map((round) => round[at]).sort((one, other) => one - other);
    const median = took[Math.floor(ROUNDS / 2)];
    if (limited && median >= MOST_MS) process.exitCode = 1;
    return `| ${what} | ${median.toFixed(1)} (${took[0].toFixed(1)}–${took[ROUNDS - 1].toFixed(1)}) |`;
  });
  process.stdout.write(['| what | ms |', '|---|---:|', ...lines, ''].join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
