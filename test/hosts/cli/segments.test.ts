import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

let cli: CommandLine;
beforeEach(() => {
  cli = new CommandLine({ pageSize: 7 });
  cli.sandbox.put(Array.from({ length: 30 }, (_, at) => ({ code: `c${at}`, name: `Name ${at}`, cpm: at / 10 })));
});
afterEach(() => cli.close());

describe('segments', () => {
  it('pages through the whole import', async () => {
    expect((await cli.run(['segments', '--count'])).out).toBe('30\n');
    const { out } = await cli.run(['segments']);
    expect(out).toMatch(/^CODE +NAME/);
    expect(out).toContain('30 segments');
    expect(out.match(/^c\d+ /gm)).toHaveLength(30);
  });

  it("as CSV has Permutive's own upload columns, and can be synced back as it is", async () => {
    cli.sandbox.put([{ code: 'quoted', name: 'A "name", with\nevery; trouble', description: '=1+1' }]);
    const { out } = await cli.run(['segments', '--format', 'csv']);
    expect(out.split('\n')[0]).toBe('ID,Name,Description,CPM (USD),Categories');
    const { code, out: summary } = await cli.sync(out, ['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(summary)).toMatchObject({ outcomes: { unchanged: 31, updated: 0, created: 0 } });
  });

  it('as NDJSON has an object a segment', async () => {
    const { out } = await cli.run(['segments', '--format', 'ndjson']);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(30);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ segment_code: 'c0', segment_name: 'Name 0', cpm: 0 });
  });

  it('X-2: a name cannot drive the terminal', async () => {
    cli.sandbox.put([{ code: 'evil', name: '\u001b[2Jgone' }]);
    for (const format of ['table', 'csv', 'ndjson']) {
      const { out } = await cli.run(['segments', '--format', format], {
        terminal: true,
        env: { ...cli.credentials, NO_COLOR: '1' },
      });
      expect(out).not.toContain('\u001b');
    }
  });

  it('F-14: what sync would not bring back as it is, is listed with the reason', async () => {
    cli.sandbox.put([
      { code: 'two words', name: 'A' },
      { code: 'spaced', name: ' A ' },
    ]);
    const { code, err } = await cli.run(['segments', '--format', 'csv']);
    expect(code).toBe(0);
    expect(err).toMatch(/two words {2}The segment code .*cannot be used/);
    expect(err).toMatch(/spaced {2}white space/);
    expect(err).not.toContain('c0 ');
    expect((await cli.run(['segments'])).err).toBe('');
  });

  it('F-14: a file gets every value as it is, escapes included', async () => {
    const name = '\u202bname\u202c \u001b[2J \u2028';
    cli.sandbox.put([{ code: 'evil', name, description: 'one\r\ntwo' }]);
    const { out } = await cli.run(['segments', '--format', 'csv']);
    expect(out).toContain(name);
    expect(out).toContain('one\r\ntwo');
  });

  it('exits 2 for a key that is not accepted, 3 for an API that fails', async () => {
    const env = { ...cli.credentials, PERMUTIVE_API_KEY: cli.sandbox.keys.unknown };
    expect((await cli.run(['segments'], { env })).code).toBe(2);
    cli.sandbox.inject({ do: { kind: 'answer', status: 418 } });
    expect((await cli.run(['segments'])).code).toBe(3);
  });
});
