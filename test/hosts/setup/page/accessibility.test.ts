import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { YESTERDAY } from '../../../../connector/hosts/cli/demo-taxonomy.ts';
import { refusal } from '../../../../spec/taxonomy/sandbox/index.ts';
import { describeScreen } from './describe-screen.ts';
import { apply, applyButton, bring, changeList, example, press } from './screen.ts';

describeScreen('the set-up screen for everybody', (open) => {
  let axe = '';
  beforeAll(async () => {
    axe = await readFile(createRequire(`${process.cwd()}/package.json`).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** What axe finds. The page's policy lets no script in but its own, so axe comes by the debugger. */
  const violationsIn = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe);
    const { violations }: AxeResults = await page.evaluate('axe.run()');
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  };

  /** Looks for violations at each screen it is shown; with SCREENSHOTS=docs/images/setup the pictures of the documentation are taken on the way. */
  const looker = (page: Page, colorScheme: string) => {
    const found: Record<string, string[]> = {};
    const look = async (name: string, { fullPage = false, pictured = true } = {}) => {
      found[name] = await violationsIn(page);
      if (!pictured) return;
      const folder = process.env['SCREENSHOTS'];
      if (folder === undefined) return;
      await page.evaluate('window.scrollTo(0, 0)');
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage });
    };
    const nothing = () => expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
    return { look, nothing };
  };
  // At rest: in mid-transition a colour is none of the design's.
  const atRest = { reducedMotion: 'reduce', viewport: { width: 1_440, height: 900 } } as const;

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on any screen (%s)',
    async (colorScheme) => {
      const { page, sandbox } = await open({
        context: { colorScheme, ...atRest },
        prepare: (world) => world.put(YESTERDAY),
      });
      const { look, nothing } = looker(page, colorScheme);
      await page.getByRole('heading', { name: 'Drop a file' }).waitFor();
      await look('changes-empty');
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByRole('heading', { name: 'No run yet' }).waitFor();
      await look('runs-empty');
      await page.getByRole('link', { name: 'Connection' }).click();
      await page.getByRole('heading', { name: 'Ready for changes' }).waitFor();
      await look('connection');
      await page.getByRole('link', { name: 'Changes' }).click();
      await example(page);
      await applyButton(page).waitFor();
      await page.getByLabel(/^To delete/).fill('4');
      await look('changes');
      await press(page, 'Change columns');
      await look('columns');
      await press(page, 'Fold columns');
      await press(page, /^Fix 8 rows$/);
      await page.getByRole('textbox', { name: 'Segment code' }).first().waitFor();
      await look('to-fix');
      sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: refusal(429, 'Slow down.', { 'retry-after': '1' }) });
      await apply(page);
      await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
      await look('run', { fullPage: true });
      await page.getByRole('tab', { name: /Requests/ }).click();
      await page.locator('.requests td button').first().click();
      await page.getByText('API key: not shown').waitFor();
      await look('requests');
      await page.getByRole('tab', { name: 'Rows' }).click();
      await page.locator('.rows button.line').last().click();
      await page.getByRole('dialog').getByText('How we know').waitFor();
      await look('evidence');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Taxonomy' }).click();
      await page.getByRole('heading', { name: /^\d+ segments$/ }).waitFor();
      await look('taxonomy');
      await page.getByRole('link', { name: 'Runs' }).click();
      await page.getByRole('link', { name: '1', exact: true }).waitFor();
      await look('runs');
      nothing();
    },
    60_000,
  );

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on a full list, its guards, its undo and a comparison (%s)',
    async (colorScheme) => {
      const keep = await mkdtemp(join(tmpdir(), 'axe-'));
      const { page } = await open({ context: { colorScheme, ...atRest }, keep });
      const { look, nothing } = looker(page, colorScheme);
      const list = (count: number, cpm = '1') =>
        `segment_code,segment_name,cpm\n${Array.from({ length: count }, (_, at) => `s${at},Campaigns > Segment ${at},${cpm}\n`).join('')},No code,1\n`;
      await bring(page, 'full-list.csv', list(40));
      await press(page, 'Change effect');
      await page.getByRole('radio', { name: /^Full list/ }).click({ force: true });
      await apply(page);
      await page.getByRole('heading', { name: /^Run 1: 40 of 40/ }).waitFor();
      await page.getByRole('tab', { name: 'Segments' }).click();
      await page.getByText('s7', { exact: true }).first().waitFor();
      await look('segments');
      await page.getByRole('link', { name: 'Changes' }).click();
      await bring(page, 'full-list.csv', list(25, '2'));
      await page.getByRole('heading', { name: /15 kept back$/ }).waitFor();
      await look('kept-back');
      await apply(page);
      await page.getByRole('heading', { name: /^Run 2: 25 of 25/ }).waitFor();
      await press(page, 'Undo…');
      await page.getByText('A lifetime that was set at Permutive', { exact: false }).waitFor();
      await applyButton(page).waitFor();
      await look('undo');
      await page.getByRole('link', { name: 'Runs', exact: true }).click();
      await page.getByRole('checkbox', { name: 'Compare run 1' }).check();
      await page.getByRole('checkbox', { name: 'Compare run 2' }).check();
      await page.locator('.compared .three').waitFor();
      // It shows the folder's name, which is this machine's.
      await look('compared', { pictured: false });
      nothing();
      await rm(keep, { recursive: true });
    },
    60_000,
  );

  it('at 390 px and at 400 % nothing is cut off: the page never scrolls sideways, and the outcome stands at the edge', async () => {
    const { page } = await open({
      context: { viewport: { width: 390, height: 844 } },
      prepare: (world) => world.put(YESTERDAY),
    });
    const wider = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    await example(page);
    await applyButton(page).waitFor();
    expect(await wider()).toBe(0);
    const sign = await page.locator('.segment .sign').first().boundingBox();
    expect(sign?.x).toBeLessThan(60);
    // 1280 px at 400 %.
    await page.setViewportSize({ width: 320, height: 225 });
    expect(await wider()).toBe(0);
    await page.setViewportSize({ width: 390, height: 844 });
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    expect(await wider()).toBe(0);
    await page.getByRole('tab', { name: 'Rows' }).click();
    expect(await wider()).toBe(0);
    for (const place of ['Runs', 'Taxonomy', 'Connection']) {
      await page.getByRole('link', { name: place, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: place }).waitFor();
      expect(await wider()).toBe(0);
    }
  }, 60_000);

  it('the whole way is walked by keyboard alone', async () => {
    const { page, sandbox } = await open({ prepare: (world) => world.put([{ code: 'old', name: 'Old' }]) });
    await bring(
      page,
      'a.csv',
      changeList([
        ['removed', 'old'],
        ['added', 'a', 'A'],
      ]),
    );
    await page.getByLabel(/^To delete/).waitFor();
    /** Tabs until what has the focus is called so. */
    const tabTo = async (name: RegExp) => {
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(
          "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent ?? '').trim()",
        );
        if (name.test(String(focused))) return;
      }
      throw new Error(`Nothing called ${name} is reached by Tab.`);
    };
    await tabTo(/^To delete/);
    await page.keyboard.type('1');
    await tabTo(/^Apply 2 changes/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await tabTo(/^Causes/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.locator('.rows button.line').first().waitFor();
    await tabTo(/^[+−]/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('How we know').waitFor();
    const first = await page.getByRole('dialog').getByRole('heading', { level: 2 }).innerText();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('dialog').getByRole('heading', { level: 2 }).filter({ hasNotText: first }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(sandbox.segments().map(({ code }) => code)).toEqual(['a']);
  });
});
