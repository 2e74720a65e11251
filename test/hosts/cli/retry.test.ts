import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

/** `npm run test:scale` tries 100,000. */
const ROWS = Number(process.env['RESUME_ROWS'] ?? 10_000);
const BATCH = ROWS / 20;
const TENTHS = Array.from({ length: 9 }, (_, at) => at + 1);

const fileOf = (rows: number) =>
  `segment_code,segment_name\n${Array.from({ length: rows }, (_, at) => `s${at},Name ${at}\n`).join('')}`;

describe('going on with a run', () => {
  let cli: CommandLine;
  beforeEach(() => {
    cli = new CommandLine();
  });
  afterEach(() => cli.close());

  /** Runs the file and stops it when its nth batch goes out. */
  async function stoppedAt(nth: number, file: string, results: string) {
    const cancel = new AbortController();
    cli.sandbox.inject({ on: { method: 'PATCH' }, nth, do: { kind: 'call', run: () => cancel.abort() } });
    const size = ['--batch-size', String(BATCH)];
    return cli.run(['sync', file, '--results', results, '--json', ...size], { signal: cancel.signal });
  }

  it('F-15, F-16: stopped at any tenth of its rows and gone on with, the import holds the file and each row is told once', async () => {
    for (const tenth of TENTHS) {
      await cli.close();
      cli = new CommandLine();
      const path = await cli.file('rows.csv', fileOf(ROWS));
      const [first, second] = [await cli.file('1.ndjson'), await cli.file('2.ndjson')];
      const stopped = await stoppedAt(tenth * 2, path, first);
      expect([tenth, stopped.code]).toEqual([tenth, 130]);
      expect(JSON.parse(stopped.out)).toMatchObject({ status: 'cancelled', rowsInFile: ROWS });
      const resumed = await cli.run(['sync', path, '--retry-from', first, '--results', second, '--json']);
      expect(resumed.code).toBe(0);
      const done = (await cli.results(first)).filter(({ status }) => status === 'succeeded');
      const rest = await cli.results(second);
      const lines = new Set([...done, ...rest].map(({ line }) => line));
      expect([done.length + rest.length, lines.size, cli.sandbox.segments().length]).toEqual([ROWS, ROWS, ROWS]);
    }
  });

  it('F-16: the next command goes on as it is printed: it reads the file, and finds what earlier runs did, as the run would', async () => {
    const path = await cli.file("it's rows.csv");
    const text = ['Key;Titel', ...Array.from({ length: 6 }, (_, at) => `s${at};K\xfcche ${at}`), ''].join('\n');
    await writeFile(path, Buffer.from(text, 'latin1'));
    const reading = [
      '--encoding',
      'windows-1252',
      '--columns',
      'segment_code=Key,segment_name=Titel',
      '--batch-size',
      '2',
    ];
    const keep = ['--keep', await cli.file('all runs')];
    let argv = ['sync', path, ...reading, ...keep];
    for (const run of [1, 2]) {
      const cancel = new AbortController();
      cli.sandbox.clearFaults();
      cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'call', run: () => cancel.abort() } });
      const { code, out } = await cli.run(argv, { signal: cancel.signal });
      expect([run, code]).toEqual([run, 130]);
      const [, next = ''] = /^next +destination-permutive (.*)$/m.exec(out) ?? [];
      argv = JSON.parse(
        (await promisify(execFile)('sh', ['-c', `node -p 'JSON.stringify(process.argv.slice(1))' -- ${next}`])).stdout,
      );
    }
    expect((await cli.run(argv)).code).toBe(0);
    expect(
      cli.sandbox
        .segments()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Array.from({ length: 6 }, (_, at) => `Küche ${at}`));
  });

  it('F-15: a results file begins with what was read and ends with the summary', async () => {
    const results = await cli.file('results.ndjson');
    await cli.sync('segment_code,segment_name\na,A\n', ['--results', results]);
    const [header, row, end] = await cli.lines(results);
    expect(header).toMatchObject({
      format: { name: 'destination-permutive/results', number: 1 },
      runId: expect.any(String),
      input: { name: 'rows.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), rows: 1 },
      importId: cli.sandbox.importId,
      mode: 'upsert',
      startedAt: expect.any(String),
    });
    expect(row).toMatchObject({ rowId: '2', line: 2, status: 'succeeded' });
    expect(end).toMatchObject({ summary: { status: 'completed' } });
  });

  it('F-15: only rows that may work now are sent again; --all-failed sends those that failed for good, too', async () => {
    const results = await cli.file('1.ndjson');
    const file = await cli.file('rows.csv', 'segment_code,segment_name\na,A\nb b,B\nc,C\n');
    await cli.run(['sync', file, '--results', results]);
    const again = await cli.run(['sync', file, '--retry-from', results, '--json']);
    expect(JSON.parse(again.out)).toMatchObject({ rows: { received: 0 } });
    expect((await cli.run(['sync', file, '--retry-from', results])).out).toMatch(/^Nothing was left to be sent\n/);
    const all = await cli.run(['sync', file, '--retry-from', results, '--all-failed', '--json']);
    expect(JSON.parse(all.out)).toMatchObject({ rows: { received: 1, failed: 1 } });
  });

  it('F-15: results of another content are refused, unless the file was edited', async () => {
    const results = await cli.file('1.ndjson');
    const file = await cli.file('rows.csv', 'row_id,segment_code,segment_name\n7,a,A\n8,b b,B\n');
    await cli.run(['sync', file, '--results', results]);
    await writeFile(file, 'row_id,segment_code,segment_name\n8,b,B\n7,a,A\n');
    const refused = await cli.run(['sync', file, '--retry-from', results]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--edited')]);
    const edited = await cli.run(['sync', file, '--retry-from', results, '--edited', '--all-failed', '--json']);
    expect(JSON.parse(edited.out)).toMatchObject({ rows: { received: 1, succeeded: 1 } });
    expect(cli.codes).toEqual(['a', 'b']);
  });

  it('F-15: another form of results is refused by its number, and a file that is none by what it lacks', async () => {
    const file = await cli.file('rows.csv', 'segment_code\na\n');
    const newer = await cli.file('newer.ndjson', '{"format":{"name":"destination-permutive/results","number":9}}\n');
    expect((await cli.run(['sync', file, '--retry-from', newer])).err).toContain('form 9');
    expect((await cli.run(['sync', file, '--retry-from', file])).code).toBe(2);
  });

  it('F-15: a failed row whose segment a later row has brought about since is not sent again', async () => {
    const file = await cli.file('rows.csv', 'segment_code,segment_name\na,Old\nb,B\na,New\n');
    const results = await cli.file('1.ndjson');
    await cli.run(['sync', file, '--results', results]);
    const [header, ...rows] = (await readFile(results, 'utf8')).split('\n');
    const told = rows.map((line) => {
      if (!line.includes('"line":2')) return line;
      return JSON.stringify({ ...JSON.parse(line), status: 'failed', outcome: null, error: { retryable: true } });
    });
    await writeFile(results, [header, ...told].join('\n'));
    const again = await cli.run(['sync', file, '--retry-from', results, '--json']);
    expect(JSON.parse(again.out)).toMatchObject({
      rows: { received: 1, skipped: 1 },
      causes: [{ status: 'skipped', code: 'superseded' }],
    });
    expect(cli.sandbox.segments().find(({ code }) => code === 'a')).toMatchObject({ name: 'New' });
  });

  it('F-15: the results of a retry alone do not say what was done before it', async () => {
    const file = await cli.file('rows.csv', fileOf(3));
    const [first, second] = [await cli.file('1.ndjson'), await cli.file('2.ndjson')];
    await cli.run(['sync', file, '--results', first]);
    await cli.run(['sync', file, '--retry-from', first, '--results', second]);
    expect((await cli.run(['sync', file, '--retry-from', second])).err).toContain('went on from another');
    expect((await cli.run(['sync', file, '--retry-from', first, second])).code).toBe(0);
  });

  it('F-16: the file of failed rows holds those that were never read; it can be synced as it is', async () => {
    const keep = await cli.file('runs');
    const file = await cli.file('rows.csv', fileOf(20_000));
    const cancel = new AbortController();
    cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'call', run: () => cancel.abort() } });
    const stopped = await cli.run(['sync', file, '--keep', keep], { signal: cancel.signal });
    expect(stopped.out).toMatch(/of 20,000 rows in the file: 5,000 done, 0 failed, 15,000 not sent/);
    expect(stopped.out).toMatch(/next +destination-permutive sync .*--retry-from/);
    const failed = `${keep}/1/failed.csv`;
    expect((await readFile(failed, 'utf8')).split('\n')).toHaveLength(15_002);
    const resumed = await cli.run(['sync', file, '--retry-from', `${keep}/1/results.ndjson`]);
    expect(resumed.err).toContain('15,000 rows left to be sent.');
    expect(resumed.out).toMatch(/^15,000 of 15,000 rows are in effect/);
    expect((await cli.run(['sync', failed])).code).toBe(0);
    expect(cli.sandbox.segments()).toHaveLength(20_000);
  });

  it('F-16: a line with too few values stands in the file of failed rows with those it has: once they are in place it is synced', async () => {
    const keep = await cli.file('runs');
    const file = await cli.file('rows.csv', 'segment_code,segment_name,cpm\na,A,1\nb,B\nc,C,2,3\n');
    const run = await cli.run(['sync', file, '--keep', keep]);
    expect(run.out).toContain('Line 3 has 2 values where the heading names 3 columns.');
    expect(run.out).toContain('Line 4 has 4 values where the heading names 3 columns; beyond the last column: "3".');
    const failed = `${keep}/1/failed.csv`;
    const lines = (await readFile(failed, 'utf8')).split('\n');
    expect(lines.slice(1, 3)).toEqual([expect.stringMatching(/^3,,b,B,,,,/), expect.stringMatching(/^4,,c,C,,2,,/)]);
    // Whose values they are is not known until somebody has looked.
    const results = (await readFile(`${keep}/1/results.ndjson`, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"failed"'));
    expect(results.map((line) => (JSON.parse(line) as { segmentCode?: unknown }).segmentCode).slice(0, 2)).toEqual([
      null,
      null,
    ]);
    expect((await cli.run(['sync', failed])).code).toBe(0);
    expect(cli.sandbox.segments().map(({ code }) => code)).toEqual(['a', 'b', 'c']);
  });
});
