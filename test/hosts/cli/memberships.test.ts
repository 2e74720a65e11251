import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

describe('memberships check', () => {
  let cli: CommandLine;
  beforeEach(() => {
    cli = new CommandLine();
    cli.sandbox.put([{ code: 'news', name: 'News' }]);
  });
  afterEach(() => cli.close());

  const check = async (text: string, ...options: string[]) =>
    cli.run(['memberships', 'check', await cli.file('users.tsv', text), ...options]);

  it('B-6: exits 0 when all is well, 1 above the share or with a line error, and changes nothing', async () => {
    expect((await check('u\tnews\n')).code).toBe(0);
    expect((await check('u\tnews,nope\n')).code).toBe(1);
    expect((await check('u\tnews,nope\n', '--max-unknown-share', '0.5')).code).toBe(0);
    expect((await check('u news\n')).code).toBe(1);
    expect(cli.sandbox.applied).toEqual([]);
  });

  it('B-6: exits 2 for a wrong share and 3 when the taxonomy cannot be read', async () => {
    expect((await check('u\tnews\n', '--max-unknown-share', '7')).code).toBe(2);
    expect((await check('u\tnews\n', '--taxonomy', await cli.file('none.csv'))).code).toBe(3);
    cli.sandbox.inject({ do: { kind: 'answer', status: 500 } });
    expect((await check('u\tnews\n')).code).toBe(3);
  });

  it('B-1: works offline with the taxonomy as a file', async () => {
    const taxonomy = await cli.file('taxonomy.ndjson', '{"segment_code":"news","segment_name":"News"}\n');
    const offline = () => Promise.reject(new Error('No request may go out.'));
    const files = [await cli.file('users.tsv', 'u\tnews\n')];
    const { code, out } = await cli.run(['memberships', 'check', ...files, '--taxonomy', taxonomy], { fetch: offline });
    expect([code, out]).toEqual([0, expect.stringContaining('Every code is one of')]);
  });

  it('B-5: --missing writes a file that sync takes once it is completed', async () => {
    const missing = await cli.file('missing.csv');
    await check('u\tnews,golf\nv\tgolf\n', '--missing', missing);
    const text = (await readFile(missing, 'utf8')).replace('golf,', 'golf,Golf');
    expect((await cli.sync(text)).code).toBe(0);
    expect(cli.codes).toEqual(['news', 'golf']);
  });

  it('B-5: nothing of --missing runs in a spreadsheet, and sync takes the guard away again', async () => {
    const missing = await cli.file('missing.csv');
    await check('u\t=1+1\n', '--missing', missing);
    const text = await readFile(missing, 'utf8');
    expect(text).toContain("\n'=1+1,");
    expect((await cli.sync(text.replace("'=1+1,", "'=1+1,Sum"))).code).toBe(0);
    expect(cli.codes).toEqual(['news', '=1+1']);
  });

  it('B-6: a taxonomy that is not read whole, or leaves the code open, says nothing of any file', async () => {
    for (const text of ['segment_code,segment_name\nnews\nsport,Sport\n', 'code,external id\nnews,1\n']) {
      const { code, out, err } = await check('u\tnews\n', '--taxonomy', await cli.file('taxonomy.csv', text));
      expect([code, out, err]).toEqual([3, '', expect.stringContaining('segments --format ndjson')]);
    }
  });

  it('B-2: neither the screen nor the report holds a user id; X-6: nothing read is overwritten', async () => {
    const report = await cli.file('report.html');
    const { out, err } = await check('SECRET\tnope\nSECRET\n', '--report', report);
    expect(out + err + (await readFile(report, 'utf8'))).not.toContain('SECRET');
    const users = await cli.file('users.tsv');
    expect((await cli.run(['memberships', 'check', users, '--missing', users])).code).toBe(2);
    expect(await readFile(users, 'utf8')).toContain('SECRET');
  });
});
