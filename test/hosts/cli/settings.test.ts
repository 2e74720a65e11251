import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

let cli: CommandLine;
beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli.close());

const COMMANDS = ['check', 'sync', 'segments', 'sandbox', 'manifest', 'demo'];

describe('the command line explains itself', () => {
  it.each(COMMANDS)('%s --help shows an example and exits 0', async (command) => {
    const { code, out } = await cli.run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`destination-permutive ${command}`);
    expect(out).toMatch(/Examples?:/);
  });

  it('--help names every command, the settings and the exit codes', async () => {
    const { code, out } = await cli.run(['--help']);
    expect(code).toBe(0);
    for (const word of [...COMMANDS, 'PERMUTIVE_API_KEY', '--config FILE', '130 cancelled'])
      expect(out).toContain(word);
  });

  it('--version prints the version of the manifest', async () => {
    const { out } = await cli.run(['--version']);
    const manifest: { version: string } = JSON.parse((await cli.run(['manifest'])).out);
    expect(out.trim()).toBe(manifest.version);
  });

  it.each([
    ['an unknown command', ['snyc']],
    ['an unknown option', ['check', '--verbose']],
    ['no command', []],
    ['an unknown mode', ['sync', 'a.csv', '--mode', 'replace']],
    ['a batch size that is no number', ['sync', 'a.csv', '--batch-size', 'many']],
    ['a batch size out of range', ['sync', '-', '--format', 'csv', '--segment-name', 'A', '--batch-size', '5001']],
  ])('%s exits 2 and says so', async (_case, argv) => {
    const { code, err } = await cli.run(argv);
    expect(code).toBe(2);
    expect(err).not.toBe('');
    expect(cli.sandbox.requests).toEqual([]);
  });
});

describe('settings', () => {
  it.each(['check', 'segments', 'sync'])('%s without credentials exits 2 and says how to go on', async (command) => {
    const file = await cli.file('rows.csv', 'segment_code\nnews\n');
    const argv = command === 'sync' ? ['sync', file, '--segment-name', 'A'] : [command];
    const { code, out, err } = await cli.run(argv, { env: {} });
    expect(code).toBe(2);
    for (const way of ['Nothing was done', 'PERMUTIVE_IMPORT_ID', '--config FILE', '--sandbox'])
      expect(err).toContain(way);
    expect(out).toBe('');
    expect(cli.sandbox.requests).toEqual([]);
  });

  it('X-3: the key is not taken from an argument, and what was passed is not repeated', async () => {
    for (const argument of [`--api-key=${cli.sandbox.keys.write}`, `--key=${cli.sandbox.keys.write}`]) {
      const { code, out, err } = await cli.run(['check', argument]);
      expect(code).toBe(2);
      expect(err).toContain('never from an argument');
      expect(out + err).not.toContain(cli.sandbox.keys.write);
    }
  });

  it('come from a file, and from the environment what the file does not say', async () => {
    const { importId, keys, inProcessBaseUrl } = cli.sandbox;
    const file = await cli.file('settings.json', JSON.stringify({ importId, baseUrl: inProcessBaseUrl }));
    const { code } = await cli.run(['check', '--config', file], { env: { PERMUTIVE_API_KEY: keys.write } });
    expect(code).toBe(0);
  });

  it('X-1: a settings file that cannot be read is named, and nothing of it is quoted', async () => {
    const key = cli.sandbox.keys.write;
    const broken = await cli.file('broken.json', `{"apiKey": "${key}" "importId"`);
    const foreign = await cli.file('foreign.json', JSON.stringify({ [key]: key }));
    for (const file of [broken, foreign, await cli.file('missing.json')]) {
      const { code, out, err } = await cli.run(['check', '--config', file]);
      expect(code).toBe(2);
      expect(err).toContain(file);
      expect(out + err).not.toContain(key);
    }
  });

  it('check tells each step, and exits by whose fault it is', async () => {
    const { keys } = cli.sandbox;
    const checked = (PERMUTIVE_API_KEY: string) =>
      cli.run(['check'], { env: { ...cli.credentials, PERMUTIVE_API_KEY } });
    const right = await checked(keys.write);
    expect([right.code, right.out.match(/^passed/gm)?.length]).toEqual([0, 4]);
    const readOnly = await checked(keys.readOnly);
    expect(readOnly.code).toBe(2);
    expect(readOnly.out).toContain('write access to the Taxonomy API');
    const unknown = await checked(keys.unknown);
    expect(unknown.code).toBe(2);
    expect(unknown.out).toContain('Generate a new private key under Settings > Keys');
    cli.sandbox.inject({ do: { kind: 'answer', status: 400, body: 'no' } });
    const odd = await cli.run(['check', '--json']);
    expect(odd.code).toBe(3);
    expect(JSON.parse(odd.out)).toMatchObject({ status: 'failed' });
  });
});
