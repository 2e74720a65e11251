import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeScreen } from './describe-screen.ts';
import { apply, applyButton, bring, fullList, narrow, press, soon } from './screen.ts';

const listOf = (rows: readonly (readonly [code: string, name: string, cpm?: string])[]) =>
  `segment_code,segment_name,cpm\n${rows.map(([code, name, cpm = '']) => `${code},${name},${cpm}\n`).join('')}`;
const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => [`s${from + at}`, `Segment ${from + at}`] as const);

describeScreen('a full list on the screen', (open) => {
  let keep = '';
  beforeAll(async () => {
    keep = await mkdtemp(join(tmpdir(), 'full-lists-'));
  });
  afterAll(() => rm(keep, { recursive: true }));

  const codes = (sandbox: { segments(): readonly { readonly code: string }[] }) =>
    sandbox
      .segments()
      .map(({ code }) => code)
      .sort();

  it('U-8: without a folder that remembers what is ours, full lists are not offered, and why is said', async () => {
    const { page } = await open();
    await bring(page, 'list.csv', listOf([['a', 'A']]));
    await page.getByText('--keep DIR').waitFor();
    expect(await page.getByRole('radio', { name: /^Full list/ }).count()).toBe(0);
  });

  it('U-8, R-6, R-10: done twice, only what we made is deleted, with the number typed; undo brings it back', async () => {
    const { page, sandbox } = await open({
      keep: join(keep, 'twice'),
      prepare: (world) => world.put([{ code: 'theirs', name: 'Somebody else’s' }]),
    });
    await bring(
      page,
      'list.csv',
      listOf([
        ['a', 'A', '1'],
        ['b', 'B'],
        ['c', 'C'],
      ]),
    );
    await fullList(page);
    await page.getByRole('heading', { name: /^3 changes to/ }).waitFor();
    await page.getByText('deletes nothing', { exact: false }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 3 of 3 changes are in effect in the sandbox$/ }).waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await bring(
      page,
      'list.csv',
      listOf([
        ['a', 'A', '2'],
        ['b', 'B'],
        ['d', 'D'],
      ]),
    );
    await page.getByRole('heading', { name: /^3 changes to/ }).waitFor();
    await page.getByText('Delete 1 segment', { exact: true }).waitFor();
    await page.getByText('A copy is kept for undo.', { exact: false }).waitFor();
    await page.getByText('3 of the import’s segments are ours, 1 that the file does not name are not').waitFor();
    expect(await applyButton(page).isEnabled()).toBe(false);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 3 of 3 changes are in effect/ }).waitFor();
    expect(codes(sandbox)).toEqual(['a', 'b', 'd', 'theirs']);
    // The deletion is told by name, with the request that carried it.
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByRole('button', { name: /^deleted/ }).click();
    const evidence = page.getByRole('dialog');
    await evidence.getByText('no row of the file names it', { exact: false }).waitFor();
    await evidence.getByText(/^Sent in request \d+ as Delete, accepted$/).waitFor();
    await page.keyboard.press('Escape');
    await press(page, 'Undo…');
    await page.getByRole('heading', { name: /^3 changes to/ }).waitFor();
    await page.getByText('memberships and cohorts of the old one do not come back', { exact: false }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 3: 3 of 3 changes are in effect/ }).waitFor();
    expect(codes(sandbox)).toEqual(['a', 'b', 'c', 'theirs']);
    expect(sandbox.segments().find(({ code }) => code === 'a')).toMatchObject({ cpm: 1 });
    const kept = await readdir(join(keep, 'twice'), { recursive: true, withFileTypes: true });
    const files = kept.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(await readFile(file, 'latin1')).not.toContain(sandbox.keys.write);
  });

  it('U-8, R-7: the taxonomy says whose each segment is, and what somebody edited since', async () => {
    const { page, sandbox } = await open({
      keep: join(keep, 'whose'),
      prepare: (world) => world.put([{ code: 'theirs', name: 'Somebody else’s' }]),
    });
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.getByText('1 not ours: never deleted').waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await bring(
      page,
      'list.csv',
      listOf([
        ['a', 'A', '1'],
        ['b', 'B', '2'],
      ]),
    );
    await fullList(page);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 2 of 2/ }).waitFor();
    sandbox.put([{ code: 'a', name: 'A', cpm: 9 }]);
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.getByText('2 ours: made or adopted from here').waitFor();
    // Which run wrote each, and a way to it.
    await soon(async () =>
      expect(await page.locator('.held .writer').allInnerTexts()).toEqual(['run 1', 'run 1', 'none known']),
    );
    await page.getByText('cpm edited elsewhere, 1 before').waitFor();
    const whose = page.getByRole('group', { name: 'Show' }).or(page.getByRole('radiogroup', { name: 'Show' }));
    await whose.getByText(/^Not ours/).click();
    await page.getByText('Somebody else’s').waitFor();
    await soon(async () => expect(await page.locator('.diff .held').count()).toBe(1));
    await whose.getByText(/^Edited elsewhere/).click();
    await page.getByText('cpm edited elsewhere, 1 before').waitFor();
    await soon(async () => expect(await page.locator('.diff .held').count()).toBe(1));
    await narrow(page, 'taxonomy');
  });

  it('U-8, R-11, N-4: a suspicious set of deletions is kept back whole, until its number is let through', async () => {
    const { page, sandbox } = await open({ keep: join(keep, 'guarded') });
    await bring(page, 'list.csv', listOf(many(0, 40)));
    await fullList(page);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 40 of 40/ }).waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await bring(page, 'cut.csv', listOf(many(0, 20)));
    await page.getByRole('heading', { name: /^No changes to .*, 20 kept back$/ }).waitFor();
    await page.getByText('20 because they are too many').waitFor();
    expect(await applyButton(page).count()).toBe(0);
    await narrow(page, 'kept-back');
    await press(page, 'Let 20 deletions through…');
    await page.getByText('Delete 20 segments', { exact: true }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 20 of 20 changes are in effect/ }).waitFor();
    expect(codes(sandbox)).toHaveLength(20);
  });

  it('U-8, R-5, N-2: while a row has no code nothing is deleted; mended in place, the deletion is shown', async () => {
    const { page, sandbox } = await open({ keep: join(keep, 'incomplete') });
    await bring(
      page,
      'list.csv',
      listOf([
        ['a', 'A'],
        ['b', 'B'],
      ]),
    );
    await fullList(page);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 2 of 2/ }).waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await bring(
      page,
      'list.csv',
      listOf([
        ['a', 'A'],
        ['', 'New one'],
      ]),
    );
    await page.getByText('While a row has no readable code, nothing is deleted: 1 wait').waitFor();
    await press(page, 'Go to the rows');
    await page.getByRole('textbox', { name: 'Segment code' }).fill('new_one');
    await press(page, 'Plan again with 1 correction');
    await page.getByText('Delete 1 segment', { exact: true }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 2 of 2 changes are in effect/ }).waitFor();
    expect(codes(sandbox)).toEqual(['a', 'new_one']);
  });

  it('U-8, R-4: a list without codes is asked for them; none are made from names', async () => {
    const { page } = await open({ keep: join(keep, 'codeless') });
    await bring(page, 'names.csv', 'segment_name,kennung\nBooks,books\n');
    await press(page, 'Change effect');
    await fullList(page);
    await page.getByText('A full list needs a code in each row', { exact: false }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('button', { name: 'kennung becomes' }).click();
    await page.getByRole('option', { name: 'Segment code', exact: true }).click();
    await page.getByRole('heading', { name: /^1 change to/ }).waitFor();
  });
});
