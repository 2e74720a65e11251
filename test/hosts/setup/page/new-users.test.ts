import { expect, it } from '@jest/globals';
import { YESTERDAY } from '../../../../connector/hosts/cli/demo-taxonomy.ts';
import connector from '../../../../connector/index.ts';
import { describeScreen } from './describe-screen.ts';
import { heldPause } from './held-pause.ts';
import { apply, applyButton, batchesFromNow, bring, changeList, example, numbersOf, press, soon } from './screen.ts';

/** What new users met, each as a test; and what the page has to live with. */
const REGION = { type: 'string', title: 'Region', description: 'Where it is kept.' };

describeScreen('what new users met', (open) => {
  it('U-13: a sandbox run says so at arm’s length, on its receipt and on the screen, and its receipt prints on two pages', async () => {
    const { page, url } = await open();
    await example(page);
    await apply(page);
    await page.getByRole('heading', { name: /in effect in the sandbox/ }).waitFor();
    await page.goto(`${url}/changes`);
    await page.locator('header.bar.sandbox').waitFor();
    const receipt = await page.request.get(`${url}/api/runs/1/receipt.html`);
    const sheet = await page.context().newPage();
    await sheet.setContent(await receipt.text());
    await sheet.locator('p.word', { hasText: 'Sandbox' }).waitFor();
    const pdf = (await sheet.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(2);
  });

  it('U-13: a dry run is no run that came to something: on the screen, in the history and on its receipt it says what would be', async () => {
    const { page, sandbox, url } = await open();
    await bring(
      page,
      'a.csv',
      changeList(Array.from({ length: 20 }, (_, at) => ['added', `c${at}`, `Name ${at}`] as const)),
    );
    await applyButton(page).waitFor();
    const before = sandbox.applied.length;
    await press(page, 'Keep as dry run');
    await page
      .getByRole('heading', { name: 'Run 1: Nothing was changed. 20 changes would be made. Dry run' })
      .waitFor();
    await page.locator('.numbers').getByText('would be created').waitFor();
    expect(await page.getByText(/^(created|completed)$/i).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^(Resume|Undo)/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('Dry run: nothing sent').waitFor();
    await page.getByText('would change 20').waitFor();
    const receipt = await (await page.request.get(`${url}/api/runs/1/receipt.html`)).text();
    expect(receipt).toContain('<h1>Nothing was changed. 20 changes would be made.</h1>');
    const sheet = await page.context().newPage();
    await sheet.setContent(receipt);
    const band = await sheet.evaluate("getComputedStyle(document.querySelector('.band')).borderBottomStyle");
    expect(band).toBe('dashed');
    await sheet.locator('p.word', { hasText: 'Dry run' }).waitFor();
    expect(sandbox.applied.length).toBe(before);
    // The plan is as good as it was.
    await page.getByRole('link', { name: 'Changes' }).click();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 2: 20 of 20 rows are in effect/ }).waitFor();
  });

  it('U-13: a receipt is searched without network, reads without script, and paper shows all of it', async () => {
    const { page, url } = await open();
    await example(page);
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    const receipt = await (await page.request.get(`${url}/api/runs/1/receipt.html`)).text();
    const sheet = await page.context().newPage();
    const asked: string[] = [];
    sheet.on('request', (request) => asked.push(request.url()));
    await sheet.setContent(receipt);
    const all = await sheet.locator('[data-line]:visible').count();
    await sheet.getByRole('searchbox').fill('travel_luxury');
    await sheet.getByText(`1 of ${all} lines`).waitFor();
    expect(await sheet.locator('[data-line]:visible').allInnerTexts()).toEqual([
      expect.stringContaining('travel_luxury'),
    ]);
    await sheet.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await soon(async () => expect(await sheet.locator('[data-line]:visible').count()).toBe(all));
    expect(asked).toEqual([]);
    const quiet = await page.context().browser()?.newContext({ javaScriptEnabled: false });
    const preview = await quiet?.newPage();
    await preview?.setContent(receipt);
    expect(await preview?.locator('[data-line]:visible').count()).toBe(all);
    expect(await preview?.getByRole('searchbox').count()).toBe(0);
    await quiet?.close();
  });

  it('U-6: a code that cannot be used is offered as one that can, with one click', async () => {
    const { page } = await open();
    await bring(page, 'a.csv', changeList([['added', 'spring campaign 2024', 'Spring']]));
    await press(page, 'Fix 1 row');
    await press(page, 'Use spring_campaign_2024');
    await press(page, 'Plan again with 1 correction');
    await page.getByRole('heading', { name: /^1 change to/ }).waitFor();
    await page.locator('.segment.created').getByText('spring_campaign_2024', { exact: true }).waitFor();
  });

  it('U-7: planning neither moves the page nor takes the focus', async () => {
    const { page, sandbox } = await open({ prepare: (world) => world.put(YESTERDAY) });
    await example(page);
    await applyButton(page).waitFor();
    await page.getByRole('heading', { name: /^45 changes to/ }).waitFor();
    await page.getByRole('searchbox').focus();
    await page.evaluate('window.scrollTo(0, 400)');
    const before = await page.evaluate('[window.scrollY, document.activeElement.tagName]');
    expect(before).toEqual([400, 'INPUT']);
    // So that the new plan is seen to be another: what was as the file wants it is edited.
    sandbox.put([{ code: 'demo_18_24', name: 'Renamed by hand' }]);
    await page.request.post(new URL('/api/plan', page.url()).href, {
      data: {},
      headers: { origin: new URL(page.url()).origin },
    });
    await page.getByRole('heading', { name: /^46 changes to/ }).waitFor();
    await applyButton(page).waitFor();
    expect(await page.evaluate('[window.scrollY, document.activeElement.tagName]')).toEqual(before);
  });

  it('U-11: a run that is stopped while an answer is awaited tells what nobody knows apart from what was not sent', async () => {
    const { page, sandbox } = await open();
    const rows = Array.from({ length: 7_000 }, (_, at) => ['added', `c${at}`, `Name ${at}`] as const);
    await bring(page, 'many.csv', changeList(rows));
    await applyButton(page).waitFor();
    sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'stall', when: 'headers' } });
    const areOut = batchesFromNow(sandbox);
    await apply(page);
    await areOut(1);
    await press(page, 'Stop');
    await page.getByRole('heading', { name: 'Run 1: Stopped at 0 of 7,000 rows, as asked' }).waitFor();
    await soon(async () => expect(await numbersOf(page)).toMatchObject({ 'Not known': 5_000, 'Not sent': 2_000 }));
    await page.getByRole('button', { name: 'Resume: 7,000 rows' }).waitFor();
  });

  it('U-11, U-9: a run that is stopped while it waits tells the wait as long as it was, not as long as it was asked for', async () => {
    const pause = heldPause();
    const { page, sandbox } = await open({ connector: pause.connector });
    await bring(page, 'a.csv', changeList([['added', 'a', 'A']]));
    await applyButton(page).waitFor();
    pause.askedOf(sandbox);
    await apply(page);
    await page.getByText(/^Waiting for Permutive, 0:\d\d$/).waitFor();
    await press(page, 'Stop');
    await page.getByRole('heading', { name: 'Run 1: Stopped at 0 of 1 row, as asked' }).waitFor();
    const story = page.getByRole('list', { name: 'What was not plain sailing' });
    await story.getByText(/^Waited /).waitFor();
    expect(await story.innerText()).not.toContain('Waited 50 s');
    expect(sandbox.segments()).toEqual([]);
    await page.getByRole('button', { name: 'Resume: 1 row' }).waitFor();
  });

  it('U-7: what a plan shows is in view, is used up by its run, and stays disarmed while it goes on', async () => {
    const pause = heldPause();
    const { page, sandbox } = await open({ connector: pause.connector });
    await bring(page, 'a.csv', changeList([['added', 'a', 'A']]));
    await applyButton(page).waitFor();
    await soon(async () => {
      const bar = await page.getByRole('region', { name: 'Apply' }).boundingBox();
      const height = page.viewportSize()?.height ?? 0;
      expect((bar?.y ?? height) + (bar?.height ?? 0)).toBeLessThanOrEqual(height);
    });
    pause.askedOf(sandbox);
    await apply(page);
    await page.getByText(/^Waiting for Permutive, 0:\d\d$/).waitFor();
    await page.getByRole('link', { name: 'Changes' }).click();
    await page.getByText('Being applied as run 1.').waitFor();
    expect(await applyButton(page).count()).toBe(0);
    await page.getByRole('link', { name: 'Follow run 1' }).click();
    pause.pass();
    await page.getByRole('heading', { name: /^Run 1: 1 of 1 row is in effect/ }).waitFor();
  });

  it('U-3: a field that the manifest gains appears in the form, and its value reaches the connector', async () => {
    const config = connector.manifest.config as { properties?: object }; // A JSON Schema; its type only says "object".
    const asked: unknown[] = [];
    const { page, sandbox } = await open({
      production: true,
      connector: {
        ...connector,
        manifest: {
          ...connector.manifest,
          config: {
            ...connector.manifest.config,
            ...{ properties: { ...config.properties, region: REGION } },
          },
        },
        check: ({ config: form, ...request }, context) => {
          const { region, ...rest } = form as Record<string, unknown>; // As the form holds them.
          asked.push(region);
          return connector.check({ ...request, config: rest }, context);
        },
      },
    });
    await page.getByLabel('API key').fill(sandbox.keys.write);
    await page.getByLabel('Import ID').fill(sandbox.importId);
    await page.getByLabel('Region').fill('eu');
    await page.getByText('Where it is kept.').waitFor();
    await press(page, 'Test connection');
    await page.getByRole('heading', { name: 'Ready for changes' }).waitFor();
    expect(asked).toEqual(['eu']);
  });

  it('U-1: when the program ends the page says so, keeps what it shows, and nothing looks as if it could be pressed', async () => {
    const screen = await open();
    const { page, complaints } = screen;
    await bring(page, 'a.csv', changeList([['added', 'a', 'A']]));
    await applyButton(page).waitFor();
    await screen.endServer();
    await page.getByText('The program that serves this page cannot be reached', { exact: false }).first().waitFor();
    await page.getByRole('heading', { name: /^1 change to/ }).waitFor();
    await applyButton(page).click();
    await page.getByRole('alert').getByText('Is it still running?', { exact: false }).waitFor();
    complaints.splice(0); // The browser's own, about the lost connection.
  });

  it('U-5, F-8: a column that was matched by its name can be set to nothing, and is told as not used', async () => {
    const { page, sandbox } = await open();
    await bring(page, 'a.csv', 'change,segment_code,segment_name,cpm\nadded,a,A,7\n');
    await applyButton(page).waitFor();
    await press(page, 'Change columns');
    await page.getByRole('button', { name: 'cpm becomes' }).click();
    await page.getByRole('option', { name: 'Nothing' }).click();
    await page.getByText('cpm is not used').waitFor();
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 1 of 1/ }).waitFor();
    expect(sandbox.segments()[0]).not.toHaveProperty('cpm', 7);
  });

  it('U-9, U-10: segments with what changed, bodies of accepted requests, and what was read back', async () => {
    const { page } = await open({ prepare: (world) => world.put([{ code: 'a', name: 'A', cpm: 1 }]) });
    await bring(page, 'a.csv', changeList([['changed', 'a', 'A', '2']]));
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: 1 of 1/ }).waitFor();
    await page.getByRole('tab', { name: 'Segments' }).click();
    await page.getByText('cpm: 1 → 2').waitFor();
    await page.getByRole('tab', { name: /^Requests/ }).click();
    await page.locator('.requests td button').last().click();
    await page.locator('pre', { hasText: '"code"' }).last().waitFor();
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.locator('.rows button.line').first().click();
    const evidence = page.getByRole('dialog');
    await evidence.getByRole('columnheader', { name: /^(Answered|Read back) in \d+$/ }).waitFor();
    await evidence.getByRole('cell', { name: 'equal' }).first().waitFor();
    await evidence.locator('pre', { hasText: '"Update"' }).waitFor();
  });
});
