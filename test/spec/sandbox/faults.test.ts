import { describe, expect, it } from '@jest/globals';
import { create, enter, held, WAYS } from './caller.ts';
import { TestClock, until } from './test-clock.ts';

/** What a lost connection looks like; by name, for fetch's errors are of another realm than the tests. */
const LOST = { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } };

describe.each(WAYS)('faults, %s', (way) => {
  it.each([
    [false, []],
    [true, ['a']],
  ])('Y-2: any status with any body and headers, applied first: %s', async (apply, after) => {
    const { batch, sandbox } = await enter(way);
    sandbox.inject({
      do: {
        kind: 'answer',
        status: 503,
        body: '<html>',
        headers: { 'content-type': 'text/html', 'retry-after': '7' },
        apply,
      },
    });
    expect(await batch(create('a'))).toMatchObject({ status: 503, type: 'text/html', retryAfter: '7', text: '<html>' });
    expect(held(sandbox)).toEqual(after);
    expect(sandbox.requests).toMatchObject([{ status: 503, fault: 'answer' }]);
  });

  it.each([
    ['before', []],
    ['midway', []],
    ['after', ['a']],
  ] as const)('Y-2: a reset %s applying loses the answer', async (when, after) => {
    const { batch, sandbox } = await enter(way);
    sandbox.inject({ nth: 1, do: { kind: 'reset', when } });
    await expect(batch(create('a', { description: 'x'.repeat(1_000_000) }))).rejects.toMatchObject(LOST);
    expect(held(sandbox)).toEqual(after);
    expect(sandbox.requests).toMatchObject([{ fault: 'reset', endedAt: expect.any(Number) }]);
    expect(sandbox.requests[0]).not.toHaveProperty('status');
    expect((await batch(create('b'))).status).toBe(200);
  });

  it.each([
    ['headers', false, undefined],
    ['headers', true, undefined],
    ['body', false, 200],
    ['body', true, 200],
  ] as const)(
    'Y-2: a stall before the end of the %s (applied first: %s) lasts until the client leaves',
    async (when, apply, status) => {
      const { call, sandbox } = await enter(way);
      sandbox.inject({ do: { kind: 'stall', when, apply } });
      const client = new AbortController();
      const told = call('PATCH', 'segments', { operations: [create('a')] }, { signal: client.signal });
      const outcome = told.catch((error: unknown) => error);
      await until(() => sandbox.requests[0]?.fault === 'stall');
      expect(sandbox.requests[0]?.endedAt).toBeUndefined();
      client.abort(new Error('left'));
      expect(await outcome).toEqual(new Error('left'));
      await until(() => sandbox.requests[0]?.endedAt !== undefined);
      expect(sandbox.requests[0]?.status).toBe(status);
      expect(held(sandbox)).toEqual(apply ? ['a'] : []);
    },
  );

  it('Y-2: a trickle sends the true answer a few bytes at a time', async () => {
    const clock = new TestClock();
    const { call, sandbox } = await enter(way, { clock });
    sandbox.put([{ code: 'a', name: 'A' }]);
    const truth = await call('GET', 'segments/code/a');
    sandbox.inject({ do: { kind: 'trickle', bytesPerTick: 10, tickMs: 50 } });
    expect(await call('GET', 'segments/code/a')).toEqual(truth);
    expect(clock.waits).toEqual(Array.from({ length: Math.ceil(truth.text.length / 10) }, () => 50));
  });

  it('Y-2: a trickle ends when its client leaves', async () => {
    const clock = new TestClock();
    clock.prompt = false;
    const { call, sandbox } = await enter(way, { clock });
    sandbox.inject({ do: { kind: 'trickle' } });
    const client = new AbortController();
    const outcome = call('GET', 'segments', undefined, { signal: client.signal }).catch((error: unknown) => error);
    await until(() => clock.waits.length === 1);
    client.abort(new Error('left'));
    expect(await outcome).toEqual(new Error('left'));
    await until(() => sandbox.requests[0]?.endedAt !== undefined);
    expect(clock.waits).toHaveLength(1);
  });

  it.each([
    [undefined, ['a']],
    [false, []],
  ])('Y-2: a truncated answer breaks off in its body (apply: %s)', async (apply, after) => {
    const { batch, sandbox } = await enter(way);
    sandbox.inject({ do: { kind: 'truncate', ...(apply !== undefined && { apply }) } });
    await expect(batch(create('a'))).rejects.toMatchObject({ name: 'TypeError', message: 'terminated' });
    expect(held(sandbox)).toEqual(after);
    expect(sandbox.requests).toMatchObject([{ status: 200, fault: 'truncate' }]);
  });

  it('Y-2: latency carries the request out at once and answers it late', async () => {
    const clock = new TestClock();
    clock.prompt = false;
    const { batch, sandbox } = await enter(way, { clock });
    sandbox.inject({ do: { kind: 'latency', ms: 9_000 } });
    const told = batch(create('a'));
    await until(() => clock.waits.length === 1);
    expect([held(sandbox), sandbox.requests[0]?.endedAt]).toEqual([['a'], undefined]);
    clock.pass();
    expect((await told).status).toBe(200);
    expect(sandbox.requests[0]).toMatchObject({ at: clock.time - 9_000, endedAt: clock.time });
  });

  it('Y-2: an injected answer can be late too', async () => {
    const clock = new TestClock();
    const { batch, sandbox } = await enter(way, { clock });
    sandbox.inject({ do: { kind: 'answer', status: 504, latencyMs: 30_000 } });
    expect((await batch(create('a'))).status).toBe(504);
    expect(clock.waits).toEqual([30_000]);
  });

  it('Y-2: a looping listing leads to the same page again', async () => {
    const { call, sandbox } = await enter(way, { pageSize: 1 });
    sandbox.put([{ code: 'a', name: 'A' }]);
    sandbox.inject({ do: { kind: 'loop_listing' } });
    const first = await call('GET', 'segments');
    const { pagination } = first.json as { pagination: { next_token: string } };
    const second = await call('GET', `segments?pagination_token=${encodeURIComponent(pagination.next_token)}`);
    expect(second.json).toEqual(first.json);
  });

  it("Y-2: a rival's change happens first, then the true answer", async () => {
    const { batch, sandbox } = await enter(way);
    sandbox.inject({
      on: { kind: 'batch' },
      nth: 1,
      do: { kind: 'call', run: () => sandbox.put([{ code: 'a', name: 'R' }]) },
    });
    expect((await batch(create('a'))).status).toBe(409);
  });

  it('Y-2: a fault comes before the key is looked at', async () => {
    const { call, sandbox } = await enter(way);
    sandbox.inject({ do: { kind: 'answer', status: 500 } });
    expect((await call('GET', '/imports', undefined, { key: sandbox.keys.unknown })).status).toBe(500);
  });
});

describe('which requests a fault befalls (Y-2)', () => {
  const befallen = async (script: object, count = 10) => {
    const { call, sandbox } = await enter('in process', { seed: 3 });
    sandbox.inject({ ...script, do: { kind: 'answer', status: 500 } });
    const struck: number[] = [];
    for (let turn = 1; turn <= count; turn += 1) if ((await call('GET', '/imports')).status === 500) struck.push(turn);
    return struck;
  };

  it.each([
    [{ nth: 2 }, [2]],
    [{ nth: [1, 4] }, [1, 4]],
    [{ every: 4 }, [4, 8]],
    [{ always: true }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [{ times: 3 }, [1, 2, 3]],
    [{ every: 2, times: 2 }, [2, 4]],
    [{ share: 0 }, []],
    [{ share: 1, times: 1 }, [1]],
    [{ on: { kind: 'list' } }, []],
    [{ on: { method: 'PATCH' } }, []],
    [{ on: { method: 'GET', kind: 'imports' }, nth: 3 }, [3]],
  ])('Y-2: %j', async (script, struck) => {
    expect(await befallen(script)).toEqual(struck);
  });

  it('Y-2: a share is about that share, and the same again by the same seed', async () => {
    const struck = await befallen({ share: 0.3 }, 1_000);
    expect(struck.length).toBeGreaterThan(200);
    expect(struck.length).toBeLessThan(400);
    expect(await befallen({ share: 0.3 }, 1_000)).toEqual(struck);
  });

  it('Y-2: a test may look at the size of a batch, and counting is among the matching requests', async () => {
    const { batch, sandbox } = await enter('in process');
    sandbox.inject({
      on: { test: ({ operations = 0 }) => operations > 1 },
      nth: 2,
      do: { kind: 'answer', status: 413 },
    });
    const statuses: number[] = [];
    for (const codes of [['a'], ['b', 'c'], ['d'], ['e', 'f'], ['g', 'h']])
      statuses.push((await batch(...codes.map((code) => create(code)))).status);
    expect(statuses).toEqual([200, 200, 200, 413, 200]);
  });

  it('Y-2: of two faults that strike, the one injected first wins', async () => {
    const { call, sandbox } = await enter('in process');
    sandbox.inject({ nth: 2, do: { kind: 'answer', status: 502 } });
    sandbox.inject({ do: { kind: 'answer', status: 503 } });
    const statuses = [await call('GET', '/imports'), await call('GET', '/imports')].map(({ status }) => status);
    expect(statuses).toEqual([503, 502]);
    sandbox.clearFaults();
    expect((await call('GET', '/imports')).status).toBe(200);
  });
});
