import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

describe('F-22: the help', () => {
  let cli: CommandLine;
  let commands: string[] = [];
  beforeAll(async () => {
    cli = new CommandLine();
    const { out } = await cli.run(['--help'], { terminal: true });
    const [, listed = ''] = out.split('Commands:\n');
    commands = [...(listed.split('\n\n')[0]?.matchAll(/^ {2}([a-z]+)/gm) ?? [])].flatMap(([, name]) => name ?? []);
  });
  afterAll(() => cli.close());

  it('names every command', () => {
    expect(commands).toEqual(expect.arrayContaining(['check', 'sync', 'segments', 'memberships', 'sandbox', 'setup']));
  });

  it('fits a terminal of 80 columns, every page of it', async () => {
    const pages = [['--help'], ...commands.filter((name) => name !== 'help').map((name) => [name, '--help'])];
    for (const argv of [...pages, ['memberships', 'check', '--help']]) {
      const { code, out } = await cli.run(argv, { terminal: true });
      const long = out.split('\n').filter((line) => [...line].length > 80);
      expect([argv, code, long]).toEqual([argv, 0, []]);
    }
  });

  it('the list of commands in docs/commands.md is the same', async () => {
    const text = await readFile('docs/commands.md', 'utf8');
    const documented = [...text.matchAll(/^\| `([a-z]+)/gm)].map(([, name]) => name);
    expect([...new Set(documented)].sort()).toEqual(commands.filter((name) => name !== 'help').sort());
  });
});
