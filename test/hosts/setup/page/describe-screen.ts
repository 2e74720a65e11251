import { afterAll, afterEach, beforeAll, describe, expect, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { buildPage, CHROMIUM, launch, openScreen, PATIENCE_MS, type Screen, type ScreenOptions } from './screen.ts';

// Longer than one wait, so that what was waited for in vain is named.
jest.setTimeout(10 * PATIENCE_MS);

// Visible in the report: "skipped, for there is no Chromium here".
const inChromium = CHROMIUM === undefined ? describe.skip : describe;

/** Tests in a browser. Every screen that was opened is closed, and must have complained of nothing. */
export function describeScreen(
  title: string,
  tests: (open: (options?: ScreenOptions) => Promise<Screen>) => void,
): void {
  inChromium(`${title} (skipped where there is no Chromium)`, () => {
    let browser: Browser;
    const opened: Screen[] = [];
    beforeAll(async () => {
      await buildPage();
      browser = await launch();
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      const screens = opened.splice(0);
      for (const screen of screens) await screen.close();
      expect(screens.flatMap(({ complaints }) => complaints)).toEqual([]);
    });

    tests(async (options) => {
      const screen = await openScreen(browser, options);
      opened.push(screen);
      return screen;
    });
  });
}
