import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildPage as build } from '../../../../connector/hosts/setup/build-page.mjs';
import { serveSetup } from '../../../../connector/hosts/setup/server.ts';
import connector from '../../../../connector/index.ts';
import type { PermutiveConnector } from '../../../../spec/host/connector.ts';
import { createSandbox, refusal, type Sandbox, type SandboxOptions } from '../../../../spec/taxonomy/sandbox/index.ts';

/** Debian's Chromium; where there is none, the tests of the page are skipped, and say so. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** How long anything is waited for: longer than a machine needs that is busy with much else. What is there at once costs nothing. */
export const PATIENCE_MS = 60_000;

let built: Promise<unknown> | undefined;
/** Built once a test file. */
export function buildPage(): Promise<unknown> {
  const page = built ?? build();
  built = page;
  return page;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    timeout: PATIENCE_MS,
    ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** The set-up screen in a browser, with a sandbox behind it, and everything the browser was sent. */
export interface Screen {
  readonly page: Page;
  readonly sandbox: Sandbox;
  /** Where the page is, without the token. */
  readonly url: string;
  /** Bodies and headers of every answer. */
  readonly answers: string[];
  /** What the page complained of: refused scripts and styles are here too. */
  readonly complaints: string[];
  /** Ends the server, as Ctrl+C in the terminal does. */
  endServer(): Promise<void>;
  close(): Promise<void>;
}

export interface ScreenOptions {
  readonly connector?: PermutiveConnector;
  readonly sandbox?: SandboxOptions;
  /** The sandbox stands in for Permutive itself: nothing is connected, and the screen takes it for production. */
  readonly production?: boolean;
  readonly keep?: string;
  readonly context?: BrowserContextOptions;
  readonly prepare?: (sandbox: Sandbox) => void;
}

export async function openScreen(browser: Browser, options: ScreenOptions = {}): Promise<Screen> {
  const sandbox = createSandbox(options.sandbox ?? {});
  options.prepare?.(sandbox);
  const server = await serveSetup({
    connector: options.connector ?? connector,
    delivery: { baseUrl: sandbox.inProcessBaseUrl, backoffMs: 1 },
    fetch: sandbox.fetch,
    ...(!options.production && { sandbox }),
    ...(options.keep !== undefined && { keep: options.keep }),
  });
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1_280, height: 900 },
    ...options.context,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const [answers, complaints]: [string[], string[]] = [[], []];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    if (response.url().endsWith('/api/state')) return;
    response
      .body()
      .then((body) => answers.push(`${JSON.stringify(response.headers())}\n${body}`))
      .catch(() => undefined); // A redirect has no body.
  });
  await page.goto(server.url);
  return {
    page,
    sandbox,
    url: new URL(server.url).origin,
    answers,
    complaints,
    endServer: () => server.close(),
    async close() {
      await context.close();
      await server.close();
      await sandbox.close();
    },
  };
}

/**
 * Looks again until it holds. What the page shows is told by a stream and drawn in its own time: nothing of it is looked at only once, unless
 * something drawn with it has been waited for.
 */
export async function soon(holds: () => unknown): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await holds();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) }).click();

/** At 390 px nothing is cut off: the page does not scroll sideways. */
export async function narrow(page: Page, name: string): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page, name);
  if (size !== null) await page.setViewportSize(size);
}

/** The page does not scroll sideways. */
export const fits = (page: Page, name: string): Promise<void> =>
  soon(async () => {
    const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (wider !== 0) throw new Error(`${name} is ${wider} px wider than its window.`);
  });

/** Brings a file as one chooses it. */
export async function bring(page: Page, name: string, content: string | Buffer): Promise<void> {
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Choose a file|Replace|Choose another)$/ }).click();
  await (await chosen).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
}

/** Chooses the full list, and waits until the page says so: from then on a plan that it shows is one of a full list. */
export async function fullList(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^Full list/ }).click({ force: true });
  await page.locator('.fold .told').getByText('Full list', { exact: true }).waitFor();
}

export const example = (page: Page) => press(page, 'Use the example');
export const applyButton = (page: Page) => page.getByRole('button', { name: /^Apply \d/ });

/** Applies what is planned; types the number of deletions where it is asked for. */
export async function apply(page: Page): Promise<void> {
  await applyButton(page).waitFor();
  const number = page.getByLabel(/^To delete/);
  if ((await number.count()) > 0)
    await number.fill((/type (\d+)/.exec(await page.getByText(/^To delete/).innerText()) ?? [])[1] ?? '');
  await applyButton(page).click();
}

/** What the numbers of a run say, by their words. */
export async function numbersOf(page: Page): Promise<Record<string, number>> {
  const told = await page.locator('.numbers > div').allInnerTexts();
  return Object.fromEntries(
    told.map((text) => {
      const [word = '', count = ''] = text.split('\n');
      return [word.trim(), Number(count.replace(/,/g, '').match(/^\d+/)?.[0])];
    }),
  );
}

/** Rows of a change list, as CSV. */
export const changeList = (
  rows: readonly (readonly [change: string, code: string, name?: string, cpm?: string])[],
): string =>
  [
    'change,segment_code,segment_name,cpm',
    ...rows.map(([change, code, name = '', cpm = '']) => `${change},${code},${name},${cpm}`),
    '',
  ].join('\n');

/** Tells when so many batches have gone out from now on: what is done then is done while the answer is awaited that does not come. */
export function batchesFromNow(sandbox: Sandbox): (count: number) => Promise<void> {
  const all = () => sandbox.requests.filter(({ kind }) => kind === 'batch').length;
  const before = all();
  return (count) =>
    soon(() => {
      if (all() - before < count) throw new Error(`Of ${count} batches ${all() - before} went out.`);
    });
}

/** From now on Permutive accepts the key no more, for batches and for the import alike (D-6). */
export function revokeKey(sandbox: Sandbox): void {
  sandbox.inject({ on: { method: 'PATCH' }, always: true, do: refusal(401) });
  sandbox.inject({
    on: { method: 'GET', test: ({ path }) => path.endsWith(sandbox.importId) },
    always: true,
    do: refusal(401),
  });
}
