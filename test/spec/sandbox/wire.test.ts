import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { create, enter, remove, some, WAYS } from './caller.ts';
import { TestClock } from './test-clock.ts';

describe.each(WAYS)('how answers are written, %s', (way) => {
  it('Y-1: in the camelCase of the published schemas', async () => {
    const { batch, call, sandbox } = await enter(way, { spelling: 'camel', pageSize: 1, tokens: 'wrapped' });
    sandbox.put(some(2));
    const told = await batch(create('a'));
    expect(told.json).toEqual({
      items: [
        {
          id: expect.any(String),
          code: 'a',
          name: 'Name of a',
          importId: sandbox.importId,
          updatedAt: expect.any(String),
        },
      ],
    });
    expect((await call('GET', 'segments')).json).toMatchObject({
      pagination: { nextToken: { value: expect.any(String) }, totalCount: { value: 3 } },
    });
    expect((await batch(remove('gone'))).json).toMatchObject({ requestId: expect.any(String) });
  });

  it('Y-1: with lists as head and tail, which leave an empty list out', async () => {
    const { batch, call } = await enter(way, { lists: 'head_tail' });
    expect(await call('GET', 'segments')).toMatchObject({ json: { pagination: { total_count: 0 } } });
    expect((await call('GET', 'segments')).json).not.toHaveProperty('elements');
    const told = await batch(create('a', { categories: ['x', 'y'] }), create('b', { categories: [] }));
    expect(told.json).toMatchObject({
      items: { head: { code: 'a', categories: { head: 'x', tail: ['y'] } }, tail: [{ code: 'b' }] },
    });
  });

  it('Y-1: with prices as text, without updated_at', async () => {
    const { batch } = await enter(way, { prices: 'text', stamps: 'left_out' });
    const told = await batch(create('a', { cpm: 1.5 }));
    expect(told.json).toMatchObject({ items: [{ cpm: '1.5' }] });
    expect(told.text).not.toContain('updated_at');
  });

  it('Y-1: with a Date of a clock that is ahead, or none', async () => {
    const clock = new TestClock();
    const { batch, call, sandbox } = await enter(way, { clock, clockAheadMs: 90_000 });
    const told = await batch(create('a'));
    expect(Math.abs(told.date - clock.time - 90_000)).toBeLessThan(1_000);
    expect(Date.parse(sandbox.segments()[0]?.updated_at ?? '')).toBe(clock.time + 90_000);
    sandbox.change({ dates: 'left_out' });
    expect((await call('GET', 'segments')).date).toBeNaN();
  });

  it.each([200, 401, 403, 404, 409, 429, 502, 511, 520, 524])('Y-2: the page of a gateway, %i', async (status) => {
    const { batch, sandbox } = await enter(way);
    sandbox.inject({ nth: 1, do: { kind: 'gateway', status } });
    sandbox.inject({ nth: 2, do: { kind: 'gateway', status, apply: true } });
    const told = await batch(create('a'));
    expect([told.status, told.json, sandbox.applied]).toEqual([status, undefined, []]);
    expect(told.type).toMatch(/^text\/(html|plain)/);
    expect((await batch(create('a'))).status).toBe(status);
    expect(sandbox.applied).toMatchObject([{ code: 'a' }]);
  });

  it('Y-1: a firewall blocks what it dislikes, whatever the key', async () => {
    const { batch, call, sandbox } = await enter(way, {
      firewall: ({ body }) => body?.includes('DROP TABLE') ?? false,
    });
    const told = await batch(create('a', { name: "'; DROP TABLE segments" }));
    expect([told.status, told.json, sandbox.applied]).toEqual([403, undefined, []]);
    expect((await batch(create('a'))).status).toBe(200);
    const blocked = await call('PATCH', 'segments', 'DROP TABLE', { key: sandbox.keys.unknown });
    expect([blocked.status, blocked.json]).toEqual([403, undefined]);
  });

  it.each([
    ['seconds', '7'],
    ['date', new Date(1_700_000_010_000).toUTCString()],
    ['none', null],
  ] as const)('Y-1: a key may send so many requests in a time (%s)', async (form, told) => {
    const clock = new TestClock();
    const { call, sandbox } = await enter(way, { clock, rateLimit: { requests: 2, perMs: 10_000, retryAfter: form } });
    const send = async (key = sandbox.keys.write as string) =>
      (await call('GET', 'segments', undefined, { key })).status;
    expect([await send(), await send()]).toEqual([200, 200]);
    clock.time += 3_000;
    expect(await call('GET', 'segments')).toMatchObject({ status: 429, retryAfter: told });
    expect(await send(sandbox.keys.secondWrite)).toBe(200);
    clock.time += 6_999;
    expect(await send()).toBe(429);
    clock.time += 1;
    expect(await send()).toBe(200);
  });

  it('Y-1: a limit is told without Retry-After when nothing else is said', async () => {
    const { call } = await enter(way, { clock: new TestClock(), rateLimit: { requests: 0, perMs: 1_500 } });
    expect(await call('GET', 'segments')).toMatchObject({ status: 429, retryAfter: '2' });
  });
});

describe('the bytes of an answer', () => {
  const bytesOf = (url: string, key: string) =>
    new Promise<{ bytes: Buffer; coding: string | undefined }>((resolve, reject) => {
      get(url, { headers: { 'x-api-key': key } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ bytes: Buffer.concat(chunks), coding: response.headers['content-encoding'] }),
        );
      }).on('error', reject);
    });

  it.each([
    ['gzip', gunzipSync],
    ['deflate', inflateSync],
    ['br', brotliDecompressSync],
  ] as const)('D-1: compressed with %s, after a byte order mark', async (encoding, decompress) => {
    const { base, sandbox } = await enter('over HTTP', { encoding, byteOrderMark: true });
    sandbox.put(some(1));
    const { bytes, coding } = await bytesOf(`${base}/imports/${sandbox.importId}/segments`, sandbox.keys.write);
    expect(coding).toBe(encoding);
    const text = decompress(bytes).toString();
    expect(text.charCodeAt(0)).toBe(0xfeff);
    expect(JSON.parse(text.slice(1))).toMatchObject({ elements: [{ code: 'code_0' }] });
  });
});
