import { truncate } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { CommandLine } from '../cli/cli.ts';
import { describeScreen } from './describe-screen.ts';
import { connect, prepare, press, type Screen, uploadText } from './screen.ts';

/** The browser itself logs that a connection was lost. */
function forgetLostConnections({ complaints }: Screen): void {
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('net::ERR_')));
}

describeScreen('the set-up screen, when something is in the way', (open) => {
  it('a page that lost the server says so, and what to do', async () => {
    const screen = await open();
    const { page } = screen;
    await page.getByRole('heading', { name: 'Connect' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await screen.endServer();
    await page.getByRole('alert').getByText('start it again in the terminal').waitFor();
    await press(page, 'Test connection');
    await page.getByText('Start it again in the terminal.', { exact: false }).last().waitFor();
    forgetLostConnections(screen);
  });

  it('a page that lost its connection for a moment comes back by itself', async () => {
    const screen = await open();
    const { page } = screen;
    await page.route('**/api/events', (route) => route.abort('connectionreset'));
    await page.reload();
    await page.getByRole('alert').getByText('comes back by itself').waitFor();
    await page.unroute('**/api/events');
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await connect(screen);
    await page.getByText('Connected to').waitFor();
    forgetLostConnections(screen);
  });

  it('an agreement to deletions is to the ones that were shown, and counts segments', async () => {
    const screen = await open();
    const { page, sandbox } = screen;
    sandbox.put([
      { code: 'old', name: 'Old' },
      { code: 'older', name: 'Older' },
    ]);
    await prepare(screen);
    await uploadText(page, 'one.csv', 'row_id,segment_code,change\n1,old,removed\n2,old,removed\n');
    await page.getByRole('heading', { name: 'one.csv' }).waitFor();
    await press(page, 'Show what would happen');
    await page.getByText('Delete 1 segment from the import.').waitFor();
    await page.getByRole('checkbox').check();
    await press(page, 'Show what would happen');
    await page.getByRole('checkbox', { checked: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Start the sync' }).isEnabled()).toBe(false);
  });

  it('the import is listed once while pages are turned and words typed, and anew when asked', async () => {
    const screen = await open();
    const { page, sandbox } = screen;
    sandbox.put(Array.from({ length: 120 }, (_, at) => ({ code: `c${at}`, name: `Name ${at}` })));
    await connect(screen);
    await page.getByText('Connected to').waitFor();
    await press(page, 'Segments');
    await page.getByText('1–50 of 120').waitFor();
    const once = sandbox.requests.length;
    const answer = page.waitForResponse(/\/api\/segments\?/);
    await press(page, 'Read again');
    await answer;
    const twice = sandbox.requests.length;
    expect(twice).toBeGreaterThan(once);
    await press(page, 'Next');
    await page.getByText('51–100 of 120').waitFor();
    await page.getByRole('searchbox').fill('Name 11');
    await page.getByText('11 segments').waitFor();
    expect(sandbox.requests.length).toBe(twice);
  });

  it('a file that is too large is refused with what to do, before it is sent', async () => {
    const screen = await open();
    const { page } = screen;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await prepare(screen);
    const cli = new CommandLine();
    const path = await cli.file('large.csv', '');
    await truncate(path, 201 * 1024 * 1024);
    await page.getByLabel(/Drop a CSV/).setInputFiles(path);
    await page.getByText('The file is larger than 200 MB. Split it, or use the command line.').waitFor();
    expect(sent.filter((url) => url.includes('/api/upload'))).toEqual([]);
    await cli.close();
  });
});
