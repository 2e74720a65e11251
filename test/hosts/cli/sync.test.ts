import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

let cli: CommandLine;
beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli.close());

const summaryOf = (text: string): unknown => JSON.parse(text);

describe('sync', () => {
  it('tells what became of the rows: counts, causes with their remedy, and the first rows of each', async () => {
    const bad = Array.from({ length: 12 }, (_, at) => `bad-${at},not a code,Name`).join('\n');
    const { code, out } = await cli.sync(`row_id,segment_code,segment_name\ngood,news,News\n${bad}\n`);
    expect(code).toBe(1);
    expect(out).toContain('1 created · 12 failed');
    expect(out).toMatch(/^! 12 rows {3}The segment code cannot be used {2,}invalid_segment_code, segment_code$/m);
    expect(out).toMatch(/^ {12}Use 1 to 255 characters without spaces/m);
    expect(out).toMatch(/line 3 .*\n +line 4 .*\n +line 5 .*\n +and 9 more/);
    expect(cli.codes).toEqual(['news']);
  });

  it('the example audience comes to the same as CSV and as NDJSON', async () => {
    const counts = await Promise.all(
      ['audience.csv', 'audience.ndjson'].map(async (name) => {
        const world = new CommandLine();
        const options = ['--mode', 'mirror', '--json', '--yes'];
        const { code, out } = await world.sync(await readFile(`docs/examples/${name}`, 'utf8'), options, name);
        const { rows, outcomes } = JSON.parse(out) as { rows: object; outcomes: object }; // What --json prints.
        const held = world.sandbox.segments().map(({ code: id, name: title, cpm }) => ({ id, title, cpm }));
        await world.close();
        return { code, rows, outcomes, held };
      }),
    );
    expect(counts[0]).toMatchObject({ code: 1, rows: { received: 60, failed: 8, skipped: 1 } });
    expect(counts[1]).toEqual(counts[0]);
  });

  it('a malformed line is a failed row with its line number, and the others go on', async () => {
    const results = await cli.file('results.ndjson');
    const csv = 'segment_code,segment_name\nnews,News\nsport,"Sport\nlotto,Lotto,surplus\ntravel,Travel\n';
    const { code } = await cli.sync(csv.replace('"Sport', 'Sport"s'), ['--results', results]);
    expect(code).toBe(1);
    const failed = (await cli.results(results)).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([
      { rowId: '3', error: { code: 'invalid_row', message: expect.stringContaining('Line 3') } },
      { rowId: '4', error: { code: 'invalid_row', message: expect.stringContaining('Line 4') } },
    ]);
    expect(cli.codes).toEqual(['news', 'travel']);
  });

  it('without row_id the line number stands for the row, quoted line breaks included', async () => {
    const results = await cli.file('results.ndjson');
    await cli.sync('\ufeffsegment_code,description\nnews,"two\nlines"\nsport,\n', ['--results', results]);
    expect((await cli.results(results)).map(({ rowId }) => rowId)).toEqual(['2', '4']);
    expect(cli.sandbox.segments()[0]).toMatchObject({ code: 'news', description: 'two\nlines' });
  });

  it('F-8: columns that are not used are named before anything is sent', async () => {
    const { code, err } = await cli.sync('segment_code,segment_name,colour\nnews,News,red\n');
    expect(code).toBe(0);
    expect(err).toMatch(/Columns not used +colour/);
  });

  it('S-8: an empty value means "not given" and wipes nothing', async () => {
    cli.sandbox.put([{ code: 'news', name: 'News', description: 'Kept', cpm: 2 }]);
    const { code } = await cli.sync('segment_code,segment_name,description,cpm\nnews,New name,,\n');
    expect(code).toBe(0);
    expect(cli.sandbox.segments()[0]).toMatchObject({ name: 'New name', description: 'Kept', cpm: 2 });
  });

  it('--mode mirror creates, updates and deletes; --max-deletes holds deletions back (P-8)', async () => {
    cli.sandbox.put(['a', 'b', 'c'].map((code) => ({ code, name: code })));
    const csv = 'change,segment_code,segment_name\nadded,new,New\nchanged,a,A\nremoved,b,\nremoved,c,\n';
    const { code, out } = await cli.sync(csv, ['--mode', 'mirror', '--max-deletes', '1', '--json']);
    expect(code).toBe(1);
    expect(summaryOf(out)).toMatchObject({
      outcomes: { created: 1, updated: 1, deleted: 0 },
      causes: [{ code: 'delete_limit_exceeded', instances: [{ where: 'line 4' }, { where: 'line 5' }] }],
    });
  });

  it('P-7: --dry-run tells what would be done and changes nothing', async () => {
    cli.sandbox.put([{ code: 'a', name: 'A' }]);
    const { code, out } = await cli.sync('segment_code,segment_name\na,Renamed\nb,B\n', ['--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain('Nothing was changed. 2 changes would be made.');
    expect(out).toContain('1 to create · 1 to update');
    expect(cli.sandbox.applied).toEqual([]);
  });

  it('P-5: --batch-size sets the operations of a request', async () => {
    const csv = `segment_code\n${Array.from({ length: 10 }, (_, at) => `c${at}`).join('\n')}\n`;
    await cli.sync(csv, ['--batch-size', '4']);
    expect(cli.sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(3);
  });

  it('F-1: reads standard input, whatever form it has', async () => {
    const argv = ['sync', '-', '--segment-name', 'A'];
    expect((await cli.run(argv, { stdin: 'segment_code\nnews\n' })).code).toBe(0);
    const ndjson = '{"segment_code":"news","categories":["a","b"]}\n';
    expect((await cli.run(argv, { stdin: ndjson })).code).toBe(0);
    expect(cli.sandbox.segments()).toMatchObject([{ code: 'news', categories: ['a', 'b'] }]);
  });

  it.each([
    ['an empty file', ''],
    ['a heading without a known column', 'colour,shape\nred,round\n'],
    ['a heading that names a column twice', 'segment_code,segment_code\na,b\n'],
  ])('%s exits 2 and sends nothing', async (_case, csv) => {
    expect((await cli.sync(csv)).code).toBe(2);
    expect(cli.sandbox.requests).toEqual([]);
  });

  it('a file that is not there exits 2', async () => {
    expect((await cli.run(['sync', await cli.file('none.csv'), '--segment-name', 'A'])).code).toBe(2);
  });

  it('D-6: a key that may not write exits 3, with the reason once and every row reported', async () => {
    const file = await cli.file('rows.csv', 'segment_code\na\nb\n');
    const env = { ...cli.credentials, PERMUTIVE_API_KEY: cli.sandbox.keys.readOnly };
    const { code, out } = await cli.run(['sync', file, '--segment-name', 'A'], { env });
    expect(code).toBe(3);
    expect(out).toContain('the key may not write');
    expect(out).toMatch(/^! 2 rows .* {2,}insufficient_permissions$/m);
  });

  it('T-9: Ctrl-C settles every row, prints the summary and exits 130', async () => {
    const cancel = new AbortController();
    cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'call', run: () => cancel.abort() } });
    const file = await cli.file('rows.csv', 'segment_code\na\nb\nc\n');
    const argv = ['sync', file, '--segment-name', 'A', '--batch-size', '1', '--json'];
    const { code, out } = await cli.run(argv, { signal: cancel.signal });
    expect(code).toBe(130);
    expect(summaryOf(out)).toMatchObject({ status: 'cancelled', rows: { received: 3, succeeded: 1, failed: 2 } });
  });

  it('X-2: what a row or Permutive says is shown, never interpreted by the terminal', async () => {
    const sequence = '\u001b[31m\u001b]0;title\u0007';
    cli.sandbox.change({ rejects: ({ operation }) => operation === 'Create', hints: 'none' });
    cli.sandbox.inject({ on: { method: 'PATCH' }, do: { kind: 'answer', status: 400, body: `no ${sequence}` } });
    const { code, out, err } = await cli.sync(`row_id,segment_code,segment_name\n1,"a b${sequence}",${sequence}\n`);
    expect(code).toBe(1);
    expect(out + err).not.toContain('\u001b');
    expect(out + err).not.toContain('\u0007');
    expect(out).toContain('\\u001b');
  });

  it('X-1: the key is in no output at any log level, also when Permutive echoes it', async () => {
    const key = cli.sandbox.keys.write;
    cli.sandbox.inject({ on: { method: 'PATCH' }, do: { kind: 'answer', status: 400, body: `bad key ${key}` } });
    const results = await cli.file('results.ndjson');
    const options = ['--log-level', 'trace', '--json', '--results', results];
    const { out, err } = await cli.sync('segment_code\nnews\n', options);
    expect(out + err + (await readFile(results, 'utf8'))).not.toContain(key);
    expect(err).toContain('"level"');
  });

  it('without a terminal the progress is sparse lines on standard error, and standard output is the summary alone', async () => {
    const { out, err } = await cli.sync('segment_code\nnews\n', ['--json']);
    expect(summaryOf(out)).toMatchObject({ status: 'completed', rows: { received: 1, succeeded: 1 } });
    expect(err.split('\n').length).toBeLessThan(6);
    expect(err).not.toContain('\r');
  });
});
