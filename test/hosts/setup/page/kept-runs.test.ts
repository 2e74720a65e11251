import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import connector from '../../../../connector/index.ts';
import { KEYS } from '../../../../spec/taxonomy/sandbox/keys.ts';
import { describeScreen } from './describe-screen.ts';
import {
  apply,
  applyButton,
  batchesFromNow,
  bring,
  changeList,
  narrow,
  press,
  revokeKey,
  type Screen,
  soon,
} from './screen.ts';

const rowsOf = (count: number) =>
  `change,segment_code,segment_name\n${Array.from({ length: count }, (_, at) => `added,c${at},Name ${at}\n`).join('')}`;

/** Applies a file of more than one batch, until the first is settled and the answer to the second does not come. */
async function applyHalf({ page, sandbox }: Screen, rows: number): Promise<void> {
  sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'stall', when: 'headers' } });
  const areOut = batchesFromNow(sandbox);
  await bring(page, 'many.csv', rowsOf(rows));
  await apply(page);
  await areOut(2);
  await page
    .getByText(`5,000 of ${rows.toLocaleString('en-US')}`, { exact: false })
    .first()
    .waitFor();
}

describeScreen('runs that are kept', (open) => {
  let keep = '';
  beforeAll(async () => {
    keep = await mkdtemp(join(tmpdir(), 'kept-runs-'));
  });
  afterAll(() => rm(keep, { recursive: true }));

  it('U-12, F-16: a program that ends in mid-run loses nothing that was settled; the next one tells it and plans the rest', async () => {
    const folder = join(keep, 'ended');
    const first = await open({ keep: folder });
    await applyHalf(first, 7_000);
    // As it is on the disk now a killed process leaves it.
    const left = join(keep, 'left');
    await cp(folder, left, { recursive: true });
    await first.close();
    const { page, sandbox, url } = await open({ keep: left });
    await page.goto(`${url}/runs/1`);
    await page
      .getByRole('heading', { name: 'Run 1: Stopped at 5,000 of 7,000 rows: the program ended before the run did' })
      .waitFor();
    await page.getByText('Without a result').waitFor();
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByRole('searchbox').fill('c4999');
    await page.getByRole('button', { name: /Name 4999/ }).click();
    await page
      .getByRole('dialog')
      .getByText(/^Sent in request \d+ as Create, accepted$/)
      .waitFor();
    await page.keyboard.press('Escape');
    await press(page, 'Resume: 2,000 rows');
    await page.getByText('Planned from what run 1 left of many.csv', { exact: false }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 2,000 of 2,000 rows are in effect/ }).waitFor();
    expect(
      sandbox
        .segments()
        .map(({ code }) => code)
        .sort()[0],
    ).toBe('c5000');
    expect(sandbox.segments()).toHaveLength(2_000);
  });

  it('U-12: two runs are compared by segment and cause: the same trouble, new trouble, what is mended', async () => {
    const folder = join(keep, 'compared');
    const { page } = await open({ keep: folder });
    const broken = (codes: readonly string[]) =>
      changeList(
        codes.map((code) => ['added', code, `Name of ${code}`, code.startsWith('bad') ? 'ask sales' : '1'] as const),
      );
    await bring(page, 'one.csv', broken(['a', 'bad_1', 'bad_2']));
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await bring(
      page,
      'two.csv',
      changeList([
        ['added', 'bad_1', 'Name of bad_1', 'ask sales'],
        ['added', 'bad_2', 'Name of bad_2', '2'],
        ['added', 'bad_3', 'Name of bad_3', '-1'],
      ]),
    );
    await page.getByText('two.csv').first().waitFor();
    await applyButton(page).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: / }).waitFor();
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('checkbox', { name: 'Compare run 2' }).check();
    await page.getByRole('checkbox', { name: 'Compare run 1' }).check();
    const compared = page.getByRole('region', { name: 'Comparison' });
    await compared.getByRole('heading', { name: 'Run 2 against run 1' }).waitFor();
    const part = (words: string) => compared.locator('.three > div', { hasText: words });
    await part('failed in both, for the same cause').getByText('bad_1', { exact: true }).waitFor();
    await part('failed in 2 only').getByText('bad_3', { exact: true }).waitFor();
    await part('failed in 1 and is well in 2').getByText('bad_2', { exact: true }).waitFor();
    await soon(async () => expect(await compared.locator('.count-of').allInnerTexts()).toEqual(['1', '1', '1']));
    await narrow(page, 'compared');
  });

  it('U-11: a run that lost its key is resumed with another, which sends what is left', async () => {
    // Both keys of the reader's are the sandbox's own; which one a call was made with is noted.
    const used: string[] = [];
    const under = (config: unknown) => {
      const { apiKey, importId } = config as { apiKey: string; importId: string }; // As the form holds them.
      used.push(apiKey);
      return { importId, apiKey: KEYS.write };
    };
    const { page, sandbox } = await open({
      production: true,
      connector: {
        ...connector,
        check: (request, context) => connector.check({ ...request, config: under(request.config) }, context),
        write: (request, context) => connector.write({ ...request, config: under(request.config) }, context),
      },
    });
    const connect = async (key: string) => {
      await page.getByLabel('API key').fill(key);
      const to = page.getByLabel(/^Import/);
      if ((await to.inputValue()) === '') await to.fill(sandbox.importId);
      await page.getByRole('button', { name: /^Test/ }).click();
      await page.getByRole('heading', { name: 'Ready for changes' }).waitFor();
    };
    await connect('first-key-of-the-reader');
    await page.getByRole('link', { name: 'Bring a file' }).click();
    await bring(page, 'a.csv', changeList([['added', 'a', 'A']]));
    await applyButton(page).waitFor();
    revokeKey(sandbox);
    await apply(page);
    await page
      .getByRole('heading', { name: /^Run 1: Stopped at 0 of 1 row: the key is not accepted any more$/ })
      .waitFor();
    sandbox.clearFaults();
    await page.getByRole('link', { name: 'Connection', exact: true }).click();
    await connect('second-key-of-the-reader');
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('link', { name: '1', exact: true }).click();
    await press(page, 'Resume: 1 row');
    await page.getByRole('heading', { name: /^Run 2: 1 of 1 row is in effect/ }).waitFor();
    expect(used.at(-1)).toBe('second-key-of-the-reader');
    expect(sandbox.segments().map(({ code }) => code)).toEqual(['a']);
  });

  it('U-13, X-1: a folder holds results of the form that sync reads, a receipt, and never the key', async () => {
    const folder = join(keep, 'form');
    const { page, sandbox } = await open({ keep: folder });
    await bring(page, 'b.csv', changeList([['added', 'b', 'B']]));
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    for (const name of [
      'order.json',
      'run.json',
      'results.ndjson',
      'requests.ndjson',
      'bodies.ndjson',
      'receipt.html',
    ]) {
      const text = await readFile(join(folder, '1', name), 'utf8');
      expect(text.length).toBeGreaterThan(0);
      expect(text).not.toContain(sandbox.keys.write);
    }
  });

  it('R-20: a run of changes is taken back too; what somebody touched since stays', async () => {
    const folder = join(keep, 'undone');
    const before = [
      { code: 'old', name: 'Old news', cpm: 1 },
      { code: 'price', name: 'Priced', cpm: 1 },
    ];
    const { page, sandbox } = await open({ keep: folder, prepare: (world) => world.put(before) });
    await bring(
      page,
      'changes.csv',
      changeList([
        ['removed', 'old'],
        ['changed', 'price', 'Priced', '2'],
        ['added', 'new', 'New'],
        ['added', 'touched', 'Touched'],
      ]),
    );
    await page.getByText('A copy is kept for undo.', { exact: false }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 4 of 4 rows are in effect/ }).waitFor();
    sandbox.put([{ code: 'touched', name: 'Touched by hand' }]);
    await press(page, 'Undo…');
    await page.getByText('memberships and cohorts of the old one do not come back', { exact: false }).waitFor();
    await page.getByRole('heading', { name: /^3 changes to .*, 1 kept back$/ }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 3 of 3 changes are in effect/ }).waitFor();
    const held = Object.fromEntries(sandbox.segments().map(({ code, name, cpm }) => [code, { name, cpm }]));
    expect(held).toEqual({
      old: { name: 'Old news', cpm: 1 },
      price: { name: 'Priced', cpm: 1 },
      touched: { name: 'Touched by hand' },
    });
  });

  it('R-20, U-12: a run of changes that its program did not live to end is taken back too, as far as it came', async () => {
    const folder = join(keep, 'killed');
    const first = await open({ keep: folder, prepare: (world) => world.put([{ code: 'theirs', name: 'Theirs' }]) });
    await applyHalf(first, 5_002);
    const left = join(keep, 'killed-left');
    await cp(folder, left, { recursive: true });
    const held = first.sandbox.segments();
    expect(held).toHaveLength(5_001);
    await first.close();
    const { page, sandbox, url } = await open({ keep: left, prepare: (world) => world.put(held) });
    await page.goto(`${url}/runs/1`);
    await press(page, 'Undo…');
    await page.getByText('Delete 5,000 segments', { exact: true }).waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 5,000 of 5,000 changes are in effect/ }).waitFor();
    expect(sandbox.segments().map(({ code }) => code)).toEqual(['theirs']);
  });

  it('U-9, U-12: a run of an earlier start shows the bodies of its requests, and its rows what was sent for them', async () => {
    const folder = join(keep, 'bodies');
    const first = await open({ keep: folder });
    const refused = { kind: 'answer', status: 503, headers: { 'x-request-id': 'req-3a70c4' } } as const;
    first.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: refused });
    await bring(first.page, 'b.csv', changeList([['added', 'b', 'Books']]));
    await apply(first.page);
    await first.page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await first.close();
    const { page, sandbox, url } = await open({ keep: folder });
    await page.goto(`${url}/runs/1`);
    await page.getByRole('tab', { name: /^Requests/ }).click();
    await page.locator('.requests').getByRole('button', { name: 'batch 1, again' }).click();
    await page.locator('pre', { hasText: '"operation": "Create"' }).waitFor();
    await page.locator('pre', { hasText: /^200/ }).waitFor();
    // Somebody names a request by its ID: the run is found, and the request in it.
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('searchbox').fill('no-such-request');
    await page.getByText('Nothing mentions “no-such-request”.').waitFor();
    await page.getByRole('searchbox').fill('3A70c4');
    await page.getByRole('link', { name: /^Request \d+ has this ID$/ }).click();
    await page.getByRole('tab', { name: /^Requests/, selected: true }).waitFor();
    await soon(async () => expect(await page.locator('.requests tbody tr').count()).toBe(1));
    await page.locator('.requests td.id', { hasText: 'req-3a70c4' }).waitFor();
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByRole('button', { name: /Books/ }).click();
    const evidence = page.getByRole('dialog');
    await evidence.locator('pre', { hasText: '"Create"' }).waitFor();
    await evidence.getByRole('columnheader', { name: /^Answered in \d+$/ }).waitFor();
    expect(await page.content()).not.toContain(sandbox.keys.write);
  });
});
