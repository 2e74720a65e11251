import { expect, it } from '@jest/globals';
import { describeScreen } from './describe-screen.ts';
import { heldPause } from './held-pause.ts';
import { apply, applyButton, bring, changeList, soon } from './screen.ts';

const shoot = process.env['SCREENSHOTS'];

describeScreen('a run, live', (open) => {
  it('U-9: a block a batch: one waits with a clock, one is split down to the guilty row, and its requests are to scale', async () => {
    const pause = heldPause();
    const { page, sandbox } = await open({
      connector: pause.connector,
      sandbox: {
        rejects: (operation) => 'data' in operation && 'code' in operation.data && operation.data.code === 'c8260',
      },
    });
    const lines = Array.from({ length: 22_000 }, (_, at) => `added,c${at},Readers > Group ${at}`);
    await bring(page, 'groups.csv', `change,segment_code,segment_name\n${lines.join('\n')}\n`);
    await applyButton(page).waitFor();
    // The first batch of all is asked to wait: also that wait is seen, with its clock.
    pause.askedOf(sandbox);
    await apply(page);
    await page.getByText(/^Waiting for Permutive, 0:\d\d$/).waitFor();
    await page.getByRole('button', { name: /^Batch 1, .*waiting/ }).waitFor();
    await page.getByText(/^Goes out again in 0:\d\d/).waitFor();
    await soon(async () => expect(await page.title()).toMatch(/^0% · Run 1/));
    if (shoot !== undefined) await page.screenshot({ path: `${shoot}/run-live-light.png` });
    pause.pass();
    await page
      .getByRole('heading', { name: /^Run 1: 21,999 of 22,000 rows are in effect in the sandbox, 1 failed$/ })
      .waitFor();
    await soon(async () => expect(await page.locator('.strip .block').count()).toBe(5));
    await page.getByRole('button', { name: /^2 ?Refused for 1 bad row of 5,000/ }).click();
    const zoom = page.getByRole('region', { name: 'Batch 2' });
    await zoom.getByText(/^Batch 2: 1 bad row among 5,000, found in \d+ requests$/).waitFor();
    // What was looked up stands where it was looked for; the row at fault is named, with the way to its evidence.
    await soon(async () => expect(await zoom.locator('.absent i, .read i').count()).toBeGreaterThan(0));
    await zoom.getByText('c8260', { exact: true }).waitFor();
    // On a telephone too: every request has its bar.
    await page.setViewportSize({ width: 390, height: 844 });
    await soon(async () =>
      expect(await zoom.locator('.track i:visible').count()).toBe(await zoom.locator('.waterfall li').count()),
    );
    await page.setViewportSize({ width: 1_280, height: 900 });
    if (shoot !== undefined) {
      await page.evaluate('document.activeElement.blur(); window.scrollTo(0, 0)');
      await page.screenshot({ path: `${shoot}/run-split-light.png`, fullPage: true });
    }
    await zoom.getByRole('button', { name: 'Evidence' }).click();
    await page.getByRole('dialog').getByText('How we know').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The guilty request is a sliver where the row stands: 3,260 of 5,000.
    await soon(async () => {
      const block = await page.getByRole('button', { name: /^Batch 2, / }).boundingBox();
      const mark = await page.locator('.block .sliver').boundingBox();
      expect(((mark?.x ?? 0) - (block?.x ?? 0)) / (block?.width ?? 1)).toBeCloseTo(0.652, 1);
    });
  });

  it('U-6: 210,000 changes are reviewed by name: searched, and scrolled to their end, in stretches that a browser can lay out', async () => {
    const { page } = await open();
    const lines = Array.from({ length: 210_000 }, (_, at) => `added,c${at},Group ${at}`);
    await bring(page, 'large.csv', `change,segment_code,segment_name\n${lines.join('\n')}\n`);
    await page.getByRole('heading', { name: '210,000 changes to “Sandbox audiences”' }).waitFor();
    // Only what is in view is in the page.
    await page.getByText('Group 0', { exact: true }).waitFor();
    expect(await page.locator('.segment').count()).toBeLessThan(80);
    const stretch = page.getByRole('combobox', { name: /^Lines/ });
    await stretch.selectOption({ label: '200,001 to 210,001' });
    // The list's height settles as its lines are measured: the end is where one is when it has been scrolled to again.
    await soon(async () => {
      await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
      expect(await page.getByText('Group 209999', { exact: true }).count()).toBe(1);
    });
    await page.getByRole('searchbox').fill('c15432');
    await page.getByText('Group 154321', { exact: true }).waitFor();
    expect(await stretch.count()).toBe(0);
  });

  it('U-7: nothing to do is told as that, and leaves nothing to press', async () => {
    const { page } = await open({ prepare: (world) => world.put([{ code: 'a', name: 'A' }]) });
    await bring(page, 'a.csv', changeList([['added', 'a', 'A']]));
    await page.getByText('Nothing to do.').waitFor();
    expect(await applyButton(page).count()).toBe(0);
  });
});
