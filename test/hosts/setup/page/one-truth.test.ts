import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { describeScreen } from './describe-screen.ts';
import {
  apply,
  applyButton,
  batchesFromNow,
  bring,
  changeList,
  example,
  numbersOf,
  press,
  revokeKey,
  soon,
} from './screen.ts';

describeScreen('one truth, in every tab', (open) => {
  it('U-7: a plan expires when somebody changed a segment in between; it is named, and nothing is sent', async () => {
    const { page, sandbox } = await open({ prepare: (world) => world.put([{ code: 'a', name: 'Books', cpm: 0.8 }]) });
    await bring(page, 'a.csv', changeList([['changed', 'a', 'Books', '0.9']]));
    await applyButton(page).waitFor();
    sandbox.put([{ code: 'a', name: 'Books', cpm: 0.95 }]);
    const before = sandbox.applied.length;
    await apply(page);
    await page.getByText('This plan has expired.').waitFor();
    await page.getByRole('alert').getByText('Books').waitFor();
    expect(sandbox.applied.length).toBe(before);
    await page.getByRole('button', { name: 'Plan again' }).click();
    await applyButton(page).waitFor();
  });

  it('U-1: two tabs show the same plan; one that is older cannot be applied', async () => {
    const { page, url, sandbox } = await open({ prepare: (world) => world.put([{ code: 'old', name: 'Old' }]) });
    await bring(page, 'one.csv', changeList([['removed', 'old']]));
    await applyButton(page).waitFor();
    const second = await page.context().newPage();
    await second.goto(`${url}/changes`);
    await bring(second, 'two.csv', changeList([['added', 'new', 'New']]));
    await second.getByRole('button', { name: /^Apply 1 change/ }).waitFor();
    // The first tab has followed: the other file's name, the other file's plan, and no deletion left to agree to.
    await page.getByText('two.csv').first().waitFor();
    await page.getByText('deletes nothing', { exact: false }).waitFor();
    expect(await page.getByText('one.csv').count()).toBe(0);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 1 of 1 row is in effect/ }).waitFor();
    expect(
      sandbox
        .segments()
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['new', 'old']);
    // A used plan is not armed any more.
    await second.getByText(/^Applied in run 1/).waitFor();
    expect(await applyButton(second).count()).toBe(0);
  });

  it('U-1: reload, Back and a link to a run do what they do elsewhere, and the tab counts', async () => {
    const { page, url } = await open();
    await example(page);
    await applyButton(page).waitFor();
    await soon(async () => expect(await page.title()).toMatch(/^\d+ changes · Sandbox audiences$/));
    await page.reload();
    await applyButton(page).waitFor();
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.getByRole('heading', { name: 'Taxonomy' }).waitFor();
    await page.goBack();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${url}/runs/1`);
    await other.getByRole('heading', { name: /^Run 1: / }).waitFor();
  });

  it('U-12: a second run does not erase the first, and a folder keeps both without the key', async () => {
    const keep = await mkdtemp(join(tmpdir(), 'kept-runs-'));
    const { page, sandbox } = await open({ keep });
    await example(page);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await bring(page, 'b.csv', changeList([['added', 'b', 'B']]));
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: / }).waitFor();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('link', { name: '1', exact: true }).click();
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    for (const name of ['run.json', 'results.ndjson', 'requests.ndjson', 'receipt.html']) {
      const text = await readFile(join(keep, '2', name), 'utf8');
      expect(text.length).toBeGreaterThan(0);
      expect(text).not.toContain(sandbox.keys.write);
    }
    const [header = '', ...lines] = (await readFile(join(keep, '2', 'results.ndjson'), 'utf8')).trimEnd().split('\n');
    // The form that `sync --retry-from` reads (F-15).
    expect(JSON.parse(header)).toMatchObject({
      format: { name: 'destination-permutive/results', number: 1 },
      input: { name: 'b.csv' },
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toHaveProperty('summary.status', 'completed');
    await rm(keep, { recursive: true });
  });

  it('U-11, F-16: a run that is stopped tells the whole file, and Resume brings it to its end', async () => {
    const { page, sandbox } = await open();
    const rows = 15_000;
    sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'stall', when: 'headers' } });
    const areOut = batchesFromNow(sandbox);
    const lines = Array.from({ length: rows }, (_, at) => `added,c${at},Name ${at}`);
    await bring(page, 'many.csv', `change,segment_code,segment_name\n${lines.join('\n')}\n`);
    await apply(page);
    await areOut(2);
    await press(page, 'Stop');
    await page.getByRole('heading', { name: 'Run 1: Stopped at 5,000 of 15,000 rows, as asked' }).waitFor();
    await soon(async () =>
      expect(await numbersOf(page)).toMatchObject({ 'In effect': 5_000, 'Not known': 5_000, 'Not sent': 5_000 }),
    );
    await press(page, 'Resume: 10,000 rows');
    await page.getByRole('heading', { name: /^Run 2: 10,000 of 10,000 rows are in effect/ }).waitFor();
    expect(sandbox.segments()).toHaveLength(rows);
  });

  it('U-5: a run whose key is revoked is titled by that, and nobody is told to correct rows', async () => {
    const { page, sandbox } = await open();
    await bring(page, 'a.csv', changeList([['added', 'a', 'A']]));
    await applyButton(page).waitFor();
    revokeKey(sandbox);
    await apply(page);
    await page
      .getByRole('heading', { name: /^Run 1: Stopped at 0 of 1 row: the key is not accepted any more$/ })
      .waitFor();
    await page.getByText('not accepted', { exact: true }).waitFor();
    await page
      .getByRole('link', { name: 'Connect again, then resume' })
      .or(page.getByRole('button', { name: /^Resume/ }))
      .waitFor();
  });
});
