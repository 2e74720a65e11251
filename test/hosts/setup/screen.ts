import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { serveSetup } from '../../../connector/hosts/setup/server.ts';
import connector from '../../../connector/index.ts';
import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';

/** Debian's Chromium; where there is none, the tests of the page are skipped, and say so. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

export const buildPage = () => promisify(execFile)(process.execPath, ['connector/hosts/setup/build-page.mjs']);

export const launch = (): Promise<Browser> =>
  chromium.launch({
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
  readonly context?: BrowserContextOptions;
}

export async function openScreen(browser: Browser, options: ScreenOptions = {}): Promise<Screen> {
  const sandbox = createSandbox(options.sandbox ?? {});
  const server = await serveSetup({
    connector: options.connector ?? connector,
    delivery: { baseUrl: sandbox.inProcessBaseUrl, backoffMs: 1 },
    fetch: sandbox.fetch,
    sandbox,
  });
  const context = await browser.newContext({ locale: 'en-GB', ...options.context });
  const page = await context.newPage();
  const [answers, complaints]: string[][] = [[], []];
  page.on('console', (message) => message.type() === 'error' && complaints?.push(message.text()));
  page.on('pageerror', (error) => complaints?.push(String(error)));
  page.on('response', (response) => {
    if (response.url().endsWith('/api/events')) return;
    response
      .body()
      .then((body) => answers?.push(`${JSON.stringify(response.headers())}\n${body}`))
      .catch(() => undefined); // A redirect has no body.
  });
  await page.goto(server.url);
  return {
    page,
    sandbox,
    url: new URL(server.url).origin,
    answers: answers ?? [],
    complaints: complaints ?? [],
    endServer: () => server.close(),
    async close() {
      await context.close();
      await server.close();
      await sandbox.close();
    },
  };
}

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Connects, by the form, with the key that may write. */
export async function connect({ page, sandbox }: Screen, key: string = sandbox.keys.write): Promise<void> {
  await page.getByLabel('Import ID').fill(sandbox.importId);
  await page.getByLabel('API key').fill(key);
  await press(page, 'Test connection');
}

/** From the empty form to the file. */
export async function prepare(screen: Screen, mode = 'Mirror'): Promise<void> {
  const { page } = screen;
  await connect(screen);
  await press(page, 'Choose the target');
  await page.getByLabel('Segment Name').fill('All readers');
  await page.getByRole('radio', { name: mode }).check();
  await press(page, 'Use this target');
  await page.getByRole('heading', { name: 'Preview' }).waitFor();
}

export const uploadText = (page: Page, name: string, text: string) =>
  page.getByLabel(/Drop a CSV/).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
