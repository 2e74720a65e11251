import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { backupOf } from '../../../connector/hosts/report/undoable.ts';
import { CommandLine } from './cli.ts';

const FILE =
  'segment_code,segment_name,change\nnews,News and politics,changed\nfood,Food,added\ntravel,Travel,removed\n';

let line: CommandLine;
let folder = '';
beforeEach(async () => {
  line = new CommandLine();
  line.sandbox.put([
    { code: 'news', name: 'News' },
    { code: 'travel', name: 'Travel', cpm: 2 },
  ]);
  folder = await line.file('backups');
});
afterEach(() => line.close());

const held = () =>
  line.sandbox
    .segments()
    .map(({ code, name, cpm }) => [code, name, cpm])
    .sort();
const backups = async () => (await readdir(folder).catch((): string[] => [])).map((name) => join(folder, name));

const sync = async (...options: string[]) =>
  line.run(['sync', await line.file('rows.csv', FILE), '--mode', 'mirror', '--yes', '--backup', folder, ...options]);

describe('a backup, and the way back', () => {
  it('R-20: a sync of changes is taken back without any snapshot', async () => {
    const results = await line.file('results.ndjson');
    const ran = await sync('--results', results);
    expect([ran.code, ran.err.includes('error')]).toEqual([0, false]);
    const [backup = ''] = await backups();
    expect(ran.out).toContain(`backup    ${backup}`);
    expect(ran.out).toContain(`undo ${backup} --results ${results} --out undo.ndjson`);
    const undo = await line.file('undo.ndjson');
    const said = await line.run(['undo', backup, '--results', results, '--out', undo]);
    expect([said.err, said.code]).toEqual(['', 0]);
    expect(said.out).toContain('1 to create, 1 to update, 1 to delete');
    expect(said.out).toContain('comes back under a new id');
    const undone = await line.run(['apply', undo, '--yes']);
    expect([undone.code, undone.err.includes('error')]).toEqual([0, false]);
    expect(held()).toEqual([
      ['news', 'News', undefined],
      ['travel', 'Travel', 2],
    ]);
  });

  it('R-20: what was touched since stays as it is', async () => {
    const results = await line.file('results.ndjson');
    await sync('--results', results);
    line.sandbox.put([{ code: 'food', name: 'By hand' }]);
    const [backup = ''] = await backups();
    const said = await line.run(['undo', backup, '--results', results, '--out', await line.file('undo.ndjson')]);
    expect(said.out).toContain('1 to create, 1 to update, 0 to delete, 0 as they are · 1 kept back');
  });

  it.each([
    ['a sync of changes', () => sync()],
    [
      'a full list',
      async () =>
        line.run([
          ...['sync', await line.file('list.csv', 'ID,Name\nnews,News and politics\n'), '--full'],
          ...['--state', await line.file('x.state'), '--backup', folder],
        ]),
    ],
  ])('R-20: of %s, it is whole before anything is sent', async (_what, start) => {
    const whole: string[][] = [];
    const { fetch } = line.sandbox;
    line.fetch = async (input, init) => {
      if (init?.method === 'PATCH' || (input instanceof Request && input.method === 'PATCH')) {
        const [backup = ''] = await backups();
        whole.push([...(await backupOf(backup, line.sandbox.importId)).segments.keys()]);
      }
      return fetch(input, init);
    };
    expect((await start()).code).toBe(0);
    expect(whole[0]).toEqual(['news', 'travel']);
  });

  it('R-20: results of another run, or what are none, are refused by undo', async () => {
    const results = await line.file('results.ndjson');
    await sync('--results', results);
    const [backup = ''] = await backups();
    const undo = async (path: string) =>
      line.run(['undo', backup, '--results', path, '--out', await line.file('undo.ndjson')]);
    const none = await undo(await line.file('rows.csv'));
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('holds no results of a run')]);
    const text = await readFile(results, 'utf8');
    const earlier = await undo(
      await line.file('earlier.ndjson', text.replace(/"startedAt":"\d{4}/, '"startedAt":"2020')),
    );
    expect([earlier.code, earlier.err]).toEqual([2, expect.stringContaining('of a run that began at 2020')]);
    const other = await undo(
      await line.file('other.ndjson', text.replace(/"importId":"[^"]+"/, '"importId":"another"')),
    );
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('are of import another')]);
    const swapped = await line.run(['undo', results, '--results', results, '--out', await line.file('undo.ndjson')]);
    expect([swapped.code, swapped.err]).toEqual([2, expect.stringContaining('it is no backup that a run kept')]);
  });

  it('R-16: a snapshot that is not there yet is told: its name may be mistyped', async () => {
    const list = await line.file('list.csv', 'ID,Name\nnew,New\n');
    const state = await line.file('x.state');
    for (const command of [
      ['plan', list],
      ['sync', list, '--full'],
    ])
      expect((await line.run([...command, '--state', state])).err).toContain(`${state} is new: nothing is yours yet`);
    expect((await line.run(['plan', list, '--state', state])).err).not.toContain('is new');
  });

  it('R-20, F-21: a run that breaks off tells its backup and the way back', async () => {
    const rows = Array.from({ length: 12_000 }, (_, at) => `c${at},Segment ${at}\n`).join('');
    const [list, state] = [await line.file('list.csv', `ID,Name\n${rows}`), await line.file('x.state')];
    const { fetch } = line.sandbox;
    line.fetch = async (input, init) => {
      // Somebody saves the file once more while it is read.
      if (init?.method === 'PATCH' || (input instanceof Request && input.method === 'PATCH'))
        await appendFile(list, 'late,Late\n');
      return fetch(input, init);
    };
    const ran = await line.run(['sync', list, '--full', '--state', state, '--results', await line.file('r.ndjson')]);
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('changed while it was read');
    expect(ran.err).toContain('The run broke off');
    expect(ran.err).toContain('backup   ');
  });

  it('R-18, R-20: where the import cannot be listed, nothing is sent and nothing is kept', async () => {
    line.sandbox.inject({ on: { kind: 'list' }, always: true, do: { kind: 'answer', status: 400 } });
    const ran = await sync();
    expect(ran.code).toBe(3);
    expect(await backups()).toEqual([]);
    expect(held()).toHaveLength(2);
  });

  it('R-20: a folder that cannot be written to is told before anything is sent, and a dry run has nothing to go back from', async () => {
    const file = await line.file('a-file', 'x');
    const refused = await line.run(['sync', await line.file('rows.csv', FILE), '--backup', join(file, 'below')]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('Nothing was sent')]);
    const dry = await line.run(['sync', await line.file('rows.csv'), '--backup', folder, '--dry-run']);
    expect([dry.code, dry.err]).toEqual([2, expect.stringContaining('--backup does not go with --dry-run')]);
    expect(line.sandbox.requests).toEqual([]);
  });

  it('R-16: a plan of a full list is not applied without its snapshot', async () => {
    const [list, state, plan] = [
      await line.file('list.csv', 'ID,Name\nnew,New\n'),
      await line.file('x.state'),
      await line.file('plan.ndjson'),
    ];
    await line.run(['plan', list, '--state', state, '--out', plan]);
    const refused = await line.run(['apply', plan]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--state FILE is missing')]);
  });

  it('R-17: the receipt tells what was kept back, why, and the command that would let it through', async () => {
    const many = Array.from({ length: 30 }, (_, at) => `c${at},Segment ${at}`);
    const list = async (rows: readonly string[]) => line.file('list.csv', ['ID,Name', ...rows, ''].join('\n'));
    const [state, receipt] = [await line.file('x.state'), await line.file('receipt.html')];
    await line.run(['sync', await list(many), '--full', '--state', state]);
    const ran = await line.run(['sync', await list(many.slice(0, 5)), '--full', '--state', state, '--report', receipt]);
    expect([ran.code, ran.out]).toEqual([1, expect.stringContaining(`receipt  ${receipt}`)]);
    const html = await readFile(receipt, 'utf8');
    expect(html).toContain('5 of 30 segments are in effect, 25 kept back');
    expect(html).toContain('Kept back, and why: 25 segments');
    expect(html).toContain('--approve-deletions 25');
    expect(html).toContain('Segment 5');
  });
});
