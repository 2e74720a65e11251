import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Finding } from '../../../spec/conformance/index.ts';
import { bundle } from '../../support/bundle.ts';
import { VARIANTS, type Variant } from './variants.ts';
import { OF_CONTACTS } from './vocabulary.ts';

const EXAMPLES = resolve('docs/examples');
const linesOf = async (file: string): Promise<number> =>
  (await readFile(join(EXAMPLES, file), 'utf8')).split('\n').length;
const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(join(EXAMPLES, folder))).map((file) => `${folder}/${file}`);

/** The example connector with one thing done wrong, as a module. */
async function buildVariant({ file, right, wrong }: Variant, outfile: string): Promise<void> {
  const source = await readFile(join(EXAMPLES, file), 'utf8');
  if (source.split(right).length !== 2) throw new Error(`${file} holds not once: ${right}`);
  await build({
    entryPoints: [join(EXAMPLES, 'contacts/connector.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [
      {
        name: 'one-thing-wrong',
        setup({ onLoad }) {
          const filter = new RegExp(`${file}$`);
          onLoad({ filter }, () => ({ contents: source.replace(right, () => wrong), loader: 'ts' }));
        },
      },
    ],
  });
}

/** Every variant against the whole catalogue takes longer: `npm run test:harness`. In the suite each meets its own requirements. */
const WHOLE = process.env['HARNESS'] === 'whole';
/** They wait far more than they compute: for a sink that never settles, and for Retry-After. */
const LONG = WHOLE ? 300_000 : 60_000;

describe('a connector for another service', () => {
  let folder = '';
  let honest: readonly Finding[] = [];
  let failed: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contacts-'));
    const [program] = await Promise.all([
      bundle('test/harness/contacts/judge.ts'),
      ...Object.values(VARIANTS).map((variant, at) => buildVariant(variant, join(folder, `${at}.mjs`))),
    ]);
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program.path, folder, WHOLE ? 'all' : 'own'], {
        maxBuffer: 1 << 24,
      });
      ({ honest, failed } = JSON.parse(stdout));
    } finally {
      await program.remove();
    }
  }, LONG);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const of = (verdict: Finding['verdict']) => honest.filter((finding) => finding.verdict === verdict);

  it('H-10: passes all that applies', () => {
    expect(of('fail')).toEqual([]);
    expect(of('world at fault')).toEqual([]);
    expect(of('pass').length).toBeGreaterThan(140);
  });

  it('H-4: what does not apply says why, and is not passed', () => {
    const reasons = Object.fromEntries(of('not applicable').map((finding) => [finding.id, finding]));
    expect(reasons['D-5a']).toMatchObject({
      why: expect.stringContaining('500 contacts'),
    });
    expect(reasons['P-7a']).toMatchObject({ why: expect.stringContaining('dryRun') });
    expect(of('not applicable').length).toBeLessThan(30);
  });

  it('H-10: ten variants and more, each with one thing wrong', () => {
    expect(Object.keys(VARIANTS).length).toBeGreaterThanOrEqual(10);
  });

  it.each(Object.entries(VARIANTS))(
    `H-8: one that %s is caught by its own requirement${WHOLE ? ', and by those alone that cannot be kept then' : ''}`,
    (name, { caughtBy }) => {
      expect([...(failed[Object.keys(VARIANTS).indexOf(name)] ?? [])].sort()).toEqual([...caughtBy].sort());
    },
  );

  it('H-10: all that is written for the service, itself and its world included, has 300 lines at most', async () => {
    const lines = await Promise.all((await filesOf('contacts')).map(linesOf));
    expect(lines.reduce((sum, more) => sum + more, 0)).toBeLessThanOrEqual(300);
  });

  it('H-10: the rest knows no service, in files that are short enough to be read', async () => {
    for (const file of await filesOf('any-destination')) {
      expect(await readFile(join(EXAMPLES, file), 'utf8')).not.toMatch(OF_CONTACTS);
      expect(await linesOf(file)).toBeLessThanOrEqual(170);
    }
  });
});
