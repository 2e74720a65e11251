import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../../spec/taxonomy/sandbox/index.ts';
import { type Bundle, bundle } from '../../support/bundle.ts';
import { CommandLine } from './cli.ts';
import { inTerminal, SCRIPT, type TerminalOptions } from './terminal.ts';

const ROWS = 20_000;
const ESCAPE = '\u001b';

const csv = [
  'Code,Name,Lifetime (days)',
  ...Array.from({ length: ROWS - 2 }, (_, at) => `s${at},Interest > In market > Segment ${at},30`),
  '1.23457E+14,Damaged,30',
  'not a code,A name,30',
].join('\n');

const csvOf = (rows: number, bad: number) =>
  `segment_code,segment_name\n${Array.from({ length: rows }, (_, at) => (at === bad ? 'bad,Refused\n' : `s${at},Segment ${at}\n`)).join('')}`;

(SCRIPT === undefined ? describe.skip : describe)('F-19: the command line in a pseudo-terminal', () => {
  let program: Bundle;
  let folder = '';
  beforeAll(async () => {
    program = await bundle('connector/hosts/cli/main.ts');
    // As the package lies: the story reads its example.
    await cp('docs/examples/audience.csv', join(dirname(program.path), 'docs/examples/audience.csv'));
    await writeFile(join(dirname(program.path), 'package.json'), '{}');
    folder = await mkdtemp(join(tmpdir(), 'terminal-'));
    await writeFile(join(folder, 'rows.csv'), csv);
    await writeFile(join(folder, 'names.csv'), 'code,name\na,A\n,Made of a name\n');
    await writeFile(
      join(folder, 'removals.csv'),
      'change,segment_code,segment_name\nadded,new,New\nremoved,old,Old news\n',
    );
  });
  afterAll(async () => {
    await program.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const sync = (file: string, options: readonly string[], terminal: TerminalOptions) =>
    inTerminal([process.execPath, program.path, 'sync', join(folder, file), '--sandbox', ...options], terminal);

  it.each([80, 120])(
    'at %i columns nothing is torn: what was told stays, the bar is gone, the summary is whole',
    async (columns) => {
      const { code, lines, raw } = await sync('rows.csv', ['--yes'], { columns });
      const text = lines.join('\n');
      expect(code).toBe(1);
      expect(text).toMatch(/^rows\.csv +(20,000 rows|looked at the first 10,000 rows)$/m);
      expect(text).toMatch(/^Columns not used +Lifetime \(days\)$/m);
      expect(text).toMatch(/^19,999 of 20,000 rows are in effect in the sandbox, 1 failed$/m);
      expect(text).toMatch(/^ {2}19,999 created · 1 failed$/m);
      expect(text).toMatch(/^! 1 row {5}The segment code cannot be used {2,}invalid_segment_code, segment_code$/m);
      expect(text).not.toMatch(/[█▌░]/);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(raw).toContain('█');
    },
  );

  it('a warning stands whole above the bar, wrapped between words', async () => {
    const { lines } = await sync('names.csv', ['--yes'], { columns: 80 });
    const at = lines.findIndex((line) => line.startsWith('warning: '));
    const warning = lines.slice(at, at + 3).join(' ');
    expect(warning).toMatch(/generated from names\. Map stable segment codes/);
    expect(lines.join('\n')).toMatch(/^2 of 2 rows are in effect/m);
  });

  it('U-14: of 20 rows with a warning the summary says 20, and the bar leaves nothing in it', async () => {
    await writeFile(
      join(folder, 'twenty.csv'),
      `code,name\n${Array.from({ length: 20 }, (_, at) => (at === 0 ? ',Made of a name' : `t${at},T ${at}`)).join('\n')}\n`,
    );
    const { lines, code } = await sync('twenty.csv', ['--yes'], { columns: 80 });
    const text = lines.join('\n');
    expect(text).toMatch(/^warning: /m);
    expect(text).toMatch(/^20 of 20 rows are in effect in the sandbox$/m);
    expect(text).toMatch(/^ {2}20 created$/m);
    expect([code, /[█▌░]|2020/.test(text)]).toEqual([0, false]);
  });

  it('U-15: npm start fits a screen of 80 columns: 30 lines, no bar between them, and it exits 0', async () => {
    const { code, lines, raw } = await inTerminal([process.execPath, program.path, 'demo'], { columns: 80 });
    const told = lines.join('\n').trimEnd().split('\n');
    expect(told.length).toBeLessThanOrEqual(30);
    expect(told.join('\n')).toContain('false results: 0 of 5,060');
    expect([code, /[█▌░]/.test(raw)]).toEqual([0, false]);
  });

  it('F-8: what is left out is asked about; Enter stops, and nothing is sent', async () => {
    const question = { after: 'press Enter to stop', keys: '\r' };
    const stopped = await sync('rows.csv', [], { columns: 80, typed: question });
    expect([stopped.code, stopped.lines.join('\n')]).toEqual([2, expect.stringContaining('Nothing was sent.')]);
    const agreed = await sync('rows.csv', [], { columns: 80, typed: { ...question, keys: 'yes\r' } });
    expect([agreed.code, agreed.lines.join('\n')]).toEqual([1, expect.stringContaining('19,999 of 20,000 rows')]);
  });

  it('F-20: deletions are asked for by their number and shown by name', async () => {
    const typed = { after: 'Type 1 to delete', keys: '1\r' };
    const { code, lines } = await sync('removals.csv', ['--mode', 'mirror'], { columns: 80, typed });
    const text = lines.join('\n');
    expect(text).toMatch(/^1 segment will be deleted in import Sandbox audiences, sandbox:$/m);
    expect(text).toMatch(/− Old news +old/);
    expect([code, text]).toEqual([0, expect.stringContaining('2 of 2 rows are in effect')]);
    const stopped = await sync('removals.csv', ['--mode', 'mirror'], { columns: 80, typed: { ...typed, keys: '\r' } });
    expect([stopped.code, stopped.lines.join('\n')]).toEqual([2, expect.stringContaining('Nothing was sent.')]);
  });

  describe('with trouble on the way', () => {
    let cli: CommandLine;
    let env: Record<string, string>;
    beforeEach(async () => {
      cli = new CommandLine({
        rejects: (operation) => operation.operation === 'Create' && operation.data.code === 'bad',
      });
      env = { ...cli.credentials, PERMUTIVE_BASE_URL: await cli.sandbox.listen() };
      const batch = (nth: number, fault: Fault['do']) =>
        cli.sandbox.inject({ on: { method: 'PATCH' }, nth, do: fault });
      batch(1, { kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
      batch(3, { kind: 'reset', when: 'after' });
    });
    afterEach(() => cli.close());

    it.each([80, 120])(
      'at %i columns each trouble is a line that stays, in order, and the summary adds up',
      async (columns) => {
        const file = await cli.file('trouble.csv', csvOf(1_500, 1_234));
        const seen = await inTerminal([process.execPath, program.path, 'sync', file, '--batch-size', '500', '--yes'], {
          columns,
          env,
        });
        const text = seen.lines.join('\n');
        const inOrder = [
          / 1 {2}wait {8}1 s, as Permutive asks \(429\)$/m,
          / 1 {2}500 rows {4}500 created; 2 requests$/m,
          / 2 {2}no answer {3}after \d+\.\d s; finding out what became of it$/m,
          / 2 {2}500 rows {4}500 created; \d requests$/m,
          / 3 {2}refused {5}\(400\); finding out why$/m,
          / 3 {2}500 rows {4}499 created, 1 failed; \d+ requests$/m,
          /^1,499 of 1,500 rows are in effect, 1 failed$/m,
          /^! 1 row {5}Permutive refused the operation {2,}rejected_by_permutive$/m,
          /^ {12}line 1,236 {2}bad {2}Permutive refused it/m,
        ].map((line) => [line.source, text.search(line)] as const);
        expect(inOrder.filter(([, at]) => at < 0)).toEqual([]);
        expect(inOrder.map(([, at]) => at)).toEqual(inOrder.map(([, at]) => at).sort((one, other) => one - other));
        // Torn words would not come together again.
        expect(text.replaceAll(/\s+/g, ' ')).toContain('Common causes are invalid segment codes and missing fields.');
        const requests = [...text.matchAll(/; (\d+) requests$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
        expect(text).toMatch(new RegExp(`^ {2}${requests} requests, `, 'm'));
      },
    );

    it('TERM=dumb gets the same troubles as plain lines, each once', async () => {
      const file = await cli.file('trouble.csv', csvOf(1_500, 1_234));
      const { raw, lines } = await inTerminal(
        [process.execPath, program.path, 'sync', file, '--batch-size', '500', '--yes'],
        { columns: 80, env: { ...env, TERM: 'dumb' } },
      );
      const text = lines.join('\n');
      expect(raw).not.toContain(ESCAPE);
      expect(raw.replaceAll('\r\n', '')).not.toContain('\r');
      expect(raw).not.toMatch(/[█▌░]/);
      const told = [
        / wait {8}1 s, as Permutive asks \(429\)$/gm,
        / no answer {3}after /gm,
        / refused {5}\(400\)/gm,
      ].map((line) => [line.source, text.match(line)?.length]);
      expect(told).toEqual(told.map(([line]) => [line, 1]));
      expect(text).toMatch(/^1,499 of 1,500 rows are in effect, 1 failed$/m);
      expect(text).toMatch(/^! 1 row {5}Permutive refused the operation {2,}rejected_by_permutive$/m);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    });
  });

  it('TERM=dumb gets plain lines', async () => {
    const { raw, lines } = await sync('rows.csv', ['--yes'], { columns: 80, env: { TERM: 'dumb' } });
    expect(raw).not.toContain(ESCAPE);
    expect(raw.replaceAll('\r\n', '')).not.toContain('\r');
    expect(lines.join('\n')).toMatch(/^19,999 of 20,000 rows are in effect in the sandbox, 1 failed$/m);
  });

  it('NO_COLOR takes the colours and leaves the bar', async () => {
    const { raw } = await sync('rows.csv', ['--yes'], { columns: 80, env: { NO_COLOR: '1' } });
    expect(raw).not.toMatch(new RegExp(`${ESCAPE}\\[[0-9;]*m`));
    expect(raw).toContain('█');
  });
});
