/**
 * Lives as many histories as asked for in plain Node, a share to each core: `npm run test:histories [-- COUNT [FROM]]`. Prints what they came to, and
 * ends with an error when anything happened that must never happen, or when what is rare was missing.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const [count = '100000', from = '0'] = process.argv.slice(2);
const COUNT = Number(count);
const FROM = Number(from);
/** Histories of a process; one of them is lived again for each moment of its last run, and dies there. */
const SHARE = 500;

const sum = { histories: 0, runs: 0, kills: 0, foreign: 0 };
const violations = [];
const folder = mkdtempSync(join(tmpdir(), 'histories-'));
const program = join(folder, 'lives.mjs');
const startedAt = performance.now();

async function live(at, many, how) {
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(at), String(many), '1', how]);
  const { runs, kills, foreign, violations: found } = JSON.parse(stdout);
  sum.runs += runs;
  sum.kills += kills;
  sum.foreign += foreign;
  for (const what of found) {
    violations.push(what);
    process.stderr.write(`${what}\n`);
  }
}

let next = FROM;
async function worker() {
  while (next < FROM + COUNT) {
    const at = next;
    const many = Math.min(SHARE, FROM + COUNT - at);
    next += many;
    await live(at, many, 'once');
    await live(at, 1, 'every moment');
    sum.histories += many;
    if (sum.histories % 2_000 < SHARE)
      process.stderr.write(`${sum.histories} of ${COUNT}, ${Math.round((performance.now() - startedAt) / 1_000)} s\n`);
  }
}

try {
  buildSync({
    entryPoints: ['test/reconcile/histories/lives.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - startedAt) / 1_000);
process.stdout.write(`${JSON.stringify({ ...sum, seconds, violations })}\n`);
// A test of rare things must have had them.
if (violations.length > 0 || sum.kills < COUNT / 5 || sum.foreign < COUNT) process.exitCode = 1;
