import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const run = promisify(execFile);

/** What a host that bundles its plugins has: two rows written over a transport of its own that knows no failure. */
const HOST = `
  import connector from './connector/index.ts';
  const answer = (body, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  const fetch = async (_url, { body }) => {
    const { operations } = JSON.parse(Buffer.from(body).toString());
    return answer({ items: operations.map(({ data }) => ({ ...data, id: crypto.randomUUID(), updated_at: new Date().toISOString() })) });
  };
  const config = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e' };
  const rows = [1, 2].map((n) => ({ rowId: String(n), segment_code: 'c' + n, segment_name: 'Name' }));
  connector.write({ config, mode: 'upsert', changeSets: [{ rows }] }, { fetch, onRowResult: () => {} }).then(({ rows }) => {
    console.log(JSON.stringify(rows));
  });
`;

/** Which of the platform's slow parts are there, before the plugin is loaded, after it, and after one has been asked for. */
const LOADING = `
  let worded = 0;
  const { toLocaleString } = Number.prototype;
  Number.prototype.toLocaleString = function (...locale) { worded += 1; return toLocaleString.apply(this, locale); };
  const slow = () => [process.moduleLoadList.some((name) => name.endsWith('deps/undici/undici')), worded > 0];
  const told = [slow()];
  import('./connector/index.ts').then(() => {
    told.push(slow());
    globalThis.Request;
    (1_000).toLocaleString('en-US');
    console.log(JSON.stringify([...told, slow()]));
  });
`;

describe('a host that bundles the plugin', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['esm', 'plugin.mjs'],
    ['cjs', 'plugin.cjs'],
  ] as const)('H-15: loads and runs it from one file in %s', async (format, name) => {
    expect(await told(HOST, format, name)).toEqual({ received: 2, succeeded: 2, failed: 0, skipped: 0 });
  });

  it("H-15: loads it without the platform's fetch and locales, which take longer than the plugin itself", async () => {
    expect(await told(LOADING, 'esm', 'loading.mjs')).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);
  });

  /** What a program says that is one file with the plugin. */
  async function told(contents: string, format: 'esm' | 'cjs', name: string): Promise<unknown> {
    const outfile = join(folder, name);
    const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' as const };
    await build({ stdin, outfile, format, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
    const { stdout } = await run(process.execPath, [outfile], { cwd: folder });
    return JSON.parse(stdout);
  }
});
