import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Transport, WireRequest } from '../../connector/send/answer.ts';
import { overFetch } from '../../connector/send/fetch-transport.ts';
import { overNode } from '../../connector/send/node-transport.ts';
import { createSandbox, type Mishap } from '../../spec/taxonomy/sandbox/index.ts';
import { until } from '../spec/sandbox/test-clock.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const NEVER = new AbortController().signal;

/** A sandbox over a socket, and a batch for it. */
async function sandboxed(mishap?: Mishap) {
  const sandbox = createSandbox();
  open.push(sandbox);
  if (mishap !== undefined) sandbox.inject({ nth: 1, do: mishap });
  const base = await sandbox.listen();
  const batch: WireRequest = {
    url: `${base}/imports/${sandbox.importId}/segments`,
    method: 'PATCH',
    headers: { 'X-API-Key': sandbox.keys.write, accept: 'application/json', 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ operations: [{ operation: 'Create', data: { code: 'a', name: 'Größe ✓' } }] })),
  };
  return { sandbox, batch };
}

/** A server that says what it is told to, whatever it is asked. */
async function saying(speak: (socket: Socket, heard: Buffer) => void): Promise<WireRequest> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (heard: Buffer) => speak(socket, heard));
  });
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/x`, method: 'PATCH', headers: {}, body: Buffer.from('{}') };
}

const TRANSPORTS: [string, Transport][] = [
  ['Node’s HTTP client', overNode],
  ['fetch', overFetch(globalThis.fetch)],
];

describe('a host’s fetch', () => {
  it('T-2: whose body cannot be read costs the answer, not the run', async () => {
    // What a careless mock gives.
    const odd = overFetch(async () => Object.defineProperty(new Response(), 'body', { value: { locked: false } }));
    const request: WireRequest = { url: 'http://127.0.0.1:1/x', method: 'GET', headers: {}, body: undefined };
    expect(await odd(request, NEVER)).toMatchObject({ kind: 'answer', status: 200, complete: false });
  });

  it('T-2: that throws at once is no answer', async () => {
    const broken = overFetch(() => {
      throw new TypeError('no network');
    });
    const request: WireRequest = { url: 'http://127.0.0.1:1/x', method: 'GET', headers: {}, body: undefined };
    expect(await broken(request, NEVER)).toEqual({ kind: 'no_answer', reason: 'network', message: 'no network' });
  });
});

describe.each(TRANSPORTS)('%s', (_name, transport) => {
  it('D-1: carries the method, the headers and the body, and brings back status and text', async () => {
    const { sandbox, batch } = await sandboxed();
    const exchange = await transport(batch, NEVER);
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, retryAfter: null, complete: true });
    expect(JSON.parse('body' in exchange ? exchange.body : '')).toMatchObject({
      items: [{ code: 'a', name: 'Größe ✓' }],
    });
    expect(sandbox.segments()).toHaveLength(1);
  });

  it('D-1: sends the next request, and one without a body', async () => {
    const { batch } = await sandboxed();
    await transport(batch, NEVER);
    const read: WireRequest = { ...batch, url: `${batch.url}/code/a`, method: 'GET', body: undefined };
    expect(await transport(read, NEVER)).toMatchObject({ status: 200, body: expect.stringContaining('"a"') });
  });

  it('D-3: brings back Retry-After', async () => {
    const { batch } = await sandboxed({ kind: 'answer', status: 429, headers: { 'retry-after': '7' }, body: 'slow' });
    expect(await transport(batch, NEVER)).toEqual({
      kind: 'answer',
      status: 429,
      retryAfter: '7',
      body: 'slow',
      complete: true,
    });
  });

  it('D-7: follows no redirect', async () => {
    const elsewhere = await sandboxed();
    const { batch, sandbox } = await sandboxed({
      kind: 'answer',
      status: 307,
      headers: { location: elsewhere.batch.url },
    });
    expect(await transport(batch, NEVER)).toMatchObject({ kind: 'answer', status: 307 });
    expect(elsewhere.sandbox.requests).toHaveLength(0);
    expect(sandbox.requests).toHaveLength(1);
  });

  it.each(['before', 'after'] as const)('T-2: a connection reset %s applying is no answer', async (when) => {
    const { batch } = await sandboxed({ kind: 'reset', when });
    expect(await transport(batch, NEVER)).toMatchObject({ kind: 'no_answer', reason: 'network' });
  });

  it('T-2: a server that is not there is no answer, and says why', async () => {
    const { sandbox, batch } = await sandboxed();
    await sandbox.close();
    const exchange = await transport(batch, NEVER);
    expect(exchange).toMatchObject({ reason: 'network', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('T-2: a body that breaks off is told as incomplete, its status known', async () => {
    const { batch } = await sandboxed({ kind: 'truncate' });
    expect(await transport(batch, NEVER)).toMatchObject({ kind: 'answer', status: 200, complete: false });
  });

  it('T-2: a connection closed without a word, or turned into another protocol, is no answer', async () => {
    const silent = await saying((socket) => socket.end());
    expect(await transport(silent, NEVER)).toMatchObject({ kind: 'no_answer', reason: 'network' });
    const turned = await saying((socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
    expect(await transport(turned, NEVER)).toMatchObject({ kind: 'no_answer', reason: 'network' });
  });

  it('X-4: what is not HTTP is no answer', async () => {
    const request = await saying((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect(await transport(request, NEVER)).toMatchObject({ kind: 'no_answer', reason: 'network' });
  });

  it('D-5: an answer that comes before all of the body was taken counts', async () => {
    const request = await saying((socket) =>
      socket.write('HTTP/1.1 413 Payload Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig'),
    );
    const exchange = await transport({ ...request, body: Buffer.alloc(100_000) }, NEVER);
    expect(exchange).toMatchObject({ kind: 'answer', status: 413, body: 'big' });
  });

  it.each(['headers', 'body'] as const)('D-8: ends when it is aborted while the %s stall', async (when) => {
    const { sandbox, batch } = await sandboxed({ kind: 'stall', when });
    const deadline = new AbortController();
    const exchange = transport(batch, deadline.signal);
    await until(() => sandbox.requests[0]?.fault === 'stall');
    deadline.abort();
    expect(await exchange).not.toMatchObject({ complete: true });
    await until(() => sandbox.requests[0]?.endedAt !== undefined);
  });

  it('D-8: sends nothing when it is aborted before', async () => {
    const { sandbox, batch } = await sandboxed();
    expect(await transport(batch, AbortSignal.abort())).toMatchObject({ kind: 'no_answer' });
    expect(sandbox.requests).toHaveLength(0);
  });

  it('X-4: an answer without an end is given up after 64 MiB', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 0x20);
    let written = 0;
    const request = await saying((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && written < 200) {
          written += 1;
          if (!socket.write(megabyte)) return void socket.once('drain', more);
        }
      };
      more();
    });
    const exchange = await transport(request, NEVER);
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, complete: false });
    expect('body' in exchange ? exchange.body.length : 0).toBeLessThanOrEqual(64 * 1024 * 1024);
    expect(written).toBeLessThan(100);
  });

  it('D-7: an https address is spoken to in TLS only', async () => {
    let heard = '';
    const request = await saying((socket, first) => {
      heard = first.toString('latin1');
      socket.destroy();
    });
    const url = request.url.replace('http:', 'https:');
    const exchange = await transport({ ...request, url, headers: { 'X-API-Key': 'secret' } }, NEVER);
    expect(exchange).toMatchObject({ kind: 'no_answer', reason: 'network' });
    expect(heard.startsWith('\x16\x03')).toBe(true); // A TLS handshake.
    expect(heard).not.toContain('secret');
  });

  it('X-2: an address that cannot be sent to is no answer, not a crash', async () => {
    const request: WireRequest = { url: 'http://127.0.0.1:1/a b', method: 'GET', headers: {}, body: undefined };
    expect(await transport(request, NEVER)).toMatchObject({ kind: 'no_answer' });
    expect(await transport({ ...request, url: 'nowhere' }, NEVER)).toMatchObject({ kind: 'no_answer' });
  });
});
