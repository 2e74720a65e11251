import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

const LIST = 'ID,Name,CPM (USD)\nnews,News,1.20\nsport,Sport,0.80\ntravel,Travel,2.00\n';
/** One edited, one gone, one new. */
const NEXT = 'ID,Name,CPM (USD)\nnews,News and politics,1.20\nsport,Sport,0.80\nfood,Food,0.50\n';

let line: CommandLine;
let state = '';
let plan = '';
beforeEach(async () => {
  line = new CommandLine();
  state = await line.file('newsroom.state');
  plan = await line.file('plan.ndjson');
});
afterEach(() => line.close());

/** The first list, in effect and owned. */
async function owned(): Promise<void> {
  const list = await line.file('list.csv', LIST);
  const ran = await line.run(['sync', list, '--full', '--state', state]);
  expect([ran.code, ran.err.includes('error')]).toEqual([0, false]);
}

const planned = async (text = NEXT, ...options: string[]) =>
  line.run(['plan', await line.file('next.csv', text), '--state', state, '--out', plan, ...options]);

const backups = async (): Promise<string[]> =>
  (await readdir(dirname(state)))
    .filter((name) => name.endsWith('.ndjson.gz'))
    .map((name) => join(dirname(state), name));

describe('a full list on the command line', () => {
  it('R-16: plan shows deletions first, what changes, and one line of sums; nothing is sent', async () => {
    await owned();
    const before = line.sandbox.applied.length;
    const said = await planned();
    expect(said.code).toBe(0);
    expect(said.out.replace(/Plan .*/, 'Plan …').replace(/[^ ]*\/(\w+\.\w+)/g, '$1')).toBe(
      [
        'Delete 1',
        '  − Travel                                  travel',
        '',
        'Update 1',
        '  ~ News                                    news',
        '      name         News → News and politics',
        '',
        'Create 1',
        '  + Food                                    food                        0.50',
        '',
        '1 to create, 1 to update, 1 to delete, 1 as they are',
        'Nothing was sent. Plan …',
        '',
        'next   destination-permutive apply plan.ndjson --state newsroom.state',
        '',
      ].join('\n'),
    );
    expect(line.sandbox.applied).toHaveLength(before);
  });

  it('R-16: apply does it, with --yes where something is deleted and nobody can be asked', async () => {
    await owned();
    await planned();
    const refused = await line.run(['apply', plan, '--state', state]);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('deletes 1 segment, and nobody can be asked'),
    ]);
    const applied = await line.run(['apply', plan, '--state', state, '--yes']);
    expect(applied.err).not.toContain('error');
    expect(applied.code).toBe(0);
    expect(applied.out).toContain('1 created · 1 updated · 1 deleted · 0 as they were');
    expect(line.codes.sort()).toEqual(['food', 'news', 'sport']);
    const again = await line.run(['apply', plan, '--state', state, '--yes']);
    expect(again.code).toBe(3);
    expect(again.err).toContain('applied already');
  });

  it('R-15: a plan made stale by one edit in the import is refused by name', async () => {
    await owned();
    await planned();
    line.sandbox.put([{ code: 'news', name: 'By hand' }]);
    const before = await backups();
    const refused = await line.run(['apply', plan, '--state', state, '--yes']);
    expect(await backups()).toEqual(before); // Nothing was sent: there is nothing to go back from.
    expect(refused.err).toContain('news: was changed since the plan was made');
    expect(line.codes.sort()).toEqual(['news', 'sport', 'travel']);
  });

  it('R-20: undo brings back what the run changed, and says what cannot come back', async () => {
    await owned();
    await planned();
    const results = await line.file('results.ndjson');
    const first = await backups();
    await line.run(['apply', plan, '--state', state, '--yes', '--results', results]);
    const [backup = ''] = (await backups()).filter((path) => !first.includes(path));
    expect((await stat(backup)).mode & 0o777).toBe(0o600);
    const back = await line.file('undo.ndjson');
    const said = await line.run(['undo', backup, '--results', results, '--state', state, '--out', back]);
    expect(said.err).toBe('');
    expect(said.out).toContain('1 to create, 1 to update, 1 to delete');
    expect(said.out).toContain('1 deleted segment comes back under a new id');
    const undone = await line.run(['apply', back, '--state', state, '--yes']);
    expect(undone.code).toBe(0);
    expect(
      line.sandbox
        .segments()
        .map(({ code, name, cpm }) => [code, name, cpm])
        .sort(),
    ).toEqual([
      ['news', 'News', 1.2],
      ['sport', 'Sport', 0.8],
      ['travel', 'Travel', 2],
    ]);
    // The snapshot was kept in step: the first list is in effect, and all of it is owned.
    const same = await line.run(['sync', await line.file('list.csv'), '--full', '--state', state, '--json']);
    expect(JSON.parse(same.out)).toMatchObject({ outcomes: { unchanged: 3 }, owned: 3, removals: { candidates: 0 } });
  });

  it('R-20: undo leaves alone what was touched since', async () => {
    await owned();
    await planned();
    const results = await line.file('results.ndjson');
    const first = await backups();
    await line.run(['apply', plan, '--state', state, '--yes', '--results', results]);
    const [backup = ''] = (await backups()).filter((path) => !first.includes(path));
    line.sandbox.put([{ code: 'food', name: 'By hand' }]);
    const said = await line.run(['undo', backup, '--results', results, '--out', await line.file('undo.ndjson')]);
    expect(said.out).toContain('1 to create, 1 to update, 0 to delete, 0 as they are · 1 kept back');
  });

  it('R-17: what was kept back is told, with why and what would let it through', async () => {
    const many = Array.from({ length: 30 }, (_, at) => `c${at},Segment ${at}`);
    const list = await line.file('many.csv', `ID,Name\n${many.join('\n')}\n`);
    await line.run(['sync', list, '--full', '--state', state]);
    const few = await line.file('few.csv', `ID,Name\n${many.slice(0, 5).join('\n')}\n`);
    const held = await line.run(['sync', few, '--full', '--state', state]);
    expect(held.code).toBe(1);
    expect(held.out).toContain('Kept back, and why: 25');
    expect(held.out).toContain('to let them go: --approve-deletions 25');
    expect(line.codes).toHaveLength(30);
    const approved = await line.run(['sync', few, '--full', '--state', state, '--approve-deletions', '25']);
    expect([approved.code, line.codes.length]).toEqual([0, 5]);
  });

  it('R-17: the command that lets it through names the snapshot of this run', async () => {
    await owned();
    line.sandbox.put([{ code: 'travel', name: 'Edited by hand' }]);
    await line.run(['state', 'protect', 'spo*', '--state', state]);
    const list = await line.file('short.csv', 'ID,Name\nnews,News\n');
    const held = await line.run(['sync', list, '--full', '--state', state]);
    expect(held.out).toContain(`destination-permutive plan LIST --state ${state} --out PLAN, and apply PLAN`);
    expect(held.out).toContain(`destination-permutive state protect CODE --remove --state ${state}`);
  });

  it('N-2: a row that cannot be used is told with its line, and its segment stays', async () => {
    await owned();
    const said = await planned('ID,Name,CPM (USD)\nnews,News,1.20\nsport,Sport,ask sales\n');
    expect(said.code).toBe(1);
    expect(said.out).toContain('To fix 1');
    expect(said.out).toMatch(/sport {3}.*line 3/);
    expect(said.out).toContain('0 to create, 0 to update, 1 to delete');
  });

  it('R-4: a list without codes is refused: codes made from names would change with them', async () => {
    for (const options of [[], ['--codes-from-names']]) {
      const said = await planned('Name\nNews\n', ...options);
      expect([said.code, said.err]).toEqual([2, expect.stringContaining('A full list needs a code in each row')]);
    }
  });

  it.each([
    ['--full', '--state', 'x.state', '--dry-run'],
    ['--full', '--state', 'x.state', '--max-deletes', '5'],
    ['--full', '--state', 'x.state', '--mode', 'mirror'],
    ['--full'],
    ['--state', 'x.state'],
  ])('R-16: sync %s %s %s %s passes no option over: it is refused, and nothing is sent', async (...options) => {
    const said = await line.run(['sync', await line.file('list.csv', LIST), ...options.filter((one) => one)]);
    expect([said.code, line.sandbox.requests.length]).toEqual([2, 0]);
    expect(said.err).toMatch(/--full/);
  });

  it('R-16: --fail-on-drift and --fail-on-changes', async () => {
    await owned();
    expect((await planned(LIST, '--fail-on-drift', '--fail-on-changes')).code).toBe(0);
    line.sandbox.put([{ code: 'news', name: 'By hand' }]);
    const drifted = await planned(LIST, '--fail-on-drift');
    expect(drifted.code).toBe(1);
    expect(drifted.out).toContain('somebody edited it at Permutive since the last run');
  });

  it('R-16: the Markdown form holds the same, and no markup of a name', async () => {
    await owned();
    const markdown = await line.file('plan.md');
    await planned(`${NEXT}x,"<img src=x> | **bold**",1\n`, '--markdown', markdown);
    const text = await readFile(markdown, 'utf8');
    expect(text).toContain('**Deleted: 1**');
    expect(text).toContain('| − | Travel | `travel` |');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('**bold**');
  });

  it('R-10, R-12, R-16: state shows, adopts, protects, forgets and unlocks', async () => {
    const list = await line.file('list.csv', LIST);
    line.sandbox.put([
      { code: 'news', name: 'News' },
      { code: 'sport', name: 'Sport' },
    ]);
    const adopted = await line.run(['state', 'adopt', '--from', list, '--state', state]);
    expect(adopted.out).toBe(
      '2 adopted, 0 were yours before, 1 of the list are not in the import. Nothing was sent.\n',
    );
    expect((await line.run(['state', 'protect', 'subs_*', '--state', state])).out).toBe('protected: subs_*\n');
    expect((await line.run(['state', 'forget', 'sport', '--state', state])).code).toBe(0);
    const shown = await line.run(['state', 'show', '--state', state]);
    expect(shown.out).toContain('news\tNews\tadopted');
    expect(shown.out).not.toContain('sport');
    expect(shown.out).toContain('protected: subs_*');
    await writeFile(`${state}.lock`, JSON.stringify({ pid: 1, host: 'elsewhere', since: 'then', token: 'x' }));
    const locked = await line.run(['state', 'show', '--state', state]);
    expect([locked.code, locked.err]).toEqual([3, expect.stringContaining('process 1 of elsewhere')]);
    await line.run(['state', 'unlock', '--state', state]);
    expect((await line.run(['state', 'show', '--state', state])).code).toBe(0);
  });

  it('N-8, R-16: unlock leaves a run alone that is still going, unless somebody says that it is none', async () => {
    const lock = JSON.stringify({ pid: process.pid, host: hostname(), since: 'then', token: 'x' });
    await writeFile(`${state}.lock`, lock);
    const refused = await line.run(['state', 'unlock', '--state', state]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('end it first')]);
    expect(await readFile(`${state}.lock`, 'utf8')).toBe(lock);
    expect((await line.run(['state', 'unlock', '--state', state, '--yes'])).code).toBe(0);
    expect((await line.run(['state', 'show', '--state', state])).code).toBe(0);
  });

  it('R-16: a snapshot that a run left as a journal alone is not told as new', async () => {
    const list = await line.file('list.csv', LIST);
    expect((await line.run(['plan', list, '--state', state])).err).toContain('is new');
    await writeFile(`${state}.journal`, '');
    expect((await line.run(['plan', list, '--state', state])).err).not.toContain('is new');
  });

  it('R-21: the segments of another import are a list too', async () => {
    await owned();
    const { importId, keys, inProcessBaseUrl, inactiveImportId } = line.sandbox;
    const from = await line.file(
      'from.json',
      JSON.stringify({ importId, apiKey: keys.write, baseUrl: inProcessBaseUrl }),
    );
    const to = await line.file(
      'to.json',
      JSON.stringify({ importId: inactiveImportId, apiKey: keys.write, baseUrl: inProcessBaseUrl }),
    );
    const copied = await line.run([
      'plan',
      '--list-from',
      from,
      '--config',
      to,
      '--state',
      state.replace('newsroom', 'copy'),
      '--out',
      plan,
    ]);
    expect(copied.out).toContain('3 to create, 0 to update, 0 to delete');
    await line.run(['apply', plan, '--config', to, '--state', state.replace('newsroom', 'copy')]);
    expect(
      line.sandbox
        .segments(inactiveImportId)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['news', 'sport', 'travel']);
  });

  it('X-6: the snapshot and the list are not overwritten', async () => {
    const list = await line.file('list.csv', LIST);
    const said = await line.run(['plan', list, '--state', state, '--out', list]);
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('name the same file')]);
  });
});
