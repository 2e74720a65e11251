import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { YESTERDAY } from '../../../../connector/hosts/cli/demo-taxonomy.ts';
import { describeScreen } from './describe-screen.ts';
import { heldPause } from './held-pause.ts';
import { apply, applyButton, bring, changeList, example, fits, fullList, press, soon } from './screen.ts';

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
      // Nothing is half drawn: what is being fetched says so.
      await soon(async () => expect(await page.locator('[aria-busy=true], .skeleton:visible').count()).toBe(0));
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

  it.each(['light', 'dark'] as const)('axe finds nothing on any screen (%s)', async (colorScheme) => {
    const pause = heldPause();
    const { page, sandbox } = await open({
      context: { colorScheme, ...atRest },
      connector: pause.connector,
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
    await page.getByRole('button', { name: 'segment_code becomes' }).waitFor();
    await look('columns');
    await press(page, 'Fold columns');
    await press(page, /^Fix 8 rows$/);
    await page.getByRole('textbox', { name: 'Segment code' }).first().waitFor();
    await look('to-fix');
    pause.askedOf(sandbox);
    await apply(page);
    await page.getByRole('button', { name: /^Batch 1, .*waiting/ }).waitFor();
    await page.getByText(/^Goes out again in 0:\d\d/).waitFor();
    await look('run-waiting', { pictured: false });
    pause.pass();
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await look('run', { fullPage: true });
    await page.getByRole('tab', { name: /Requests/ }).click();
    await page.locator('.requests td button').first().click();
    await page.getByText('API key: not shown').waitFor();
    await look('requests');
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.locator('.rows button.line').first().waitFor();
    await page.locator('.rows button.line').last().click();
    await page.getByRole('dialog').getByText('How we know').waitFor();
    await look('evidence');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.getByRole('heading', { name: /^\d+ segments$/ }).waitFor();
    await page.locator('.diff .held').first().waitFor();
    await look('taxonomy');
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('link', { name: '1', exact: true }).waitFor();
    await look('runs');
    nothing();
  });

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on a full list, its guards, its undo and a comparison (%s)',
    async (colorScheme) => {
      const keep = await mkdtemp(join(tmpdir(), 'axe-'));
      const { page } = await open({ context: { colorScheme, ...atRest }, keep });
      const { look, nothing } = looker(page, colorScheme);
      const list = (count: number, cpm = '1') =>
        `segment_code,segment_name,cpm\n${Array.from({ length: count }, (_, at) => `s${at},Campaigns > Segment ${at},${cpm}\n`).join('')},No code,1\n`;
      await bring(page, 'full-list.csv', list(40));
      await page.getByText('No column says what was added, changed or removed.').waitFor();
      await look('effect-asked', { pictured: false });
      await fullList(page);
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
  );

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on a dry run, and on a taxonomy of which some is ours (%s)',
    async (colorScheme) => {
      const keep = await mkdtemp(join(tmpdir(), 'axe-'));
      const { page, sandbox } = await open({
        context: { colorScheme, ...atRest },
        keep,
        prepare: (world) => world.put([{ code: 'theirs', name: 'Somebody else’s' }]),
      });
      const { look, nothing } = looker(page, colorScheme);
      await bring(
        page,
        'changes.csv',
        changeList([
          ['added', 'a', 'A'],
          ['removed', 'theirs'],
          ['added', 'b c', 'B'],
        ]),
      );
      await press(page, 'Keep as dry run');
      await page.locator('.numbers').getByText('would be created').waitFor();
      await look('dry-run', { pictured: false });
      await page.getByRole('tab', { name: 'Segments' }).click();
      await page.getByText('theirs', { exact: true }).first().waitFor();
      await look('dry-run-segments', { pictured: false });
      await page.getByRole('link', { name: 'Changes' }).click();
      await bring(page, 'list.csv', 'segment_code,segment_name,cpm\nours,Ours,1\nedited,Edited,1\n');
      await fullList(page);
      await apply(page);
      await page.getByRole('heading', { name: /^Run 2: 2 of 2/ }).waitFor();
      sandbox.put([{ code: 'edited', name: 'Edited', cpm: 9 }]);
      await page.getByRole('link', { name: 'Taxonomy' }).click();
      await page.getByText('cpm edited elsewhere, 1 before').waitFor();
      await look('taxonomy-ours', { pictured: false });
      await page.getByRole('link', { name: 'Runs', exact: true }).click();
      await page.getByText('Dry run: nothing sent').waitFor();
      await look('runs-with-dry-run', { pictured: false });
      nothing();
      await rm(keep, { recursive: true });
    },
  );

  it('at 390 px and at 400 % nothing is cut off: the page never scrolls sideways, and the outcome stands at the edge', async () => {
    const { page } = await open({
      context: { viewport: { width: 390, height: 844 } },
      prepare: (world) => world.put(YESTERDAY),
    });
    await example(page);
    await applyButton(page).waitFor();
    await fits(page, 'changes');
    await page.locator('.segment .sign').first().waitFor();
    await soon(async () => expect((await page.locator('.segment .sign').first().boundingBox())?.x).toBeLessThan(60));
    // 1280 px at 400 %.
    await page.setViewportSize({ width: 320, height: 225 });
    await fits(page, 'changes at 400 %');
    await page.setViewportSize({ width: 390, height: 844 });
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await fits(page, 'a run');
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.locator('.rows button.line').first().waitFor();
    await fits(page, 'rows');
    for (const place of ['Runs', 'Taxonomy', 'Connection']) {
      await page.getByRole('link', { name: place, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: place }).waitFor();
      await fits(page, place);
    }
  });

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
    for (const next of ['Segments', 'Rows']) {
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: next, selected: true }).waitFor();
    }
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
