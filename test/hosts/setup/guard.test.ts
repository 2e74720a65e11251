import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SetupServer, serveSetup } from '../../../connector/hosts/setup/server.ts';
import connector from '../../../connector/index.ts';
import { createSandbox, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { buildPage } from './page/screen.ts';

describe('the set-up screen’s server', () => {
  let sandbox: Sandbox;
  let server: SetupServer;
  beforeEach(async () => {
    await buildPage();
    sandbox = createSandbox();
    server = await serveSetup({
      connector,
      delivery: { baseUrl: sandbox.inProcessBaseUrl },
      fetch: sandbox.fetch,
      sandbox,
    });
  });
  afterEach(async () => {
    await server.close();
    await sandbox.close();
  });

  const visit = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, server.url), { redirect: 'manual', ...init });
  const admitted = async (): Promise<string> =>
    (await visit(server.url)).headers.get('set-cookie')?.split(';')[0] ?? '';

  it('listens on this machine only', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it('lets in whoever was given the address, once', async () => {
    const cookie = await admitted();
    expect((await visit('/', { headers: { cookie } })).status).toBe(200);
    expect((await visit(server.url)).status).toBe(403);
  });

  it('tells nothing to anybody else', async () => {
    for (const path of ['/', '/main.js', '/api/basics', '/api/state', '/api/plan/lines', '/runs/1', '/?token=guess']) {
      expect((await visit(path)).status).toBe(403);
    }
  });

  it.each([
    ['another page', { origin: 'http://evil.example' }],
    ['a request that does not say where it is from', {}],
  ])('%s changes nothing', async (_, headers) => {
    const cookie = await admitted();
    const body = JSON.stringify({ config: {} });
    const init = { method: 'POST', headers: { cookie, 'content-type': 'application/json', ...headers }, body };
    expect((await visit('/api/connection', init)).status).toBe(403);
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('lets in no script, style or frame of anybody else', async () => {
    const { headers } = await visit('/', { headers: { cookie: await admitted() } });
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('X-1: takes the key, and never gives it back', async () => {
    const cookie = await admitted();
    const { origin } = new URL(server.url);
    const config = { importId: sandbox.importId, apiKey: sandbox.keys.write };
    const headers = { cookie, origin, 'content-type': 'application/json' };
    expect((await visit('/api/connection', { method: 'POST', headers, body: JSON.stringify({ config }) })).status).toBe(
      200,
    );
    const stream = await visit('/api/state', { headers: { cookie } });
    const reader = stream.body?.getReader();
    let told = '';
    while (!told.includes('\n\n')) told += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    expect(told).toContain(sandbox.importId);
    expect(told).not.toContain(sandbox.keys.write);
  });

  it('two set-up screens on one machine leave each other in: cookies know no port', async () => {
    const other = await serveSetup({
      connector,
      delivery: { baseUrl: sandbox.inProcessBaseUrl },
      fetch: sandbox.fetch,
    });
    const mine = await admitted();
    const answer = await fetch(other.url, { redirect: 'manual', headers: { cookie: mine } });
    const theirs = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(theirs.split('=')[0]).not.toBe(mine.split('=')[0]);
    const cookie = `${mine}; ${theirs}`;
    expect((await visit('/', { headers: { cookie } })).status).toBe(200);
    expect((await fetch(new URL('/', other.url), { headers: { cookie } })).status).toBe(200);
    await other.close();
  });

  it('refuses a file of 200 MB and more', async () => {
    const cookie = await admitted();
    const { origin } = new URL(server.url);
    const chunk = new Uint8Array(1 << 20).fill(65);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 300) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const headers = { cookie, origin, 'content-type': 'application/octet-stream' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit; // Node's fetch streams only with duplex.
    const answer = await visit('/api/file?name=big.csv', init).catch(() => undefined);
    expect(answer?.status ?? 409).toBe(409);
    expect(sent).toBeGreaterThanOrEqual(190);
    expect(sent).toBeLessThan(300);
  });
});
