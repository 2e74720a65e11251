import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import connector from '../../../connector/index.ts';
import { CommandLine } from '../cli/cli.ts';
import { describeScreen } from './describe-screen.ts';
import { connect, prepare, press, uploadText } from './screen.ts';

describeScreen('the set-up screen in Chromium', (open) => {
  it('leads from an empty form to a finished mirror run with faulty rows', async () => {
    const screen = await open();
    const { page, sandbox } = screen;
    sandbox.put([{ code: 'weather', name: 'Weather' }]);
    await prepare(screen);
    await press(page, 'Take the example');
    await page.getByText('rows: ').waitFor();
    await press(page, 'Show what would happen');
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    const before = sandbox.applied.length;
    expect(before).toBe(0);
    const confirm = page.getByRole('checkbox');
    if ((await confirm.count()) > 0) await confirm.check();
    await press(page, 'Start the sync');
    await page.getByRole('heading', { name: 'Completed, with errors' }).waitFor();
    await page.getByRole('heading', { name: 'Why rows failed or were skipped' }).waitFor();
    const created = await page.locator('.counts .created dd').innerText();
    expect(Number(created)).toBe(sandbox.applied.filter(({ operation }) => operation === 'Create').length);

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download failed rows (CSV)' }).click();
    const csv = await readFile(await (await download).path(), 'utf8');
    const failed = Number(await page.locator('.counts .failed dd').innerText());
    expect(csv.split('\n')[0]).toMatch(/^row_id,.*,problem,remedy,request_id$/);
    expect(failed).toBeGreaterThan(0);

    await press(page, 'Segments');
    await page.getByText(`${sandbox.segments().length} segments`).waitFor();
  });

  it.each([
    ['wrong', 'unknown'],
    ['read-only', 'readOnly'],
  ] as const)('C-2: a %s key is told with what to do, and the right one connects', async (_, key) => {
    const screen = await open();
    const { page } = screen;
    await connect(screen, screen.sandbox.keys[key]);
    const failure = page.locator('.steps li.failed');
    await failure.waitFor();
    expect(await failure.innerText()).toMatch(/dashboard|Permutive Technical Services/);
    expect(await page.getByRole('button', { name: 'Choose the target' }).count()).toBe(0);
    await connect(screen);
    await page.getByText('Connected to').waitFor();
  });

  it('C-1: a field error stands at its field, in the connector’s own words', async () => {
    const { page } = await open();
    await page.getByLabel('Import ID').fill('nonsense');
    await press(page, 'Test connection');
    await page.locator('.error-detail').first().waitFor();
    expect(
      await page
        .locator('.rjsf-field:has(#root_importId) .error-detail, .form-group:has(#root_importId) .error-detail')
        .count(),
    ).toBeGreaterThan(0);
  });

  it('M-3: a field that is added to the manifest appears, and reaches check()', async () => {
    const { manifest } = connector;
    const region = { type: 'string', title: 'Region', description: 'Where the workspace is.', order: 2 };
    const { properties } = JSON.parse(JSON.stringify(manifest.config)) as { properties: object }; // Its own schema, as JSON.
    const config = { ...manifest.config, properties: { ...properties, region } };
    let given: unknown;
    const { page } = await open({
      connector: {
        ...connector,
        manifest: { ...manifest, config } as typeof manifest, // One field more than the type knows of.
        check: (request, context) => {
          given = request.config;
          return connector.check(request, context);
        },
      },
    });
    await page.getByLabel('Region').fill('eu');
    await press(page, 'Test connection');
    await page.getByText('region', { exact: false }).first().waitFor();
    expect(given).toMatchObject({ region: 'eu' });
  });

  it('T-9: a run is cancelled on its way, and its rows are told apart', async () => {
    const screen = await open();
    const { page, sandbox } = screen;
    sandbox.inject({ on: { method: 'PATCH' }, always: true, do: { kind: 'latency', ms: 300 } });
    await prepare(screen, 'Upsert');
    const lines = Array.from({ length: 30_000 }, (_, at) => `c${at},Name ${at}`);
    await uploadText(page, 'many.csv', `segment_code,segment_name\n${lines.join('\n')}\n`);
    await press(page, 'Show what would happen');
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    await press(page, 'Start the sync');
    await press(page, 'Cancel');
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await page.getByRole('status').getByText('The sync has ended: Cancelled.').waitFor({ state: 'attached' });
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Cancelled');
    expect(sandbox.segments().length).toBeLessThan(30_000);
  });

  it('100,000 rows are looked at, searched and turned over', async () => {
    const screen = await open();
    const { page } = screen;
    await prepare(screen, 'Upsert');
    const lines = Array.from({ length: 100_000 }, (_, at) => `c${at},Name ${at}`);
    await uploadText(page, 'large.csv', `segment_code,segment_name\n${lines.join('\n')}\n`);
    await page.getByText('100,000 rows: ').waitFor();
    await press(page, 'Show what would happen');
    const table = page.getByRole('region', { name: 'What would happen' });
    await table.getByText('1–50 of 100,000').waitFor();
    await table.getByRole('searchbox').fill('c99999');
    await table.getByText('1 row', { exact: true }).waitFor();
    expect(await table.getByRole('row').count()).toBe(2);
  }, 60_000);

  it('X-2: hostile values are text, on the page and in the file of failed rows', async () => {
    const screen = await open({ sandbox: { rejects: (operation) => 'data' in operation } });
    const { page, sandbox } = screen;
    await prepare(screen, 'Upsert');
    const evil = `segment_code,segment_name,description\nevil,<img src=x onerror=alert(1)>,"=HYPERLINK(""x"")"\nesc,\u001b[2Jclear,ok\n`;
    await uploadText(page, '<b>evil</b>.csv', evil);
    await page.getByText('<img src=x onerror=alert(1)>').waitFor();
    await press(page, 'Show what would happen');
    await press(page, 'Start the sync');
    await page.getByRole('heading', { name: 'Completed, with errors' }).waitFor();
    expect(await page.locator('img, main b').count()).toBe(0);
    const csv = await page.evaluate(() => fetch('/api/failed.csv').then((response) => response.text()));
    expect(csv).toContain(`"'=HYPERLINK(`);
    expect(sandbox.segments()).toEqual([]);
  });

  it('X-1: the key is in no answer, page or storage', async () => {
    const screen = await open();
    const { page, sandbox, answers } = screen;
    await prepare(screen);
    await press(page, 'Take the example');
    await press(page, 'Show what would happen');
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Connect' }).waitFor();
    const kept: string = await page.evaluate(
      'JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(answers.length).toBeGreaterThan(5);
    expect([kept, ...answers].filter((text) => text.includes(sandbox.keys.write))).toEqual([]);
  });

  it('sync --report: a file tells of the run by itself, with nothing to fetch and nothing that runs', async () => {
    const screen = await open();
    const page = await screen.page.context().newPage();
    const cli = new CommandLine();
    const path = await cli.file('run.html');
    await cli.sync('segment_code,segment_name,cpm\nnews,News,1\nbad,<img src=x onerror=alert(1)>,free\n', [
      '--report',
      path,
    ]);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.context().setOffline(true);
    await page.goto(`file://${path}`);
    await page.getByRole('heading', { name: 'Completed, with errors' }).waitFor();
    await page.getByText('The value of cpm is not a number.').first().waitFor();
    expect(await page.locator('.counts .created dd').innerText()).toBe('1');
    expect(await page.locator('img').count()).toBe(0);
    expect(requests).toEqual([`file://${path}`]);
    await page.context().setOffline(false);
    await cli.close();
  });
});
