import { afterEach, describe, expect, it } from '@jest/globals';
import { write } from '../../../connector/write.ts';
import type { ChangeSet } from '../../../spec/host/change-set.ts';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { createWorld, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world?.sandbox.close();
});

describe('what the host may do', () => {
  it('T-10: a throwing source rejects the run once the rows already read are settled', async () => {
    world = createWorld();
    const fault = new Error('source broke');
    function* source(): Generator<ChangeSet> {
      yield { rows: rows(25) };
      throw fault;
    }
    const record = await run(world, { changeSets: source(), delivery: { batchSize: 10 } });
    expect(record.thrown).toBe(fault);
    expect(tally(record.results)).toEqual({ created: 25 });
  });

  it('T-10: a throwing onRowResult rejects the run once the rows already read are settled', async () => {
    world = createWorld();
    const fault = new Error('sink broke');
    const record = await run(world, {
      changeSets: [{ rows: rows(25) }, { rows: rows(25, {}, 25) }],
      delivery: { batchSize: 10 },
      onRowResult: ({ rowId }) => {
        if (rowId === 'r3') throw fault;
      },
    });
    expect(record.thrown).toBe(fault);
    expect(new Set(record.results.map(({ rowId }) => rowId)).size).toBe(record.results.length);
    expect(record.results.length).toBeGreaterThanOrEqual(25);
  });

  it('T-10: something that is no change-set is the source’s fault', async () => {
    world = createWorld();
    // A host without types can send anything.
    const record = await run(world, { changeSets: [{ rows: rows(3) }, 7 as unknown as ChangeSet] });
    expect(record.thrown).toBeInstanceOf(TypeError);
    expect(tally(record.results)).toEqual({ created: 3 });
  });

  it.each([
    ['invalid_config', { config: { importId: 'x', apiKey: 'y' } }],
    ['invalid_config', { config: null }],
    ['invalid_target', { target: {} }],
    ['invalid_target', { target: { segmentName: 'A', segmentCode: 'a b' } }],
    ['invalid_mode', { mode: 'replace' }],
    ['invalid_delivery', { delivery: { batchSize: 5_001 } }],
    ['invalid_delivery', { delivery: { baseUrl: 'http://example.com' } }],
    ['invalid_delivery', { delivery: { baseUrl: 'https://example.com?k=1' } }],
  ])('T-10: %s rejects before a row is read', async (code, wrong) => {
    let read = false;
    const changeSets = {
      *[Symbol.iterator]() {
        read = true;
        yield { rows: rows(1) };
      },
    };
    const config = { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e' };
    const request = { config, target: { segmentName: 'T' }, mode: 'add', changeSets, ...wrong };
    // Wrong on purpose, as an untyped host could be.
    const failure = await write(request as Parameters<typeof write>[0], { onRowResult: () => {} }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ConnectorError);
    expect(failure).toHaveProperty('code', code);
    expect(failure).toHaveProperty(
      'fieldErrors',
      expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]),
    );
    expect(read).toBe(false);
  });

  it('P-6: of an endless source no more than a few batches are ever read ahead', async () => {
    world = createWorld();
    const cancel = new AbortController();
    let pulled = 0;
    let settled = 0;
    let furthest = 0;
    function* endless(): Generator<ChangeSet> {
      for (;;) {
        pulled += 10;
        furthest = Math.max(furthest, pulled - settled);
        yield { rows: rows(10, {}, pulled - 10) };
      }
    }
    const record = await run(world, {
      changeSets: endless(),
      delivery: { batchSize: 10 },
      signal: cancel.signal,
      onRowResult: () => {
        settled += 1;
        if (settled === 500) cancel.abort();
      },
    });
    expect(record.summary?.status).toBe('cancelled');
    expect(furthest).toBeLessThanOrEqual(40);
    expect(record.results.length).toBe(record.summary?.rows.received);
  });
});

describe('cancelling', () => {
  it.each([
    ['while sending', { kind: 'latency', ms: 2_000 }],
    ['while waiting', { kind: 'answer', status: 429, headers: { 'retry-after': '60' } }],
  ] as const)('T-9: %s settles every received row and sends nothing new', async (_, mishap) => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: mishap });
    const cancel = new AbortController();
    void world.clock.wait(500).then(() => cancel.abort());
    const record = await run(world, {
      changeSets: [{ rows: rows(50) }],
      delivery: { batchSize: 10 },
      signal: cancel.signal,
    });
    expect(record.summary?.status).toBe('cancelled');
    expect(record.results).toHaveLength(50);
    expect(record.exchanges).toHaveLength(2);
    expect(tally(record.results)['cancelled']).toBeGreaterThanOrEqual(30);
  });

  it('T-9: a request that does not end within 5 s is aborted, and its rows are outcome_unknown', async () => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'stall', when: 'headers', apply: true } });
    const cancel = new AbortController();
    void world.clock.wait(500).then(() => cancel.abort());
    const record = await run(world, {
      changeSets: [{ rows: rows(20) }],
      delivery: { batchSize: 10 },
      signal: cancel.signal,
    });
    expect(tally(record.results)).toEqual({ outcome_unknown: 10, cancelled: 10 });
    expect(record.summary?.durationMs).toBeLessThanOrEqual(6_000);
  });

  it('T-9: a source that hangs does not hang the end of the run', async () => {
    world = createWorld();
    const cancel = new AbortController();
    async function* hanging(): AsyncGenerator<ChangeSet> {
      yield { rows: rows(10) };
      await new Promise(() => {});
    }
    const record = run(world, { changeSets: hanging(), signal: cancel.signal });
    setImmediate(() => cancel.abort());
    expect(tally((await record).results)).toEqual({ cancelled: 10 });
  });
});

describe('one import, several runs', () => {
  it('P-5: two runs of one process never have two requests in flight to the same import', async () => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'latency', ms: 100 } });
    const both = await Promise.all(
      [0, 1].map((half) =>
        run(world, { changeSets: [{ rows: rows(40, {}, half * 40) }], delivery: { batchSize: 10 } }),
      ),
    );
    expect(both.map(({ results }) => tally(results))).toEqual([{ created: 40 }, { created: 40 }]);
    const spans = both.flatMap(({ exchanges }) => exchanges).sort((a, b) => a.at - b.at);
    expect(spans).toHaveLength(8);
    for (const [before, { at }] of spans.slice(1).entries())
      expect(at).toBeGreaterThanOrEqual(spans[before]?.endedAt ?? Number.POSITIVE_INFINITY);
  });
});
