import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { YESTERDAY } from '../../../connector/hosts/cli/demo-taxonomy.ts';
import { describeScreen } from './describe-screen.ts';
import { prepare, press } from './screen.ts';

describeScreen('the set-up screen for everybody', (open) => {
  let axe = '';
  beforeAll(async () => {
    axe = await readFile(createRequire(`${process.cwd()}/package.json`).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** What axe finds that is serious or worse. The page's policy lets no script in but its own, so axe comes by the debugger. */
  const seriousIn = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe);
    const { violations }: AxeResults = await page.evaluate('axe.run()');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  };

  it.each(['light', 'dark'] as const)(
    'axe finds nothing serious on any screen (%s)',
    async (colorScheme) => {
      const screen = await open({ context: { colorScheme, viewport: { width: 1_000, height: 1_200 } } });
      const { page, sandbox } = screen;
      const found: Record<string, string[]> = {};
      const look = async (name: string) => {
        found[name] = await seriousIn(page);
        const folder = process.env['SCREENSHOTS'];
        if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
      };
      sandbox.put(YESTERDAY);
      await page.getByRole('heading', { name: 'Connect' }).waitFor();
      await look('connect-empty');
      await press(page, 'Test connection');
      await page.locator('.error-detail').first().waitFor();
      await look('connect-errors');
      await prepare(screen);
      await press(page, 'Target');
      await page.getByText('all_readers').waitFor();
      await look('target');
      await press(page, 'Preview');
      await press(page, 'Take the example');
      await press(page, 'Show what would happen');
      await page.getByRole('heading', { name: 'What would happen' }).waitFor();
      await page.getByRole('region', { name: 'Rows', exact: true }).waitFor();
      await page.getByRole('checkbox').scrollIntoViewIfNeeded();
      await look('preview');
      await page.getByRole('checkbox').check();
      await press(page, 'Start the sync');
      await page.getByRole('heading', { name: 'Completed, with errors' }).waitFor();
      await page.getByRole('region', { name: 'Rows', exact: true }).first().waitFor();
      await look('run');
      await press(page, 'Connect');
      await look('connect');
      await press(page, 'Segments');
      await page.getByRole('table').waitFor();
      await look('segments');
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
    },
    60_000,
  );

  it('everything fits a narrow screen', async () => {
    const screen = await open({ context: { viewport: { width: 360, height: 700 } } });
    await prepare(screen);
    await press(screen.page, 'Take the example');
    await screen.page.getByText('rows: ').waitFor();
    const wide: number = await screen.page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(360);
  });
});
