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
    const outfile = join(folder, name);
    const stdin = { contents: HOST, resolveDir: process.cwd(), loader: 'ts' as const };
    await build({ stdin, outfile, format, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
    const { stdout } = await run(process.execPath, [outfile], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({ received: 2, succeeded: 2, failed: 0, skipped: 0 });
  });
});
