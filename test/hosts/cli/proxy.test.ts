import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from './cli.ts';

const HOST = 'permutive.invalid';

describe('F-22: the proxy that the environment names', () => {
  let cli: CommandLine;
  let proxy: Server;
  let address = '';
  let asked: string[] = [];
  beforeAll(async () => {
    cli = new CommandLine();
    proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.on('error', () => undefined).end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`; // It listens on a port.
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await cli.close();
  });
  beforeEach(() => {
    asked = [];
  });

  const check = (env: Record<string, string>) =>
    cli.run(['segments'], {
      env: { ...cli.credentials, PERMUTIVE_BASE_URL: `https://${HOST}/v1`, ...env },
      fetch: undefined as never, // As outside of tests: nobody brings a transport.
      signal: AbortSignal.timeout(2_000),
    });

  it.each(['HTTPS_PROXY', 'https_proxy'])('%s is used', async (name) => {
    await check({ [name]: `http://${address}` });
    expect(new Set(asked)).toEqual(new Set([`${HOST}:443`]));
  });

  it.each([HOST, `.invalid`, '*.invalid', '*', `other, ${HOST}`, `${HOST.toUpperCase()}`])(
    'NO_PROXY=%s exempts the host',
    async (exempt) => {
      await check({ HTTPS_PROXY: `http://${address}`, NO_PROXY: exempt });
      expect(asked).toEqual([]);
    },
  );

  it('another host is not exempt', async () => {
    await check({ HTTPS_PROXY: address, NO_PROXY: 'permutive.example,other.invalid' });
    expect(asked.length).toBeGreaterThan(0);
  });

  it('check says which proxy it used, without the credentials in it', async () => {
    const { err } = await cli.run(['check'], {
      env: {
        ...cli.credentials,
        PERMUTIVE_BASE_URL: `https://${HOST}/v1`,
        HTTPS_PROXY: `http://user:secret@${address}`,
      },
      fetch: undefined as never, // As outside of tests: nobody brings a transport.
      signal: AbortSignal.timeout(2_000),
    });
    expect(err).toContain(`Proxy: http://${address} (HTTPS_PROXY)`);
    expect(err).not.toContain('secret');
  });

  it('what is no address of a proxy is a usage error', async () => {
    expect(await check({ HTTPS_PROXY: 'socks5://x' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('HTTPS_PROXY'),
    });
  });
});
