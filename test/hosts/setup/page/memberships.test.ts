import { expect, it } from '@jest/globals';
import { describeScreen } from './describe-screen.ts';

describeScreen('membership files on the taxonomy’s page', (open) => {
  it('B-7, B-2: unknown codes are told with their cause before the upload, and no user id comes back', async () => {
    const { page, answers } = await open({
      prepare: (world) =>
        world.put([
          { code: 'Sport', name: 'Sport' },
          { code: 'news', name: 'News' },
        ]),
    });
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Check a membership file' }).click();
    const buffer = Buffer.from('user-secret-1\tnews,sport\nuser-secret-2\tsport\n');
    await (await chosen).setFiles({ name: 'members.tsv', mimeType: 'text/plain', buffer });
    await page.getByText('2 lines, 3 codes, 2 of them unknown.', { exact: false }).waitFor();
    await page.getByText('1 user would join nothing.', { exact: false }).waitFor();
    await page.getByText('upper and lower case differ: Sport').waitFor();
    for (const text of [...answers, await page.content()]) expect(text).not.toContain('user-secret');
  });
});
