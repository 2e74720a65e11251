import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../connector/clock.ts';
import { redaction } from '../../connector/redact.ts';
import { type ApiRequest, Client } from '../../connector/send/client.ts';
import { createSandbox, type Mishap } from '../../spec/taxonomy/sandbox/index.ts';
import { TestClock, until } from '../spec/sandbox/test-clock.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const MEGABYTE = 1024 * 1024;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A clock on which nothing is due until the test says so. */
class StillClock extends TestClock implements Clock {
  override prompt = false;
  random = () => 0;
}

interface Settings {
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly cancel?: AbortSignal;
}

function clientOf({ baseUrl = 'https://permutive.test', apiKey = KEY, fetch, clock, cancel }: Settings) {
  const redact = redaction(apiKey);
  return new Client({
    baseUrl,
    apiKey,
    timeoutMs: 1_000,
    fetch,
    clock: clock ?? new StillClock(),
    cancel,
    graceMs: 5_000,
    redact,
  });
}

const READ: ApiRequest = { method: 'get', path: 'x', long: false };

/** A sandbox over a socket, and a batch for it. */
async function sandboxed(mishap?: Mishap) {
  const sandbox = createSandbox();
  open.push(sandbox);
  if (mishap !== undefined) sandbox.inject({ nth: 1, do: mishap });
  const settings = { baseUrl: await sandbox.listen(), apiKey: sandbox.keys.write };
  const batch: ApiRequest = {
    path: `imports/${sandbox.importId}/segments`,
    method: 'patch',
    body: Buffer.from(JSON.stringify({ operations: [{ operation: 'Create', data: { code: 'a', name: 'Größe ✓' } }] })),
    long: true,
  };
  return { sandbox, settings, batch };
}

/** A server that says what it is told to, whatever it is asked; its address. */
async function saying(speak: (socket: Socket, heard: Buffer) => void): Promise<string> {
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
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const answering = (head: string, body: string | Buffer) =>
  saying((socket) => {
    socket.write(`HTTP/1.1 ${head}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`);
    socket.end(body);
  });

describe('one request', () => {
  it('D-1: carries the method, the headers and the body, and brings back status and text', async () => {
    const { sandbox, settings, batch } = await sandboxed();
    const exchange = await clientOf(settings).exchange(batch);
    expect(exchange).toMatchObject({ kind: 'answer', status: 200, retryAfter: null, end: 'whole' });
    expect(JSON.parse('body' in exchange ? exchange.body : '')).toMatchObject({
      items: [{ code: 'a', name: 'Größe ✓' }],
    });
    expect(sandbox.segments()).toHaveLength(1);
  });

  it('D-1: is followed by the next, and by one without a body', async () => {
    const { settings, batch } = await sandboxed();
    const client = clientOf(settings);
    await client.exchange(batch);
    const read = await client.exchange({ method: 'get', path: `${batch.path}/code/a`, long: false });
    expect(read).toMatchObject({ status: 200, body: expect.stringContaining('"a"') });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('D-1: an answer compressed by %s is read, though nobody asked for it', async (coding, compress) => {
    const baseUrl = await answering(`200 OK\r\ncontent-encoding: ${coding}`, compress('{"items":[]}'));
    expect(await clientOf({ baseUrl }).exchange(READ)).toMatchObject({ body: '{"items":[]}', end: 'whole' });
  });

  it('D-3, D-9: brings back Retry-After, the server’s clock and the id of the request', async () => {
    const baseUrl = await answering(
      '429 Slow\r\nretry-after: 7\r\nretry-after: 9\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\nx-request-id: r-1',
      'slow',
    );
    expect(await clientOf({ baseUrl }).exchange(READ)).toEqual({
      kind: 'answer',
      status: 429,
      retryAfter: '7, 9',
      date: 'Sun, 06 Nov 1994 08:49:37 GMT',
      requestId: 'r-1',
      body: 'slow',
      end: 'whole',
    });
  });

  it('D-7: follows no redirect', async () => {
    const elsewhere = await sandboxed();
    const location = `${elsewhere.settings.baseUrl}/x`;
    const { batch, sandbox, settings } = await sandboxed({ kind: 'answer', status: 307, headers: { location } });
    expect(await clientOf(settings).exchange(batch)).toMatchObject({ kind: 'answer', status: 307 });
    expect(elsewhere.sandbox.requests).toHaveLength(0);
    expect(sandbox.requests).toHaveLength(1);
  });

  it('D-7: an https address is spoken to in TLS only', async () => {
    let heard = '';
    const baseUrl = await saying((socket, first) => {
      heard = first.toString('latin1');
      socket.destroy();
    });
    const exchange = await clientOf({ baseUrl: baseUrl.replace('http:', 'https:') }).exchange(READ);
    expect(exchange).toMatchObject({ kind: 'no_answer', reason: 'network' });
    expect(heard.startsWith('\x16\x03')).toBe(true); // A TLS handshake.
    expect(heard).not.toContain(KEY);
  });

  it.each(['before', 'after'] as const)('T-2: a connection reset %s applying is no answer', async (when) => {
    const { settings, batch } = await sandboxed({ kind: 'reset', when });
    expect(await clientOf(settings).exchange(batch)).toMatchObject({ kind: 'no_answer', reason: 'network' });
  });

  it('D-2: a server that is not there was not reached, and it says why', async () => {
    const { sandbox, settings, batch } = await sandboxed();
    await sandbox.close();
    const exchange = await clientOf(settings).exchange(batch);
    expect(exchange).toMatchObject({ reason: 'not_connected', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('T-2: a body that breaks off is told so, its status known', async () => {
    const { settings, batch } = await sandboxed({ kind: 'truncate' });
    expect(await clientOf(settings).exchange(batch)).toMatchObject({ kind: 'answer', status: 200, end: 'broken' });
  });

  it('T-2: a connection closed without a word, or turned into another protocol, is no answer', async () => {
    const silent = await saying((socket) => socket.end());
    expect(await clientOf({ baseUrl: silent }).exchange(READ)).toMatchObject({ reason: 'network' });
    const turned = await saying((socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    );
    expect(await clientOf({ baseUrl: turned }).exchange(READ)).toMatchObject({ reason: 'network' });
  });

  it('X-4: what is not HTTP is no answer', async () => {
    const baseUrl = await saying((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect(await clientOf({ baseUrl }).exchange(READ)).toMatchObject({ kind: 'no_answer', reason: 'network' });
  });

  it('D-5: an answer that comes before all of the body was taken counts', async () => {
    const baseUrl = await answering('413 Payload Too Large', 'big');
    const exchange = await clientOf({ baseUrl }).exchange({
      method: 'patch',
      path: 'x',
      body: Buffer.alloc(100_000),
      long: true,
    });
    expect(exchange).toMatchObject({ kind: 'answer', status: 413, body: 'big' });
  });

  it.each(['headers', 'body'] as const)('D-8: ends at its deadline while the %s stall', async (when) => {
    const clock = new StillClock();
    const { sandbox, settings, batch } = await sandboxed({ kind: 'stall', when });
    let heads = 0;
    const counting: typeof fetch = async (...call) => {
      const response = await fetch(...call);
      heads += 1;
      return response;
    };
    const exchange = clientOf({ ...settings, clock, fetch: counting }).exchange(batch);
    await until(() => sandbox.requests[0]?.fault === 'stall' && heads === (when === 'body' ? 1 : 0));
    await new Promise((resolve) => setImmediate(resolve)); // The head has been heard.
    clock.pass();
    expect(await exchange).toMatchObject({ kind: 'no_answer', reason: 'deadline' });
    await until(() => sandbox.requests[0]?.endedAt !== undefined);
  });

  it.each<[string, number, Record<string, string>, object]>([
    [
      'a refusal that asks to wait',
      429,
      { 'retry-after': '7' },
      { kind: 'answer', status: 429, retryAfter: '7', body: '' },
    ],
    ['a refusal that asks for nothing', 429, {}, { kind: 'no_answer', reason: 'deadline' }],
    ['a success that asks to wait', 200, { 'retry-after': '7' }, { kind: 'no_answer', reason: 'deadline' }],
    ['a refusal of 400 that asks to wait', 400, { 'retry-after': '7' }, { kind: 'answer', status: 400 }],
  ])('D-3, D-8: of %s only the head comes before the deadline', async (_what, status, headers, told) => {
    const clock = new StillClock();
    let heads = 0;
    const headOnly = async () => {
      heads += 1;
      return new Response(new ReadableStream(), { status, headers: { ...headers, 'x-request-id': KEY } });
    };
    const exchange = clientOf({ fetch: headOnly, clock }).exchange(READ);
    await until(() => heads === 1);
    await new Promise((resolve) => setImmediate(resolve)); // The head has been heard.
    clock.pass();
    expect(await exchange).toMatchObject(told);
    expect(JSON.stringify(await exchange)).not.toContain(KEY);
  });

  it.each([
    ['a refusal', '400 Bad Request', true, MEGABYTE],
    ['one segment', '200 OK', false, MEGABYTE],
    ['a batch’s answer or a page', '200 OK', true, 12 * MEGABYTE],
  ])('X-4: of %s that does not end, no more is read than its bound', async (_what, status, long, bound) => {
    let written = 0;
    const megabyte = Buffer.alloc(MEGABYTE, 0x20);
    const baseUrl = await saying((socket) => {
      socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
      const more = () => {
        while (!socket.destroyed && written < 200) {
          written += 1;
          if (!socket.write(megabyte)) return void socket.once('drain', more);
        }
      };
      more();
    });
    const exchange = await clientOf({ baseUrl }).exchange({ method: 'get', path: 'x', long });
    expect(exchange).toMatchObject({ kind: 'answer', end: 'too_long' });
    expect('body' in exchange ? exchange.body.length : 0).toBe(bound);
    expect(written).toBeLessThan(40);
  });
});

describe('a host’s fetch', () => {
  it('D-1: is called with an address and plain settings, whatever realm its Request is of', async () => {
    let called: Parameters<typeof fetch> | undefined;
    const spy: typeof fetch = async (...call) => {
      called = call;
      return new Response('{}');
    };
    const body = Buffer.from('{"operations":[]}');
    await clientOf({ fetch: spy }).exchange({ method: 'patch', path: 'imports/1/segments', body, long: true });
    const [url, init] = called ?? [];
    expect(url).toBe('https://permutive.test/imports/1/segments');
    expect(init).toMatchObject({ method: 'PATCH', redirect: 'manual', body });
    expect(init?.headers).toEqual({
      'x-api-key': KEY,
      accept: 'application/json',
      'content-type': 'application/json',
    });
  });

  /** What careless mocks and proxies hand back. */
  const ODD: Record<string, () => unknown> = {
    nothing: () => undefined,
    null: () => null,
    'a text': () => '{"items":[]}',
    'a number': () => 200,
    'an empty object': () => ({}),
    'no headers': () => ({ status: 200, body: null }),
    'a status that is a text': () => ({ status: '200', headers: new Headers(), body: null }),
    'a status that is no number': () => ({ status: Number.NaN, headers: new Headers(), body: null }),
    'headers that are a plain object': () => ({ status: 200, headers: {}, body: null }),
    'a body that is a text': () => ({ status: 200, headers: new Headers(), body: '{}' }),
    'a body that is a number': () => ({ status: 200, headers: new Headers(), body: 7 }),
    'a body of texts': () => ({ status: 200, headers: new Headers(), body: ['{}'] }),
    'a body that is locked': () => Object.defineProperty(new Response(), 'body', { value: { locked: true } }),
    'a body that was read': () => {
      const read = new Response('{}');
      void read.text();
      return read;
    },
    'a body that throws': () => ({
      status: 200,
      headers: new Headers(),
      body: {
        [Symbol.asyncIterator]() {
          throw new Error('torn');
        },
      },
    }),
    'an error of its own': () => Response.error(),
    'a thing that throws when it is looked at': () =>
      new Proxy(
        {},
        {
          get(_target, name) {
            if (name === 'then') return undefined;
            throw new Error('keep out');
          },
        },
      ),
  };

  it.each(Object.keys(ODD))('T-12: that hands back %s costs an answer, never a run', async (shape) => {
    // Whatever its type says: that is what is tried.
    const odd = (async () => ODD[shape]?.()) as typeof fetch;
    const exchange = await clientOf({ fetch: odd }).exchange(READ);
    expect(exchange).not.toMatchObject({
      kind: 'answer',
      status: 200,
      end: 'whole',
      body: expect.stringContaining('i'),
    });
    expect(['answer', 'no_answer']).toContain(exchange.kind);
  });

  it.each([
    [
      'throws at once',
      () => {
        throw new TypeError('no network');
      },
    ],
    ['rejects with an Error', () => Promise.reject(new TypeError('no network'))],
    ['rejects with nothing', () => Promise.reject()],
  ])('T-2: that %s is no answer', async (_how, fetch: () => Promise<Response>) => {
    expect(await clientOf({ fetch }).exchange(READ)).toMatchObject({ kind: 'no_answer', reason: 'network' });
  });

  it.each([
    ['ENOTFOUND', 'not_connected'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['ECONNRESET', 'network'],
  ])('D-2: a connection that failed with %s is told as %s', async (code, reason) => {
    const cause = Object.assign(new Error('why'), { code });
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    expect(await clientOf({ fetch }).exchange(READ)).toMatchObject({ reason, message: `fetch failed (why, ${code})` });
  });

  it('T-9: a request in flight ends within its grace after the run was cancelled, and leaves no listener', async () => {
    const clock = new StillClock();
    const run = new AbortController();
    const { signal: cancel } = run;
    let listeners = 0;
    const { addEventListener, removeEventListener } = cancel;
    Object.assign(cancel, {
      addEventListener: (...call: Parameters<typeof addEventListener>) => {
        listeners += 1;
        addEventListener.apply(cancel, call);
      },
      removeEventListener: (...call: Parameters<typeof removeEventListener>) => {
        listeners -= 1;
        removeEventListener.apply(cancel, call);
      },
    });
    const exchange = clientOf({ fetch: () => new Promise(() => {}), clock, cancel }).exchange(READ);
    await until(() => clock.waits.length === 1); // The deadline.
    run.abort();
    await until(() => clock.waits.length === 2);
    expect(clock.waits[1]).toBe(5_000);
    clock.pass();
    expect(['cancelled', 'deadline']).toContain(((await exchange) as { reason?: string }).reason);
    expect(listeners).toBe(0);
  });
});

describe('the key', () => {
  it('X-1: is taken out of a refusal, its headers and a transport’s words, where they come in', async () => {
    const echo: typeof fetch = async () =>
      new Response(`bad ${KEY}`, { status: 400, headers: { 'x-request-id': KEY } });
    expect(JSON.stringify(await clientOf({ fetch: echo }).exchange(READ))).not.toContain(KEY.slice(0, 8));
    const thrown = () => Promise.reject(new Error(`connect with ${KEY.toUpperCase()}`));
    expect(JSON.stringify(await clientOf({ fetch: thrown }).exchange(READ))).not.toMatch(/0c2e4bd6/i);
  });

  it.each([300, 304, 400, 500])('X-1: is taken out of a %i', async (status) => {
    const body = status === 304 ? null : `bad ${KEY}`;
    const echo = async () => new Response(body, { status, headers: { 'x-request-id': KEY } });
    expect(JSON.stringify(await clientOf({ fetch: echo }).exchange(READ))).not.toContain(KEY.slice(0, 8));
  });

  it.each([200, 299])(
    'X-1: is taken out of the headers of a %i, whose body is redacted where it is read',
    async (status) => {
      const echo = async () => new Response(`"${KEY}"`, { status, headers: { 'x-request-id': KEY } });
      expect(await clientOf({ fetch: echo }).exchange(READ)).toMatchObject({
        requestId: '[redacted]',
        body: `"${KEY}"`,
      });
    },
  );

  it('X-1: is taken out of a refusal that is cut in the middle of it', async () => {
    for (let at = 8; at < KEY.length; at += 1) {
      const body = `${' '.repeat(MEGABYTE - at)}${KEY}`;
      const exchange = await clientOf({ fetch: async () => new Response(body, { status: 400 }) }).exchange(READ);
      expect('body' in exchange && exchange.body.trim()).toMatch(/^\[redacted\]-?$/);
    }
  });
});
