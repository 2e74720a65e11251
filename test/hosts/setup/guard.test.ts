import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SetupServer, serveSetup } from '../../../connector/hosts/setup/server.ts';
import connector from '../../../connector/index.ts';
import { createSandbox, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { buildPage } from './screen.ts';

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
    for (const path of ['/', '/main.js', '/api/session', '/api/events', '/api/failed.csv', '/?token=guess']) {
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
    expect((await visit('/api/check', init)).status).toBe(403);
    expect(sandbox.requests).toEqual([]);
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
    expect((await visit('/api/check', { method: 'POST', headers, body: JSON.stringify({ config }) })).status).toBe(202);
    const session = await (await visit('/api/session', { headers: { cookie } })).text();
    expect(JSON.parse(session)).toMatchObject({ config: { importId: sandbox.importId }, held: ['apiKey'] });
    expect(session).not.toContain(sandbox.keys.write);
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
    const answer = await visit('/api/upload?name=big.csv', init).catch(() => undefined);
    expect(answer?.status ?? 409).toBe(409);
    expect(sent).toBeLessThan(300);
  });
});
