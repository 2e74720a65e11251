import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { YESTERDAY } from '../../../../connector/hosts/cli/demo-taxonomy.ts';
import { describeScreen } from './describe-screen.ts';
import { watchHands } from './hands.ts';
import { apply, applyButton, bring, example, press, soon } from './screen.ts';

/** Bytes of Windows-1252, as Excel in Germany saves them. */
const windows = (text: string) => Buffer.from(text, 'latin1');
const MESSY = windows(
  [
    'Segment-ID;Titel;Aktion;TKP (USD);Laufzeit (Tage)',
    'auto_de;Auto > Elektroautos für Käufer;added;2,60;30',
    'cuisine_fr;Cuisine > Pâtisserie;added;0,7;90',
    'spring campaign;Campaigns > Spring;added;1,5;90',
    'weather;Weather;removed;;30',
    '',
  ].join('\r\n'),
);

describeScreen('the whole way, from a key to the proof', (open) => {
  it('U-3, U-4, U-6, U-7, U-10, U-13: connect, bring a messy file in, fix it, apply with a deletion, prove why a row failed: without a click that is not on the way', async () => {
    const { page, sandbox } = await open({
      production: true,
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
      sandbox: {
        rejects: (operation) => 'data' in operation && 'code' in operation.data && operation.data.code === 'cuisine_fr',
      },
      prepare: (world) => world.put([{ code: 'weather', name: 'Weather' }]),
    });
    const did = await watchHands(page);
    // Connect: the key first, white space and all.
    await page.getByLabel('API key').fill(`  ${sandbox.keys.write}\n`);
    await page.getByLabel('Import ID').fill(` ${sandbox.importId} `);
    await press(page, 'Test connection');
    await page.getByRole('heading', { name: 'Ready for changes' }).waitFor();
    expect(await did()).toEqual(['type API key', 'type Import ID', 'press Test connection']);

    // A file in another encoding asks; neither answer is ticked beforehand. Foreign headings are matched by hand, in a table that is open already.
    await page.getByRole('link', { name: 'Bring a file' }).click();
    await bring(page, 'audience.csv', MESSY);
    await page.getByText('Auto > Elektroautos für Käufer').waitFor();
    await page.getByRole('radio', { name: /^Windows-1252/ }).waitFor({ state: 'attached' });
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    await page.getByRole('radio', { name: /^Windows-1252/ }).click({ force: true });
    await page.getByText('Windows-1252, “;”', { exact: false }).waitFor();
    const column = async (heading: string, field: string) => {
      await page.getByRole('button', { name: `${heading} becomes` }).click();
      await page.getByRole('option', { name: field, exact: true }).click();
    };
    await column('Titel', 'Segment name');
    await column('Aktion', 'Change');
    await column('TKP (USD)', 'Price (CPM, USD)');
    await page.getByText('Laufzeit (Tage) is not used').waitFor();
    await page.getByRole('heading', { name: /^3 changes to/ }).waitFor();
    expect(await did()).toEqual([
      'press Bring a file',
      'press Choose a file',
      expect.stringMatching(/^press Windows-1252/),
      'press Titel becomes',
      'press Segment name',
      'press Aktion becomes',
      'press Change',
      'press TKP (USD) becomes',
      'press Price (CPM, USD)',
    ]);

    // Review: every number adds up, the deletion is named; what cannot be used is fixed in place.
    await page.getByText('Delete 1 segment', { exact: true }).waitFor();
    await press(page, 'Fix 1 row');
    await press(page, 'Use spring_campaign');
    await press(page, 'Plan again with 1 correction');
    await page.getByRole('heading', { name: /^4 changes to/ }).waitFor();
    expect(await did()).toEqual(['press Fix 1 row', 'press Use spring_campaign', 'press Plan again with 1 correction']);

    // Apply, with the number of deletions.
    await applyButton(page).waitFor();
    expect(await applyButton(page).isEnabled()).toBe(false);
    await apply(page);
    // The run's title is its result, and the import is what was shown, but for the row that Permutive refuses.
    await page.getByRole('heading', { name: /^Run 1: 3 of 4 rows are in effect, 1 failed$/ }).waitFor();
    expect(await did()).toEqual([
      'type To delete 1 segment in production, type 1',
      expect.stringMatching(/^press Apply 4 changes to /),
    ]);
    expect(sandbox.segments().map(({ code, cpm }) => [code, cpm])).toEqual(
      expect.arrayContaining([
        ['auto_de', 2.6],
        ['spring_campaign', 1.5],
      ]),
    );
    expect(sandbox.segments()).toHaveLength(2);

    // Why one row failed, and the proof of it for somebody else.
    await press(page, 'Evidence');
    const evidence = page.getByRole('dialog');
    await evidence
      .getByText(/^Sent in request \d+ as Create, refused$/)
      .last()
      .waitFor();
    await evidence.getByText('Not in effect', { exact: true }).waitFor();
    await evidence.getByRole('button', { name: 'Copy' }).click();
    await soon(async () => {
      const proof = String(await page.evaluate('navigator.clipboard.readText()'));
      for (const told of ['Cuisine > Pâtisserie (cuisine_fr)', 'as Create, refused', 'Not in effect'])
        expect(proof).toContain(told);
    });
    expect(await did()).toEqual(['press Evidence', 'press Copy']);
    await page.keyboard.press('Escape');
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save receipt' }).click();
    const receipt = await readFile(await (await saved).path(), 'utf8');
    for (const told of ['Cuisine &gt; Pâtisserie', 'cuisine_fr', 'Failed: 1 row', 'Weather'])
      expect(receipt).toContain(told);
  });

  it('U-6: rows are changes, as they are, to fix and left out, on the screen and in the run alike', async () => {
    const { page, sandbox } = await open({ prepare: (world) => world.put(YESTERDAY) });
    await example(page);
    await applyButton(page).waitFor();
    await soon(async () => {
      const sums = (await page.locator('.sums li b').allInnerTexts()).map(Number);
      expect(sums.reduce((sum, value) => sum + value, 0)).toBe(60);
    });
    const before = sandbox.applied.length;
    await apply(page);
    await page
      .getByRole('heading', { name: /^Run 1: 51 of 60 rows are in effect in the sandbox, 8 failed, 1 left out$/ })
      .waitFor();
    const applied = sandbox.applied.slice(before).filter(({ operation }) => operation === 'Delete');
    expect(applied).toHaveLength(4);
    await soon(async () => {
      const told = (await page.locator('.numbers dd').allInnerTexts()).slice(0, 6).map(Number);
      expect(told.reduce((sum, value) => sum + value, 0)).toBe(60);
    });
  });

  it('X-1: the key is in no answer, page or storage, and bodies of requests do not show it', async () => {
    const screen = await open();
    const { page, sandbox, answers } = screen;
    await example(page);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await page.getByRole('tab', { name: /Requests/ }).click();
    await page.locator('.requests td button').first().click();
    await page.getByText('API key: not shown').waitFor();
    const stored = await page.evaluate('JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])');
    for (const text of [...answers, await page.content(), String(stored)])
      expect(text).not.toContain(sandbox.keys.write);
  });

  it('X-2: hostile values are text, in the review and in the run', async () => {
    const { page } = await open();
    await bring(page, '<b>evil</b>.csv', 'change,segment_code,segment_name\nadded,evil,<img src=x onerror=alert(1)>\n');
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('img, main b:text-is("evil")').count()).toBe(0);
  });

  it('U-3: a read-only key is told with what to do', async () => {
    const { page, sandbox } = await open({ production: true });
    await page.getByLabel('API key').fill(sandbox.keys.readOnly);
    await page.getByLabel('Import ID').fill(sandbox.importId);
    await press(page, 'Test connection');
    await page.getByText('The key may not change it').waitFor();
    await page.getByText('Permutive Technical Services', { exact: false }).first().waitFor();
    await page.getByText('may only read').waitFor();
    expect(await page.getByRole('link', { name: 'Bring a file' }).count()).toBe(0);
  });
});
