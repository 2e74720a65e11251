import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build, transform } from 'esbuild';
import { pack } from './pack.ts';

const run = promisify(execFile);
/** Packing compiles, and installing unpacks what `npm ci` has put into the cache: seconds, but not the usual five. */
const LONG = 600_000;

/** Needs a peer that only its users install. */
const OPTIONAL = 'destination-permutive/opentelemetry';

/** The package as somebody else has it: packed, and installed into a folder that holds nothing else. */
describe('the packed package', () => {
  let folder = '';
  let packed: readonly string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'destination-permutive-'));
    const { tarball, files } = await pack(folder);
    packed = files;
    await writeFile(join(folder, 'package.json'), '{"name":"somebody-else","private":true,"type":"module"}');
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
    // Strict: each package that comes with it has to run on this Node.
    await run('npm', ['install', '--engine-strict', ...quiet, tarball], { cwd: folder });
  }, LONG);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const node = async (script: string, cwd = folder): Promise<unknown> => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd });
    return JSON.parse(stdout);
  };
  const installed = (...path: string[]) => join(folder, 'node_modules', ...path);

  it('holds what users need, and no test, source or screenshot', () => {
    for (const needed of ['manifest.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'docs/examples/audience.csv']) {
      expect(packed).toContain(needed);
    }
    const sources = packed.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
    expect(sources.filter((path) => !path.startsWith('docs/examples/'))).toEqual([]);
    expect(packed.filter((path) => /(^|\/)(broken|images)\/|\.test\./.test(path))).toEqual([]);
  });

  it('section 2: every entry can be imported by its name', async () => {
    const manifest: unknown = JSON.parse(await readFile(installed('destination-permutive', 'package.json'), 'utf8'));
    const exported = Object.keys((manifest as { exports: object }).exports); // The package's own file, which npm has read.
    const entries = exported.map((entry) => entry.replace(/^\./, 'destination-permutive'));
    expect(entries).toEqual(expect.arrayContaining(['destination-permutive/spec', 'destination-permutive/sandbox']));
    const script = entries
      .filter((entry) => entry !== OPTIONAL)
      .map((entry) => `await import('${entry}'${entry.endsWith('.json') ? ", { with: { type: 'json' } }" : ''});`)
      .join('');
    expect(await node(`${script} console.log('true')`)).toBe(true);
  });

  it('O-2: the entry for OpenTelemetry asks for its peer by name, and no other entry does', async () => {
    await expect(node(`await import('${OPTIONAL}')`)).rejects.toThrow('@opentelemetry/api');
  });

  it('P-5: two entries of the package take turns at one import', async () => {
    const script = `
      import connector from 'destination-permutive';
      import { memorySnapshot, reconcile } from 'destination-permutive/reconcile';
      import { createSandbox } from 'destination-permutive/sandbox';
      const sandbox = createSandbox();
      const { importId, keys, inProcessBaseUrl: baseUrl } = sandbox;
      let [under, most] = [0, 0];
      const fetch = async (...request) => {
        most = Math.max(most, (under += 1));
        await new Promise((resolve) => setImmediate(resolve));
        return sandbox.fetch(...request).finally(() => { under -= 1; });
      };
      const same = { config: { importId, apiKey: keys.write }, delivery: { baseUrl } };
      const context = { fetch, onRowResult: () => undefined };
      const rows = (letter) => Array.from({ length: 9 }, (_, n) => ({ rowId: letter + n, segment_code: letter + n, segment_name: 'N' }));
      await Promise.all([
        connector.write({ ...same, mode: 'upsert', changeSets: [{ rows: rows('a') }] }, context),
        reconcile({ ...same, list: [{ rows: rows('b') }], snapshot: memorySnapshot() }, context),
      ]);
      console.log(JSON.stringify({ most, segments: sandbox.segments().length }));`;
    expect(await node(script)).toEqual({ most: 1, segments: 18 });
  });

  it('section 2: the default export is the connector, and its parts have names', async () => {
    const face = `import connector, * as named from 'destination-permutive';
      console.log(JSON.stringify({ keys: Object.keys(connector), same: named.write === connector.write, id: named.manifest.id }))`;
    expect(await node(face)).toEqual({
      keys: ['manifest', 'check', 'write', 'segments', 'options'],
      same: true,
      id: 'permutive',
    });
  });

  it('section 2: what a host installs with the plugin is what the plugin loads, and nothing of its faces', async () => {
    const own = Object.keys(JSON.parse(await readFile('package.json', 'utf8')).dependencies);
    const there = await readdir(installed());
    for (const face of ['fastify', 'commander', 'csv-parse', 'react']) expect(there).not.toContain(face);
    expect(own.filter((name) => !['@sinclair/typebox', 'ky', 'p-limit', 'p-retry', 'pino'].includes(name))).toEqual([]);
  });

  it('the bundles name whose work is in them', async () => {
    const notices = await readFile(installed('destination-permutive', 'dist', 'THIRD-PARTY-NOTICES.md'), 'utf8');
    expect(notices).toContain('## fastify ');
    expect(notices).toContain('Permission is hereby granted');
  });

  it('the binary runs, and finds the example audience', async () => {
    const binary = installed('.bin', 'destination-permutive');
    const { stdout } = await run(binary, ['--version'], { cwd: folder });
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
    const demo = await run(binary, ['demo'], { cwd: folder });
    expect(demo.stdout).toContain('false results: 0 of 5,060');
  });

  it(
    'the example host compiles against the published types',
    async () => {
      await cp('docs/examples/host.ts', join(folder, 'host.ts'));
      const tsc = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc');
      const types = join(process.cwd(), 'node_modules', '@types');
      const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--typeRoots', types];
      const compiled = run(process.execPath, [tsc, ...options, '--types', 'node', 'host.ts'], { cwd: folder });
      await expect(compiled.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({ stdout: '' });
    },
    LONG,
  );

  it('the example host runs: it tests the settings, syncs, and reports every row', async () => {
    const { code } = await transform(await readFile('docs/examples/host.ts', 'utf8'), { loader: 'ts', format: 'esm' });
    await writeFile(join(folder, 'host.mjs'), code);
    const { stdout } = await run(process.execPath, ['host.mjs'], { cwd: folder });
    expect(stdout.match(/^passed/gm)).toHaveLength(4);
    expect(stdout).toContain('3 failed: The segment code "two words" cannot be used: it holds a space.');
    expect(stdout).toContain('completed_with_errors { created: 2, updated: 0, deleted: 1, unchanged: 0 }');
  });

  describe('what docs/connector-author.md tells the author of another connector to do', () => {
    const conformance = (connector: string, world = './built/world.js', ...more: string[]) =>
      run(
        installed('.bin', 'destination-permutive'),
        ['conformance', '--connector', connector, '--world', world, ...more],
        { cwd: folder },
      );

    beforeAll(async () => {
      for (const name of ['contacts', 'any-destination'])
        await cp(installed('destination-permutive', 'docs', 'examples', name), join(folder, name), { recursive: true });
      const entryPoints = ['connector', 'world'].map((name) => join(folder, 'contacts', `${name}.ts`));
      const outdir = join(folder, 'built');
      await build({ entryPoints, bundle: true, packages: 'external', platform: 'node', format: 'esm', outdir });
    });

    it(
      'H-10: the example, copied out of the package, compiles against the published types',
      async () => {
        const tsc = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc');
        const types = join(process.cwd(), 'node_modules', '@types');
        const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--typeRoots', types];
        const files = ['contacts/connector.ts', 'contacts/world.ts'];
        const compiled = run(
          process.execPath,
          [tsc, ...options, '--allowImportingTsExtensions', '--types', 'node', ...files],
          { cwd: folder },
        );
        await expect(compiled.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({
          stdout: '',
        });
      },
      LONG,
    );

    it(
      'H-10: the harness passes it from the command line',
      async () => {
        const { stdout } = await conformance('./built/connector.js');
        expect(stdout).toMatch(/^1\d\d passed, 0 failed, \d+ not applicable$/m);
      },
      LONG,
    );

    it('H-9: one requirement that is not kept is told with what was sent, and exit code 1', async () => {
      const built = await readFile(join(folder, 'built', 'connector.js'), 'utf8');
      const careless = built.replace(/if \(closedForMs > 0\) return \{ value: \{ closedForMs \} \};/, '');
      expect(careless).not.toBe(built);
      await writeFile(join(folder, 'built', 'careless.js'), careless);
      const failed = conformance('./built/careless.js', './built/world.js', '--only', 'D-3a');
      await expect(failed).rejects.toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/fail +D-3a.*\n +Waits shorter than 1000 ms: wanted/),
      });
    });

    it('H-3: a world that contradicts itself is told as that, with exit code 2', async () => {
      const world = `import world from './world.js'; export default () => ({ ...world(), state: () => [] });`;
      await writeFile(join(folder, 'built', 'forgetful.js'), world);
      const failed = conformance('./built/connector.js', './built/forgetful.js');
      await expect(failed).rejects.toMatchObject({ code: 2, stdout: expect.stringContaining('world at fault') });
    });

    it(
      'H-10: the harness runs in a test runner',
      async () => {
        const tests = `
          import { describe, it } from 'node:test';
          import { describeConformance } from 'destination-permutive/conformance';
          import connector from './built/connector.js';
          import world from './built/world.js';
          describeConformance('contacts', connector, { describe, it }, { world, only: 'M' });`;
        await writeFile(join(folder, 'contacts.test.mjs'), tests);
        const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'contacts.test.mjs'], {
          cwd: folder,
        });
        expect(stdout).toMatch(/# fail 0\n/);
        expect(stdout).toContain('M-1a: The entry exports manifest, check and write.');
      },
      LONG,
    );
  });
});
