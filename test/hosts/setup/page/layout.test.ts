import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { YESTERDAY } from '../../../../connector/hosts/cli/demo-taxonomy.ts';
import { describeScreen } from './describe-screen.ts';
import { apply, applyButton, example, soon } from './screen.ts';

const FILE = new URL('layout.json', import.meta.url);
/** Geometry may differ by so many pixels: fonts and browsers do. Colours and text sizes may not. */
const TOLERANCE = 12;

/** What carries the page, by name. */
const NAMED: Readonly<Record<string, string>> = {
  bar: 'header.bar',
  environment: 'header.bar span.environment',
  title: 'main h1',
  panel: 'main .panel',
  'fold of the file': '.fold .head',
  'note of rows to fix': '.note.failed',
  'sign of a deletion': '.segment .sign.deleted',
  'sign of an update': '.segment .sign.updated',
  'sign of a create': '.segment .sign.created',
  'line of a segment': '.segment.created',
  'apply bar': '.apply',
  'button of deletions': '.apply .button.danger',
  numbers: '.numbers',
  'strip of batches': '.strip',
  tabs: '.tabs',
  'selected tab': '.tabs [aria-selected=true]',
  'line of a row': '.rows button.line',
  'primary button': 'main .button.primary',
};

interface Look {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly ink: string;
  readonly ground: string;
  readonly size: string;
}
type Looks = Record<string, Look>;

/** Where each named element lies, how large it is, and in which colours; those that the screen does not have are left out. */
const looksOf = async (page: Page): Promise<Looks> =>
  JSON.parse(
    String(
      await page.evaluate(`JSON.stringify(Object.fromEntries(Object.entries(${JSON.stringify(NAMED)}).flatMap(([name, selector]) => {
        const element = document.querySelector(selector);
        if (element === null) return [];
        const { left, width, height } = element.getBoundingClientRect();
        const { color, backgroundColor, fontSize } = getComputedStyle(element);
        return [[name, { left: Math.round(left), width: Math.round(width), height: Math.round(height), ink: color, ground: backgroundColor, size: fontSize }]];
      })))`),
    ),
  );

/** What of a look is another, in words. */
function differences(screen: string, was: Looks = {}, is: Looks = {}): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
    const [before, now] = [was[name], is[name]];
    if (before === undefined || now === undefined)
      return [`${screen}: ${name} ${now === undefined ? 'is gone' : 'is new'}`];
    const moved = (['left', 'width', 'height'] as const).filter(
      (part) => Math.abs(before[part] - now[part]) > TOLERANCE,
    );
    const coloured = (['ink', 'ground', 'size'] as const).filter((part) => before[part] !== now[part]);
    return [...moved, ...coloured].map((part) => `${screen}: ${name}, ${part} was ${before[part]}, is ${now[part]}`);
  });
}

describeScreen('the layout of the screen', (open) => {
  it('U-2: at 1440, 1280 and 390 px, light and dark, what carries the page lies where it did, in the same sizes and colours', async () => {
    const { page } = await open({
      context: { reducedMotion: 'reduce', viewport: { width: 1_440, height: 900 } },
      prepare: (world) => world.put(YESTERDAY),
    });
    // After a change that was meant, and looked at: LAYOUT=write npm run test:screen -- layout
    const write = process.env['LAYOUT'] === 'write';
    const known: Record<string, Looks> = JSON.parse(await readFile(FILE, 'utf8'));
    const found: Record<string, Looks> = {};
    const look = async (place: string) => {
      for (const width of [1_440, 1_280, 390])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          const screen = `${place}, ${width} px, ${colorScheme}`;
          if (write) await page.waitForTimeout(500);
          await soon(async () => {
            found[screen] = await looksOf(page);
            expect(write ? [] : differences(screen, known[screen], found[screen])).toEqual([]);
          });
        }
      await page.setViewportSize({ width: 1_440, height: 900 });
    };
    await page.getByRole('heading', { name: 'Drop a file' }).waitFor();
    await look('changes, empty');
    await example(page);
    await applyButton(page).waitFor();
    await page.getByLabel(/^To delete/).fill('4');
    await look('changes');
    await apply(page);
    await page.getByRole('heading', { name: /^Run 1: / }).waitFor();
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.locator('.rows button.line').first().waitFor();
    await look('run');
    await page.getByRole('link', { name: 'Connection' }).click();
    await page.getByRole('heading', { name: 'Ready for changes' }).waitFor();
    await look('connection');
    if (write) await writeFile(FILE, `${JSON.stringify(found, null, 1)}\n`);
    else expect(Object.keys(found)).toEqual(Object.keys(known));
  });
});
