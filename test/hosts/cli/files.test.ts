import { execFile } from 'node:child_process';
import { link, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

const fileOf = (rows: number) =>
  `segment_code,segment_name\n${Array.from({ length: rows }, (_, at) => `s${at},Name ${at}\n`).join('')}`;

describe('the files of a sync', () => {
  let cli: CommandLine;
  beforeEach(() => {
    cli = new CommandLine();
  });
  afterEach(() => cli.close());

  /** Does something to the world when the first batch goes out. */
  const meanwhile = (run: () => unknown) =>
    cli.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'call', run: () => void run() } });

  it.each([
    ['is cut', (path: string) => truncate(path, 100)],
    ['is written to', (path: string) => writeFile(path, fileOf(200_001))],
  ])('F-4: a file that %s while it is read fails the run, and both sizes are told', async (_what, change) => {
    const path = await cli.file('rows.csv', fileOf(200_000));
    let changed: Promise<unknown> | undefined;
    meanwhile(() => {
      changed = change(path);
    });
    const { code, out } = await cli.run(['sync', path]);
    await changed;
    expect(code).toBe(3);
    expect(out).toMatch(/changed while it was read .* it had \d+ bytes when it was opened, \d+ now/);
    expect(cli.codes.length).toBeGreaterThan(0);
  });

  it('F-4: standard input that ends inside a row fails the run; what came before it is settled', async () => {
    for (const text of [
      'segment_code,segment_name\na,A\nb,"B',
      '{"segment_code":"a"}\n{"segment_code":"b',
      '[{"segment_code":"a"},',
    ]) {
      await cli.close();
      cli = new CommandLine();
      const { code, out } = await cli.run(['sync', '-', '--segment-name', 'X'], { stdin: text });
      expect([code, cli.codes, out]).toEqual([3, ['a'], expect.stringContaining('The run broke off')]);
    }
  });

  it('F-4: standard input that is read twice and ends inside a row fails the run too; nothing of it is begun', async () => {
    for (const text of [
      'segment_code,segment_name\na,A\nb,"B',
      `${fileOf(12_000)}b,"B`,
      '{"segment_code":"a"}\n{"segment_code":"b',
    ]) {
      const { code, err } = await cli.run(['sync', '-', '--results', await cli.file('results.ndjson')], {
        stdin: text,
      });
      expect([code, cli.codes, err]).toEqual([3, [], expect.stringContaining('ended inside a row')]);
    }
  });

  it('F-4: an archive that ends early fails the run', async () => {
    const whole = gzipSync(fileOf(50_000));
    const path = await cli.file('rows.csv.gz');
    await writeFile(path, whole.subarray(0, whole.length / 2));
    expect((await cli.run(['sync', path])).code).toBe(3);
  });

  it('F-1: nothing of a file in the wrong encoding is synced', async () => {
    const path = await cli.file('rows.csv');
    await writeFile(path, Buffer.from(`${fileOf(50_000)}m,M\xfcnchen\n`, 'latin1'));
    const { code } = await cli.run(['sync', path]);
    expect([code, cli.sandbox.requests]).toEqual([2, []]);
  });

  it('X-6: what is read is never overwritten, by whatever path it is named', async () => {
    const path = await cli.file('rows.csv', fileOf(1));
    const [linked, symbolic] = [await cli.file('linked'), await cli.file('symbolic')];
    await link(path, linked);
    await symlink(path, symbolic);
    for (const same of [path, linked, symbolic]) {
      for (const option of ['--results', '--report']) {
        const { code, err } = await cli.run(['sync', path, option, same]);
        expect([code, err]).toEqual([2, expect.stringContaining('name the same file')]);
      }
    }
    expect(await readFile(path, 'utf8')).toBe(fileOf(1));
    const both = await cli.file('out');
    expect((await cli.run(['sync', path, '--results', both, '--report', both])).code).toBe(2);
    expect(cli.sandbox.requests).toEqual([]);
  });

  it('X-6, F-21: an output that cannot be opened is told before the first request, and exits 2', async () => {
    const path = await cli.file('rows.csv', fileOf(1));
    for (const option of ['--results', '--report', '--keep']) {
      expect([option, (await cli.run(['sync', path, option, `${path}/x`])).code]).toEqual([option, 2]);
    }
    expect(cli.sandbox.requests).toEqual([]);
  });

  it('F-21: a disk that fills up ends the run with 3, and what was done is told', async () => {
    const path = await cli.file('rows.csv', fileOf(20_000));
    const { code, out } = await cli.run(['sync', path, '--results', '/dev/full']);
    expect([code, out]).toEqual([3, expect.stringContaining('the disk is full')]);
  });

  it('F-21: a reader that goes away is no error', async () => {
    const path = await cli.file('rows.csv', fileOf(3));
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('closed'), { code: 'EPIPE' })),
    });
    expect((await cli.run(['sync', path], { stdout: closed })).code).toBe(0);
  });

  it('F-20: where nobody can be asked no deletion is sent, everything else is, and both ways out are named', async () => {
    cli.sandbox.put([{ code: 'old', name: 'Old' }]);
    const csv = 'change,segment_code,segment_name\nadded,new,New\nremoved,old,\n';
    const held = await cli.sync(csv, ['--mode', 'mirror']);
    expect([held.code, held.out]).toEqual([1, expect.stringMatching(/--yes .*--max-deletes/s)]);
    expect(cli.codes).toEqual(['old', 'new']);
    expect((await cli.sync(csv, ['--mode', 'mirror', '--yes'])).code).toBe(0);
    expect(cli.codes).toEqual(['new']);
  });

  it('F-20: --mode remove is refused at once where nobody can be asked', async () => {
    cli.sandbox.put([{ code: 'old', name: 'Old' }]);
    const csv = 'segment_code\nold\n';
    const { code, err } = await cli.sync(csv, ['--mode', 'remove']);
    expect([code, err, cli.sandbox.requests]).toEqual([2, expect.stringMatching(/--yes.*--max-deletes/s), []]);
    expect((await cli.sync(csv, ['--mode', 'remove', '--dry-run'])).code).toBe(0);
    expect((await cli.sync(csv, ['--mode', 'remove', '--max-deletes', '1'])).code).toBe(0);
    expect(cli.codes).toEqual([]);
  });

  it('F-10: a file without codes shows the codes its names would make, before any is made', async () => {
    const csv = 'Name\nHigh-Value Customers\nBook lovers\n';
    const { code, err } = await cli.sync(csv);
    expect([code, err]).toEqual([2, expect.stringContaining('High-Value Customers  ->  high_value_customers')]);
    const results = await cli.file('results.ndjson');
    await cli.sync(csv, ['--codes-from-names', '--results', results]);
    expect(await cli.results(results)).toMatchObject([
      { segmentCode: 'high_value_customers', codeSource: 'row_name' },
      { segmentCode: 'book_lovers', codeSource: 'row_name' },
    ]);
  });

  it('F-9: --segment-name is not needed, and no row takes its code from it', async () => {
    const path = await cli.file('rows.csv', 'segment_code,segment_name\na,A\n');
    expect((await cli.run(['sync', path])).code).toBe(0);
    const members = await cli.file('members.csv', 'email\na@b.c\nd@e.f\n');
    expect((await cli.run(['sync', members, '--segment-name', 'Readers'])).code).toBe(2);
    const { out } = await cli.run(['sync', members, '--segment-name', 'Readers', '--target-only']);
    expect(cli.codes).toEqual(['a', 'readers']);
    expect(out).toContain('2 rows, 1 segment'); // F-18
  });

  it('F-17: under a cause stand its rows in their own words, never in another row’s', async () => {
    const csv = 'segment_code,segment_name,cpm\na,A,free\nb,B,-1\nc,C,x\n';
    const { out } = await cli.sync(csv, ['--json']);
    expect(out).not.toMatch(/"remedy": ".*free/); // Advice that names one row's value is no advice for the others.
    const [{ instances }] = (JSON.parse(out) as { causes: [{ instances: { where: string; message: string }[] }] })
      .causes;
    expect(instances.map(({ where, message }) => [where, message])).toEqual([
      ['line 2', expect.stringContaining('not a number')],
      ['line 3', expect.stringContaining('less than 0')],
      ['line 4', expect.stringContaining('not a number')],
    ]);
  });

  it('F-21, O-4: --fail-if replaces the rule for exit code 1', async () => {
    const csv = 'segment_code,segment_name\na,A\nb,B\nc c,C\n';
    const codeWith = async (...rules: string[]) => (await cli.sync(csv, ['--fail-if', ...rules])).code;
    expect(await codeWith('failedShare>0.5')).toBe(0);
    expect(await codeWith('failedShare>0.3')).toBe(1);
    expect(await codeWith('failedShare>0.5,receivedRows<4')).toBe(1);
    expect(await codeWith('failedRows<3')).toBe(2);
  });

  it('F-14: what segments writes goes back in without a difference, guarded for spreadsheets too', async () => {
    cli.sandbox.put([
      { code: 'formula', name: '=1+1', description: "'quoted", cpm: 0.1, categories: ['a, b', 'c'] },
      { code: 'NULL', name: 'None', description: 'one\r\ntwo', categories: ['x|y'] },
    ]);
    for (const options of [['ndjson'], ['csv'], ['csv', '--safe']]) {
      const { out } = await cli.run(['segments', '--format', ...options]);
      const { code, out: told } = await cli.run(['sync', '-', '--json'], { stdin: out });
      expect([options, code, JSON.parse(told)]).toMatchObject([options, 0, { outcomes: { unchanged: 2 } }]);
    }
    expect((await cli.run(['segments', '--format', 'csv', '--safe'])).out).toContain("'=1+1");
  });

  it('F-15: a pipe by name, as a shell makes of <(command), is read whole as well', async () => {
    const [pipe, results] = [await cli.file('pipe'), await cli.file('results.ndjson')];
    await promisify(execFile)('mkfifo', [pipe]);
    const [{ code }] = await Promise.all([cli.run(['sync', pipe, '--results', results]), writeFile(pipe, fileOf(3))]);
    expect([code, cli.codes.sort()]).toEqual([0, ['s0', 's1', 's2']]);
    expect((await cli.lines(results))[0]).toMatchObject({ input: { rows: 3 } });
  });

  it('F-15: standard input that is read twice is told whole', async () => {
    const results = await cli.file('results.ndjson');
    const { code } = await cli.run(['sync', '-', '--results', results], { stdin: fileOf(3) });
    expect(code).toBe(0);
    expect((await cli.lines(results))[0]).toMatchObject({ input: { name: 'standard input', rows: 3 } });
  });
});
