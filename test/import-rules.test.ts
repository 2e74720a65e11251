import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const CONFIG = '.dependency-cruiser.cjs';
const rules: string[] = createRequire(import.meta.url)(`../${CONFIG}`).forbidden.map(
  (rule: { name: string }) => rule.name,
);

/** For each rule, a file that breaks it: its path and what it imports. */
const BREAKS: Record<string, [path: string, imports: string]> = {
  'no-cycles': ['spec/ring.ts', './ring-other.ts'],
  'spec-stands-alone': ['spec/curious.ts', '../connector/write.ts'],
  'plan-is-first': ['connector/plan/hasty.ts', '../send/client.ts'],
  'send-is-second': ['connector/send/hasty.ts', '../recover/batch.ts'],
  'imported-is-third': ['connector/imported/hasty.ts', '../recover/batch.ts'],
  'recover-is-fourth': ['connector/recover/hasty.ts', '../settle/ledger.ts'],
  'settle-is-last': ['connector/settle/hasty.ts', '../hosts/cli/run.ts'],
  'stages-know-no-whole': ['connector/plan/nosy.ts', '../write.ts'],
  'one-client': ['connector/hosts/second-client.ts', 'ky'],
  'one-way-out': ['connector/send/second-client.ts', 'node:https'],
  'hosts-use-the-front-door': ['connector/hosts/burglar.ts', '../write.ts'],
  'hosts-are-apart': ['connector/hosts/setup/nosy.ts', '../cli/run.ts'],
  'plugin-stays-lean': ['connector/index.ts', './send/heavy.ts'],
  'no-tests-in-the-product': ['spec/tested.ts', '../test/support/run.ts'],
  'opentelemetry-is-optional': ['connector/send/measured.ts', '@opentelemetry/api'],
  'no-dumping-grounds': ['spec/reader.ts', './utils.ts'],
};

const OTHERS: Record<string, string> = {
  'connector/write.ts': '',
  'connector/send/client.ts': '',
  'connector/send/heavy.ts': "import 'fastify';",
  'connector/recover/batch.ts': '',
  'connector/settle/ledger.ts': '',
  'connector/hosts/cli/run.ts': '',
  'spec/ring-other.ts': "import './ring.ts';",
  'spec/utils.ts': '',
  'test/support/run.ts': '',
};

/** A rule that nothing can break holds nothing: each is tried on a project that breaks it. */
describe('the import rules', () => {
  let folder = '';
  let broken: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-rules-'));
    const files = { ...OTHERS };
    for (const [path, imports] of Object.values(BREAKS)) files[path] = `import '${imports}';`;
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${text}\nexport {};\n`);
    }
    await cp(CONFIG, join(folder, CONFIG));
    await cp('tsconfig.json', join(folder, 'tsconfig.json'));
    await writeFile(join(folder, 'package.json'), '{"type":"module","dependencies":{"fastify":"5"}}');
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    broken = await brokenRules(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(rules)('%s is noticed when it is broken', (rule) => {
    expect(broken).toContain(rule);
  });

  it('each has a file here that breaks it', () => {
    expect(Object.keys(BREAKS).sort()).toEqual([...rules].sort());
  });
});

/** What imports cannot show: `fetch` is a global. The set-up page runs in a browser, and calls the server it came from. */
describe('the way to Permutive', () => {
  const SENDS = /\bfetch\(|globalThis\.fetch\b|x-api-key/i;

  it('D-1: only send/client.ts calls a fetch or names the key’s header', async () => {
    const sources = (await readdir('connector', { recursive: true })).filter((path) => /\.tsx?$/.test(path));
    const texts = await Promise.all(sources.map((path) => readFile(join('connector', path), 'utf8')));
    expect(sources.filter((_path, at) => SENDS.test(texts[at] ?? '')).sort()).toEqual([
      'hosts/setup/page/api.ts',
      'send/client.ts',
    ]);
  });
});

function brokenRules(cwd: string): Promise<string[]> {
  const cruiser = join(process.cwd(), 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const argv = [cruiser, '--config', CONFIG, '--output-type', 'json', 'connector', 'spec', 'test'];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd, maxBuffer: 1 << 26 }, (_error, stdout) => {
      const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } }; // Its documented report.
      resolve(summary.violations.map(({ rule }) => rule.name));
    });
  });
}
