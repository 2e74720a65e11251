import { describe, expect, it } from '@jest/globals';
import { create, enter } from './caller.ts';
import { TestClock, until } from './test-clock.ts';

describe('the in-process fetch', () => {
  const url = ({ sandbox }: Awaited<ReturnType<typeof enter>>) =>
    `${sandbox.inProcessBaseUrl}/imports/${sandbox.importId}/segments`;

  it('D-1: takes a Request with its method, headers and body', async () => {
    const caller = await enter('in process');
    const request = new Request(url(caller), {
      method: 'PATCH',
      headers: { 'X-API-Key': caller.sandbox.keys.write },
      body: JSON.stringify({ operations: [create('a')] }),
    });
    expect((await caller.sandbox.fetch(request)).status).toBe(200);
    expect(caller.sandbox.segments()).toMatchObject([{ code: 'a' }]);
  });

  it("T-9: honours a Request's own signal", async () => {
    const caller = await enter('in process');
    caller.sandbox.inject({ do: { kind: 'stall', when: 'headers' } });
    const client = new AbortController();
    const outcome = caller.sandbox
      .fetch(new Request(url(caller), { signal: client.signal }))
      .catch((error: unknown) => error);
    await until(() => caller.sandbox.requests.length === 1);
    client.abort(new Error('left'));
    expect(await outcome).toEqual(new Error('left'));
  });

  it('T-9: sends nothing when the signal has aborted already', async () => {
    const caller = await enter('in process');
    await expect(caller.sandbox.fetch(url(caller), { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow(
      'left',
    );
    expect(caller.sandbox.requests).toEqual([]);
  });

  it('T-9: an abort breaks off a body under way', async () => {
    const caller = await enter('in process');
    caller.sandbox.inject({ do: { kind: 'stall', when: 'body' } });
    const client = new AbortController();
    const response = await caller.sandbox.fetch(url(caller), { signal: client.signal });
    const text = response.text().catch((error: unknown) => error);
    client.abort(new Error('left'));
    expect(await text).toEqual(new Error('left'));
  });

  it('Y-2: a body that is cancelled ends its trickle', async () => {
    const clock = new TestClock();
    clock.prompt = false;
    const caller = await enter('in process', { clock });
    caller.sandbox.inject({ do: { kind: 'trickle' } });
    const response = await caller.sandbox.fetch(url(caller));
    await response.body?.cancel();
    clock.pass();
    await until(() => caller.sandbox.requests[0]?.endedAt !== undefined);
    expect(clock.waits).toHaveLength(1);
  });

  it('Y-2: a body that is cancelled ends its stall', async () => {
    const caller = await enter('in process');
    caller.sandbox.inject({ do: { kind: 'stall', when: 'body' } });
    const response = await caller.sandbox.fetch(url(caller));
    await response.body?.cancel();
    await until(() => caller.sandbox.requests[0]?.endedAt !== undefined);
    expect(caller.sandbox.requests).toMatchObject([{ fault: 'stall' }]);
  });

  it('T-9: a signal shared by many requests is not left listened to', async () => {
    const caller = await enter('in process');
    const signal = new AbortController().signal;
    let listening = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listening += 1;
      addEventListener.apply(signal, given);
    };
    signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listening -= 1;
      removeEventListener.apply(signal, given);
    };
    await caller.sandbox.fetch(url(caller), { signal });
    expect(listening).toBe(0);
  });

  it('Y-2: the clock is held while a request is worked on, and not once it is answered', async () => {
    const clock = new TestClock();
    const { batch } = await enter('in process', { clock });
    const told = batch(create('a'));
    expect(clock.holds).toBe(1);
    await told;
    expect(clock.holds).toBe(0);
  });

  it.each([
    { kind: 'stall', when: 'headers' },
    { kind: 'stall', when: 'body' },
    { kind: 'latency', ms: 10 },
    { kind: 'trickle' },
  ] as const)('Y-2: the clock may jump during %j', async (mishap) => {
    const clock = new TestClock();
    clock.prompt = false;
    const { call, sandbox } = await enter('in process', { clock });
    sandbox.inject({ do: mishap });
    const client = new AbortController();
    const outcome = call('GET', 'segments', undefined, { signal: client.signal }).catch(() => 'left');
    await until(() => sandbox.requests.length === 1 && clock.holds === 0);
    expect(clock.holds).toBe(0);
    client.abort();
    expect(await outcome).toBe('left');
  });

  it.each([
    { kind: 'reset', when: 'midway' },
    { kind: 'reset', when: 'after' },
    { kind: 'truncate' },
    { kind: 'latency', ms: 10 },
    { kind: 'trickle' },
  ] as const)('Y-2: no hold is left after %j', async (mishap) => {
    const clock = new TestClock();
    const { call, sandbox } = await enter('in process', { clock });
    sandbox.inject({ do: mishap });
    await call('GET', 'segments').catch(() => undefined);
    await until(() => clock.holds === 0);
    expect(sandbox.requests[0]?.endedAt).toBeDefined();
  });
});
