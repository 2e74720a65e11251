import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { check } from '../../../connector/check.ts';
import { write } from '../../../connector/write.ts';
import type { ConnectorContext } from '../../../spec/host/connector.ts';
import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { createWorld, rows, type World } from '../../support/run.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.sandbox.close());

async function written(context: ConnectorContext = {}, more: object = {}) {
  const results: RowResult[] = [];
  const summary = await write(
    {
      config: { importId: world.sandbox.importId, apiKey: world.sandbox.keys.write },
      mode: 'upsert',
      changeSets: [{ rows: rows(6) }],
      delivery: { baseUrl: world.sandbox.inProcessBaseUrl, batchSize: 3 },
      ...more,
    },
    { fetch: world.sandbox.fetch, ...context, onRowResult: (result) => void results.push(result) },
    { clock: world.clock },
  );
  return { results, summary };
}

describe('onRequest', () => {
  it('O-1: is told each exchange as it ends, numbered from 1, and each wait as it begins', async () => {
    world.sandbox.inject({ nth: 2, do: { kind: 'answer', status: 429, headers: { 'retry-after': '7' } } });
    const events: RequestEvent[] = [];
    const { summary } = await written({ onRequest: (event) => void events.push(event) });
    expect(events).toEqual([
      expect.objectContaining({
        kind: 'request',
        number: 1,
        method: 'PATCH',
        purpose: 'batch',
        operations: 3,
        attempt: 1,
        status: 200,
        verdict: 'success',
        batch: 1,
      }),
      expect.objectContaining({
        kind: 'request',
        number: 2,
        attempt: 1,
        status: 429,
        reason: 'rate_limited',
        verdict: 'retry',
        batch: 2,
      }),
      { kind: 'wait', until: expect.stringMatching(/^2030-/), ms: expect.any(Number), reason: 'rate_limited' },
      expect.objectContaining({ kind: 'request', number: 3, attempt: 2, status: 200, verdict: 'success', batch: 2 }),
    ]);
    expect(summary.requests).toEqual({ sent: 3, retried: 1 });
  });

  it('O-1: an exchange without an answer has no status, and says why', async () => {
    world.sandbox.inject({ nth: 1, do: { kind: 'reset', when: 'before' } });
    const events: RequestEvent[] = [];
    await written({ onRequest: (event) => void events.push(event) });
    expect(events[0]).toMatchObject({ kind: 'request', reason: 'network_error', verdict: 'retry' });
    expect(events[0]).not.toHaveProperty('status');
  });

  it('O-1: everything that check() sends is a check', async () => {
    const purposes: string[] = [];
    const { importId, keys, inProcessBaseUrl, fetch } = world.sandbox;
    const onRequest = (event: RequestEvent) => void (event.kind === 'request' && purposes.push(event.purpose));
    await check(
      { config: { importId, apiKey: keys.write }, delivery: { baseUrl: inProcessBaseUrl } },
      { fetch, onRequest },
      world.clock,
    );
    expect(purposes).toEqual(['check', 'check']);
  });

  it('O-1: nothing of a row and nothing of the key is in an event, whatever Permutive repeats', async () => {
    world.sandbox.change({ conflicts: '409' });
    world.sandbox.put([{ code: 'c1', name: 'Secret name' }]);
    const events: unknown[] = [];
    await written({ onRequest: (event) => void events.push(event) });
    const told = JSON.stringify(events).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ''); // Any letters may be in an id.
    for (const text of ['c1', 'Name 1', 'Secret', world.sandbox.keys.write]) expect(told).not.toContain(text);
    expect(events.length).toBeGreaterThan(2);
  });
});

describe('the diagnostics channels', () => {
  it('O-1: carry the same events, and neither an answer nor a result', async () => {
    const told: object[] = [];
    const channel = tracingChannel<unknown, object>('destination-permutive:request');
    const subscribers = {
      asyncEnd: (message: object) => void told.push(message),
      start() {},
      end() {},
      asyncStart() {},
      error() {},
    };
    channel.subscribe(subscribers);
    const events: RequestEvent[] = [];
    await written({ onRequest: (event) => void events.push(event) });
    channel.unsubscribe(subscribers);
    expect(told).toHaveLength(2);
    expect(told).toEqual(events.map((event) => expect.objectContaining(event)));
    expect(JSON.stringify(told)).not.toContain('Name');
    await written();
    expect(told).toHaveLength(2);
  });

  it('O-1: a run and its batches are told from their beginning to their end', async () => {
    const told: [string, object][] = [];
    const subscribed = ['run', 'batch'].map((name) => {
      const channel = tracingChannel<unknown, object>(`destination-permutive:${name}`);
      const note = (when: string) => (message: object) => void told.push([`${name} ${when}`, { ...message }]);
      const subscribers = { start: note('start'), asyncEnd: note('end'), end() {}, asyncStart() {}, error() {} };
      channel.subscribe(subscribers);
      return () => channel.unsubscribe(subscribers);
    });
    await written();
    for (const unsubscribe of subscribed) unsubscribe();
    expect(told.map(([what]) => what)).toEqual([
      'run start',
      'batch start',
      'batch end',
      'batch start',
      'batch end',
      'run end',
    ]);
    expect(told[1]?.[1]).toMatchObject({ kind: 'batch', batch: 1, operations: 3 });
    expect(told.at(-1)?.[1]).toMatchObject({
      kind: 'run',
      mode: 'upsert',
      status: 'completed',
      rows: { succeeded: 6 },
    });
  });
});

describe('a courtesy', () => {
  const BAD = {
    throws: () => {
      throw new Error('broken');
    },
    rejects: () => Promise.reject(new Error('broken')),
    hangs: () => new Promise<never>(() => {}),
  };

  it.each(Object.entries(BAD))('T-12: that %s ends no run and loses no result', async (_how, bad) => {
    world.sandbox.inject({ nth: 1, do: { kind: 'answer', status: 503 } });
    const logger = { trace: bad, debug: bad, info: bad, warn: bad, error: bad };
    const { importId, keys, inProcessBaseUrl: baseUrl, fetch } = world.sandbox;
    const results: RowResult[] = [];
    const summary = await write(
      {
        config: { importId, apiKey: keys.write },
        mode: 'upsert',
        changeSets: [{ rows: rows(6) }],
        delivery: { baseUrl },
      },
      { fetch, logger, onRequest: bad, onProgress: bad, onRowResult: (result) => void results.push(result) },
      { clock: world.clock },
    );
    expect(summary.status).toBe('completed');
    expect(results.map(({ status }) => status)).toEqual(Array(6).fill('succeeded'));
    const checked = await check(
      { config: { importId, apiKey: keys.write }, delivery: { baseUrl } },
      { fetch, logger, onRequest: bad, onStep: bad },
      world.clock,
    );
    expect(checked.status).toBe('succeeded');
  });
});

describe('the host’s signal', () => {
  it('T-9: has no listener left after a thousand runs and checks', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...call: Parameters<typeof addEventListener>) => {
      listeners += 1;
      return addEventListener.apply(signal, call);
    };
    signal.removeEventListener = (...call: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      return removeEventListener.apply(signal, call);
    };
    const answer = async () => new Response(null, { status: 204 });
    const config = { importId: world.sandbox.importId, apiKey: world.sandbox.keys.write };
    for (let run = 0; run < 1_000; run += 1) {
      await write(
        { config, mode: 'upsert', changeSets: [] },
        { fetch: answer, signal, onRowResult: () => {} },
        { clock: world.clock },
      );
    }
    for (let at = 0; at < 20; at += 1) await check({ config }, { fetch: answer, signal }, world.clock);
    expect(listeners).toBe(0);
  });
});

describe('a lane of the host', () => {
  const turnOf =
    (before: () => Promise<void>): NonNullable<ConnectorContext['lane']>['withTurn'] =>
    async (_at, turn) => {
      await before();
      return (await turn({ closedForMs: 0 })).value;
    };

  it('L-2: that rejects before a turn is tried again, within the budget, and no row is lost', async () => {
    let asked = 0;
    const lane = {
      withTurn: turnOf(async () => {
        asked += 1;
        if (asked <= 2) throw new Error('lock server away');
      }),
    };
    const { summary } = await written({ lane });
    expect(summary.rows).toMatchObject({ succeeded: 6, failed: 0 });
    expect(summary.requests.sent).toBe(2);
  });

  it('L-2: that never gives a turn fails its rows as network_error, not in effect and retryable', async () => {
    const { results, summary } = await written({ lane: { withTurn: () => Promise.reject(new Error('no lock')) } });
    expect([summary.requests.sent, results.length]).toEqual([0, 6]);
    for (const { error } of results) {
      expect(error).toMatchObject({
        code: 'network_error',
        retryable: true,
        message: expect.stringContaining('no lock'),
      });
    }
  });

  it('L-1: whose window is open is waited out without a request, and waiting is no attempt', async () => {
    let closedForMs = 5_000;
    const startedAt = world.clock.now();
    const lane: ConnectorContext['lane'] = {
      withTurn: async (_at, turn) => {
        const closed = closedForMs;
        closedForMs = 0;
        return (await turn({ closedForMs: closed })).value;
      },
    };
    const { summary } = await written(
      { lane },
      { delivery: { baseUrl: world.sandbox.inProcessBaseUrl, maxAttempts: 1 } },
    );
    expect(summary.rows.succeeded).toBe(6);
    expect(world.clock.now() - startedAt).toBeGreaterThanOrEqual(5_000);
  });

  it('L-2, T-9: that hangs does not outlive the signal', async () => {
    const run = new AbortController();
    const ended = written({ lane: { withTurn: () => new Promise<never>(() => {}) }, signal: run.signal });
    await new Promise((resolve) => setImmediate(resolve));
    run.abort();
    expect((await ended).summary).toMatchObject({ status: 'cancelled', rows: { received: 6, failed: 6 } });
  });
});
