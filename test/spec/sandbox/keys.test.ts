import { describe, expect, it } from '@jest/globals';
import { create, enter, held, WAYS } from './caller.ts';

describe.each(WAYS)('keys, %s', (way) => {
  it('Y-3: the private key with write access reads and writes', async () => {
    const { batch, call, sandbox } = await enter(way);
    expect((await batch(create('a'))).status).toBe(200);
    expect((await call('GET', 'segments')).status).toBe(200);
    expect(held(sandbox)).toEqual(['a']);
  });

  it('Y-3: a read-only key reads, and is refused any change', async () => {
    const { call, sandbox } = await enter(way);
    sandbox.put([{ code: 'a', name: 'A' }]);
    const key = sandbox.keys.readOnly;
    for (const path of ['/imports', `/imports/${sandbox.importId}`, 'segments', 'segments/code/a'])
      expect((await call('GET', path, undefined, { key })).status).toBe(200);
    for (const [method, path, body] of [
      ['PATCH', 'segments', { operations: [create('b')] }],
      ['POST', 'segments', { code: 'b', name: 'B' }],
      ['PATCH', 'segments/code/a', { name: 'B' }],
      ['DELETE', 'segments/code/a', undefined],
    ] as const) {
      const told = await call(method, path, body, { key });
      expect([told.status, told.json]).toMatchObject([403, { error: { status: 'Forbidden' } }]);
    }
    expect(sandbox.segments()).toMatchObject([{ code: 'a', name: 'A' }]);
  });

  it.each([
    ['a public', 'public', 'This key is public; a private key is needed.'],
    ['an unknown', 'unknown', 'This key does not exist.'],
  ] as const)('Y-3: %s key is invalid', async (_, which, cause) => {
    const { call, sandbox } = await enter(way);
    for (const method of ['GET', 'PATCH']) {
      const told = await call(method, 'segments', method === 'GET' ? undefined : { operations: [] }, {
        key: sandbox.keys[which],
      });
      expect([told.status, told.json]).toMatchObject([
        401,
        { error: { code: 2000, message: 'The API key provided is invalid.', cause } },
      ]);
    }
  });

  it('Y-3: no key at all is invalid', async () => {
    const { call } = await enter(way);
    expect(await call('GET', '/imports', undefined, { key: null })).toMatchObject({
      status: 401,
      json: { error: { code: 2000 } },
    });
  });

  it.each(['{"operations":[]}', '{', '', '[]'])('Y-3: authorisation is checked before the body %j', async (body) => {
    const { call, sandbox } = await enter(way);
    const status = async (key: string) => (await call('PATCH', 'segments', body, { key })).status;
    expect(await status(sandbox.keys.readOnly)).toBe(403);
    expect(await status(sandbox.keys.unknown)).toBe(401);
    expect(await status(sandbox.keys.write)).toBe(400);
  });

  it('X-1: the request log holds no key', async () => {
    const { call, sandbox } = await enter(way);
    await call('GET', 'segments');
    expect(sandbox.requests).toHaveLength(1);
    expect(JSON.stringify(sandbox.requests)).not.toContain(sandbox.keys.write);
  });
});
