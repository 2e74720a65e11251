import { afterEach, describe, expect, it } from '@jest/globals';
import { type Fault, refusal, type SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { violations } from '../../support/invariants.ts';
import { batchesSent, createWorld, type RunOptions, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

async function runWith(fault: Fault | undefined, options: Partial<RunOptions> = {}, switches: SandboxOptions = {}) {
  world = createWorld(switches);
  if (fault) world.sandbox.inject(fault);
  const changeSets = [{ id: 'cs', rows: rows(30, options.mode === 'remove' ? { change: 'removed' } : {}) }];
  const record = await run(world, { changeSets, delivery: { batchSize: 10 }, ...options });
  const { mode = 'upsert' } = options;
  expect(violations({ mode, changeSets, segments: world.sandbox.segments(), ...record })).toEqual([]);
  return record;
}

const onBatch = { kind: 'batch' } as const;
const waits = (record: Awaited<ReturnType<typeof runWith>>) =>
  record.exchanges.slice(1).map(({ at }, n) => at - (record.exchanges[n]?.endedAt ?? at));

describe('requests', () => {
  it('D-1: go to the import’s segments as a plain array of operations, the key in its header only', async () => {
    const { exchanges } = await runWith(undefined);
    const [first] = exchanges;
    expect(first).toMatchObject({
      method: 'PATCH',
      path: `/audience-api/v1/imports/${world.sandbox.importId}/segments`,
    });
    expect(first?.headers.get('x-api-key')).toBe(world.sandbox.keys.write);
    expect(JSON.parse(first?.body ?? '').operations[0]).toEqual({
      operation: 'Create',
      data: { code: 'c0', name: 'Name 0' },
    });
  });

  it('S-8: an Update sends only what the row gave', async () => {
    world = createWorld();
    world.sandbox.put([{ code: 'c0', name: 'Old', description: 'kept', cpm: 3 }]);
    const record = await run(world, { changeSets: [{ rows: rows(1) }] });
    const last = record.exchanges.findLast(({ method }) => method === 'PATCH');
    expect(JSON.parse(last?.body ?? '')).toEqual({
      operations: [{ operation: 'Update', code: 'c0', data: { name: 'Name 0' } }],
    });
    expect(world.sandbox.segments()[0]).toMatchObject({ name: 'Name 0', description: 'kept', cpm: 3 });
  });

  it('S-4: the target’s name never overwrites the name of a segment that a row brought by its code', async () => {
    world = createWorld();
    world.sandbox.put([{ code: 'c0', name: 'Theirs' }]);
    const changeSets = [{ rows: [{ rowId: '1', change: 'added' as const, segment_code: 'c0', description: 'new' }] }];
    const record = await run(world, { changeSets });
    expect(tally(record.results)).toEqual({ updated: 1 });
    expect(world.sandbox.segments()[0]).toMatchObject({ name: 'Theirs', description: 'new' });
  });
});

describe('transient failures', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('D-2: %i is tried again until it passes', async (status) => {
    const record = await runWith({ on: onBatch, nth: [1, 2], do: { kind: 'answer', status } });
    expect(tally(record.results)).toEqual({ created: 30 });
    // A second 504 in a row sends smaller batches instead of the same one a third time (D-5).
    expect(record.summary?.requests.retried).toBe(status === 504 ? 1 : 2);
  });

  it.each(['before', 'midway', 'after'] as const)(
    'D-2, T-4: a connection reset %s applying is recovered',
    async (when) => {
      const record = await runWith({ on: onBatch, nth: [1, 3], do: { kind: 'reset', when } });
      expect(tally(record.results)).toEqual({ created: 30 });
    },
  );

  it.each(['', '<html></html>', 'null', '[]', '{"items":{}}'])(
    'D-2: a 200 whose body is %j is tried again',
    async (body) => {
      const record = await runWith({ on: onBatch, nth: 1, do: { kind: 'answer', status: 200, body, apply: true } });
      expect(tally(record.results)).toEqual({ created: 30 });
    },
  );

  it.each([
    ['headers', { kind: 'stall', when: 'headers' }],
    ['body', { kind: 'stall', when: 'body', apply: true }],
    ['a trickle', { kind: 'trickle', bytesPerTick: 1, tickMs: 1_000, apply: true }],
  ] as const)('D-8: the deadline covers %s', async (_, mishap) => {
    const record = await runWith(
      { on: onBatch, nth: 1, do: mishap },
      { delivery: { batchSize: 10, timeoutMs: 5_000 } },
    );
    expect(tally(record.results)).toEqual({ created: 30 });
    const tookMs = record.exchanges.map(({ at, endedAt = Number.POSITIVE_INFINITY }) => endedAt - at);
    expect(Math.max(...tookMs)).toBe(5_000);
  });

  it.each([
    [1_000, [500, 1_000, 2_000, 4_000, 8_000]],
    [20_000, [10_000, 15_000, 15_000, 15_000, 15_000]],
  ])('D-2: from %i ms on waits double, each a random part of at most 30 s', async (backoffMs, expected) => {
    world = createWorld();
    world.clock.random = () => 0.5;
    world.sandbox.inject({ on: onBatch, nth: [1, 2, 3, 4, 5], do: { kind: 'answer', status: 500 } });
    const record = await run(world, { changeSets: [{ rows: rows(30) }], delivery: { batchSize: 100, backoffMs } });
    expect(tally(record.results)).toEqual({ created: 30 });
    expect(waits(record).slice(0, 5)).toEqual(expected);
  });

  it('D-4: a batch that exhausts its attempts fails its rows, retryable, and the run goes on', async () => {
    const record = await runWith(
      { on: onBatch, nth: [1, 2, 3], do: { kind: 'reset', when: 'before' } },
      { delivery: { batchSize: 10, maxAttempts: 3 } },
    );
    expect(tally(record.results)).toEqual({ network_error: 10, created: 20 });
    const retryable = record.results.filter(({ error }) => error?.retryable);
    expect(tally(retryable)).toEqual({ network_error: 10 });
    expect(record.summary?.status).toBe('completed_with_errors');
  });
});

describe('Retry-After', () => {
  const limited = (value: string | undefined, status = 429): Fault => ({
    on: onBatch,
    nth: 1,
    do: { kind: 'answer', status, ...(value !== undefined && { headers: { 'retry-after': value } }) },
  });

  it.each([429, 503])('D-3: seconds are a floor under the wait on %i', async (status) => {
    const record = await runWith(limited('7', status));
    expect(tally(record.results)).toEqual({ created: 30 });
    expect(waits(record)[0]).toBeGreaterThanOrEqual(7_000);
  });

  it('D-3: fractions of a second are rounded up', async () => {
    expect(waits(await runWith(limited('1.5')))[0]).toBeGreaterThanOrEqual(2_000);
  });

  it('D-3: a date gets a second of slack', async () => {
    const record = await runWith(limited(new Date(Date.UTC(2030, 0, 1, 0, 0, 9)).toUTCString()));
    expect(waits(record)[0]).toBeGreaterThanOrEqual(10_000);
    expect(tally(record.results)).toEqual({ created: 30 });
  });

  it.each([undefined, 'soon', '-5', '0', 'Tue, 01 Jan 2019 00:00:00 GMT', '2099-01-01', 'Infinity', '1e9'])(
    'D-3: %p falls back on backoff',
    async (value) => {
      const record = await runWith(limited(value));
      expect(tally(record.results)).toEqual({ created: 30 });
      expect(waits(record)[0]).toBeLessThanOrEqual(500);
    },
  );

  it('D-3: longer than the run may wait, the rows fail rate_limited and nothing is sent inside the window', async () => {
    const record = await runWith(limited('1000000000'));
    expect(tally(record.results)).toEqual({ rate_limited: 30 });
    expect(record.exchanges).toHaveLength(1);
    expect(record.results[0]?.error).toMatchObject({ retryable: true, retryAfterMs: 1_000_000_000_000 });
    expect(record.results[29]).toMatchObject({ operation: null });
  });
});

describe('batches that are too much', () => {
  it('D-5: a 413 halves the batch, and the smaller size is kept', async () => {
    world = createWorld();
    world.sandbox.inject({
      on: { kind: 'batch', test: ({ operations }) => (operations ?? 0) > 5 },
      always: true,
      do: { kind: 'answer', status: 413 },
    });
    const record = await run(world, { changeSets: [{ rows: rows(40) }], delivery: { batchSize: 20 } });
    expect(tally(record.results)).toEqual({ created: 40 });
    expect(batchesSent(record)).toBe(2 + 8);
  });

  it('D-5: a 504 that repeats halves the batch', async () => {
    world = createWorld();
    world.sandbox.inject({
      on: { kind: 'batch', test: ({ operations }) => (operations ?? 0) > 10 },
      always: true,
      do: { kind: 'answer', status: 504 },
    });
    const record = await run(world, { changeSets: [{ rows: rows(20) }], delivery: { batchSize: 20 } });
    expect(tally(record.results)).toEqual({ created: 20 });
  });

  it('D-5: a single operation that is too large fails by itself', async () => {
    world = createWorld();
    world.sandbox.inject({ on: onBatch, always: true, do: { kind: 'answer', status: 413 } });
    const record = await run(world, { changeSets: [{ rows: rows(2) }] });
    expect(tally(record.results)).toEqual({ payload_too_large: 2 });
  });
});

describe('fatal answers', () => {
  it.each([
    [401, 'authentication_failed'],
    [403, 'insufficient_permissions'],
  ] as const)(
    'D-6: after a %i nothing more is sent and every remaining row is read and fails with %s',
    async (status, code) => {
      const record = await runWith({ nth: [2, 3], do: refusal(status) });
      expect(tally(record.results)).toEqual({ created: 10, [code]: 20 });
      expect(record.exchanges.map(({ method }) => method)).toEqual(['PATCH', 'PATCH', 'GET']); // D-6: the GET agreed.
      expect(record.summary).toMatchObject({ status: 'completed_with_errors', fatal: { code, retryable: false } });
    },
  );

  it('D-6: a 403 with the import still readable is fatal: the key may read only', async () => {
    const record = await runWith({ on: onBatch, nth: 2, do: refusal(403) });
    expect(tally(record.results)).toEqual({ created: 10, insufficient_permissions: 20 });
  });

  it('D-6: a 401 with the import still readable is tried again', async () => {
    const record = await runWith({ on: onBatch, nth: 2, do: refusal(401) });
    expect(tally(record.results)).toEqual({ created: 30 });
  });

  it('D-6: a 401 that stays, with the import readable, fails its batch and no other', async () => {
    const record = await runWith({ on: onBatch, nth: [2, 3, 4, 5, 6, 7], do: refusal(401) });
    expect(tally(record.results)).toEqual({ created: 20, unexpected_response: 10 });
    expect(record.summary).not.toHaveProperty('fatal');
  });

  it.each([401, 403, 404])('D-9: a %i of somebody else says nothing of key or import', async (status) => {
    const record = await runWith({ nth: [2, 3, 4], do: { kind: 'answer', status, body: 'default backend - 404' } });
    expect(tally(record.results)).toEqual({ created: 30 });
  });

  it('D-6, T-11: an import that is gone is fatal; before any effect the run has failed', async () => {
    const record = await runWith(undefined, { importId: '00000000-0000-4000-8000-000000000000' });
    expect(tally(record.results)).toEqual({ import_not_found: 30 });
    expect(record.exchanges).toHaveLength(2);
    expect(record.summary).toMatchObject({ status: 'failed', fatal: { code: 'import_not_found' } });
  });

  it('D-6: a 404 with the import in place concerns a segment', async () => {
    const record = await runWith(undefined, { mode: 'remove' });
    expect(tally(record.results)).toEqual({ unchanged: 30 });
  });

  it('D-7: a redirect is refused, and the key is sent nowhere else', async () => {
    const record = await runWith({
      on: onBatch,
      always: true,
      do: { kind: 'answer', status: 307, headers: { location: 'http://127.0.0.1:1/steal' } },
    });
    expect(tally(record.results)).toEqual({ unexpected_response: 30 });
    expect(record.exchanges.length).toBeGreaterThan(0);
    for (const { path } of record.exchanges) expect(path).toMatch(/^\/audience-api\/v1\//);
  });
});

describe('dry run', () => {
  it.each(['add', 'upsert', 'mirror'] as const)(
    'P-7: every row gets the result it would get in %s mode, and nothing is written',
    async (mode) => {
      const changeSets = [{ rows: [...rows(30), ...rows(10, { change: 'removed' }, 30)] }];
      const existing = rows(20, {}, 5).map(({ segment_code, segment_name }, at) => ({
        code: String(segment_code),
        name: at % 2 ? String(segment_name) : 'Old',
      }));
      const results = [];
      for (const dryRun of [true, false]) {
        world = createWorld();
        world.sandbox.put(existing);
        const record = await run(world, { mode, changeSets, dryRun, delivery: { batchSize: 12 } });
        results.push(record.results);
        if (dryRun) {
          expect(batchesSent(record)).toBe(0);
          expect(record.summary?.dryRun).toBe(true);
        }
      }
      // The exchanges are others: nothing is sent.
      const told = results.map((run) => run.map(({ requests, segment, ...result }) => result));
      expect(told[0]).toEqual(told[1]);
      const before = new Map(existing.map(({ code, name }) => [code, { name }]));
      for (const { segment, segmentCode, operation } of results[0] ?? []) {
        if (operation !== null) expect(segment?.before).toEqual(before.get(String(segmentCode)) ?? null);
      }
    },
  );
});
