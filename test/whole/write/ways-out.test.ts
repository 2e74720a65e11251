import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { write } from '../../../connector/write.ts';
import type { ChangeSet } from '../../../spec/host/change-set.ts';
import type { WriteContext, WriteRequest } from '../../../spec/host/connector.ts';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { createWorld, type RunOptions, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world?.sandbox.close();
});

const batchSize = 10;
const hangs = () => new Promise<never>(() => {});

/** Change-sets of ten rows, and whether the source was closed. */
function source(count = 50, last?: ChangeSet) {
  const state = { closed: false, pulled: 0 };
  async function* changeSets(): AsyncGenerator<ChangeSet> {
    try {
      for (let at = 0; at < count; at += 1) {
        state.pulled += 1;
        yield { rows: rows(10, {}, at * 10) };
      }
      if (last !== undefined) yield last;
    } finally {
      state.closed = true;
    }
  }
  return { changeSets: changeSets(), state };
}

describe('a run that something of the connector breaks', () => {
  /** A world whose clock throws at the first retry: a fault that no stage expects. */
  function broken() {
    world = createWorld();
    const bug = new Error('a bug');
    world.clock.random = () => {
      throw bug;
    };
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: { kind: 'answer', status: 503 } });
    return bug;
  }

  it('T-1: tells every row that was read outcome_unknown, once, and rejects then', async () => {
    const bug = broken();
    const { changeSets, state } = source(3);
    const record = await run(world, { changeSets, delivery: { batchSize } });
    expect(record.thrown).toBe(bug);
    expect(tally(record.results)).toEqual({ created: 10, outcome_unknown: 10 * state.pulled - 10 });
    expect(new Set(record.results.map(({ rowId }) => rowId)).size).toBe(record.results.length);
    expect(state.closed).toBe(true);
  });

  it('T-1: also rows that were held back under a guard', async () => {
    broken();
    const changeSets = [{ rows: rows(3, { change: 'removed' }, 100) }, { rows: rows(10) }, { rows: rows(10, {}, 10) }];
    const record = await run(world, { mode: 'mirror', changeSets, delivery: { batchSize, maxDeletes: 5 } });
    expect(tally(record.results)).toEqual({ created: 10, outcome_unknown: 13 });
  });
});

describe('the source', () => {
  const unknownKey = '00000000-0000-4000-8000-000000000000';
  const fails = () => {
    throw new Error('db down');
  };
  it.each<[string, Partial<RunOptions>, ChangeSet | undefined]>([
    ['onRowResult throws', { onRowResult: fails }, undefined],
    ['onRowResult rejects', { onRowResult: () => Promise.reject(new Error('db down')) }, undefined],
    ['it hands out no change-set', {}, { records: [] } as unknown as ChangeSet],
    ['it hands out a change-set of an order that is none', {}, { rows: [], order: 'random' } as unknown as ChangeSet],
    ['a fatal answer stops the run', { apiKey: unknownKey, afterFatal: 'stop' }, undefined],
    ['the run is cancelled already', { signal: AbortSignal.abort() }, undefined],
  ])('T-9: is closed when %s', async (_, options, last) => {
    world = createWorld();
    const { changeSets, state } = source(last === undefined ? 50 : 1, last);
    await run(world, { changeSets, delivery: { batchSize }, ...options });
    // A generator that was never begun has nothing to close.
    expect(state.closed || state.pulled === 0).toBe(true);
    expect(state.pulled).toBeLessThanOrEqual(4);
  });

  it('T-9: cannot hold up the end by never closing', async () => {
    world = createWorld();
    let asked = 0;
    const stuck: AsyncIterable<ChangeSet> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: { rows: rows(10) } }),
        return: () => {
          asked += 1;
          return hangs();
        },
      }),
    };
    const onRowResult = () => {
      throw new Error('db down');
    };
    const record = await run(world, { changeSets: stuck, onRowResult });
    expect([String(record.thrown), asked]).toEqual(['Error: db down', 1]);
  });

  it('T-10: that throws where it begins rejects the run with its error', async () => {
    world = createWorld();
    const fault = new Error('no cursor');
    const changeSets: Iterable<ChangeSet> = {
      [Symbol.iterator]() {
        throw fault;
      },
    };
    expect((await run(world, { changeSets })).thrown).toBe(fault);
  });

  it('D-6: after a fatal answer is read to its end, so that every row fails; afterFatal stop reads no more', async () => {
    world = createWorld();
    const read = source(5);
    const all = await run(world, { changeSets: read.changeSets, delivery: { batchSize }, apiKey: unknownKey });
    expect(tally(all.results)).toEqual({ authentication_failed: 50 });
    const stopped = source(50);
    const some = await run(world, {
      changeSets: stopped.changeSets,
      delivery: { batchSize },
      apiKey: unknownKey,
      afterFatal: 'stop',
    });
    expect(tally(some.results)).toEqual({ authentication_failed: 10 * stopped.state.pulled });
    expect(some.summary).toMatchObject({ status: 'failed', fatal: { code: 'authentication_failed' } });
  });
});

describe('cancelling', () => {
  it('T-9: ends the run within a second also when onRowResult never settles, and every row has its result', async () => {
    world = createWorld();
    const cancel = new AbortController();
    void world.clock.wait(2_000).then(() => cancel.abort());
    const started = world.clock.now();
    const record = await run(world, {
      changeSets: source().changeSets,
      delivery: { batchSize },
      signal: cancel.signal,
      onRowResult: hangs,
    });
    expect(record.summary?.status).toBe('cancelled');
    expect(world.clock.now() - started).toBeLessThanOrEqual(3_000);
    expect(record.results).toHaveLength(record.summary?.rows.received ?? 0);
  });

  it('T-9: a host that is merely slow is still waited for, within that second', async () => {
    world = createWorld();
    const cancel = new AbortController();
    let busy = 0;
    let most = 0;
    const record = await run(world, {
      changeSets: [{ rows: rows(40) }],
      signal: cancel.signal,
      onRowResult: async ({ rowId }) => {
        if (rowId === 'r5') cancel.abort();
        busy += 1;
        most = Math.max(most, busy);
        await world.clock.wait(10);
        busy -= 1;
      },
    });
    expect(record.results).toHaveLength(40);
    expect([most, busy]).toEqual([1, 0]);
  });

  it('T-9: 100 runs on one signal leave no listener on it', async () => {
    world = createWorld();
    const { signal } = new AbortController();
    for (let n = 0; n < 100; n += 1) {
      const fault = n % 3 === 0 ? { onRowResult: () => Promise.reject(new Error('db down')) } : {};
      await run(world, { changeSets: [{ rows: rows(3) }], signal, ...fault });
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a request that is not valid', () => {
  const ids = '32f8e031-c532-41bb-b25e-65bdb677a96f';
  const valid = { config: { importId: ids, apiKey: ids }, mode: 'add', changeSets: [] };
  it.each<[string, string, object, object?]>([
    ['invalid_config', 'changeSets', { changeSets: undefined }],
    ['invalid_config', 'changeSets', { changeSets: 'rows' }],
    ['invalid_config', 'changeSets', { changeSets: { rows: [] } }],
    ['invalid_config', 'onRowResult', {}, {}],
    ['invalid_config', 'onRowResult', {}, { onRowResult: 'log' }],
    ['invalid_config', 'signal', {}, { onRowResult: () => {}, signal: 'now' }],
    ['invalid_config', 'signal', {}, { onRowResult: () => {}, signal: {} }],
    ['invalid_delivery', 'dryRun', { dryRun: 'false' }],
    ['invalid_delivery', 'afterFatal', { afterFatal: 'retry' }],
    ['invalid_delivery', 'maxBatchWaitMs', { delivery: { maxBatchWaitMs: -1 } }],
    ['invalid_target', 'segmentCode', { target: { segmentName: 'A', segmentCode: 'a\u{e0061}b' } }],
  ])('T-10: rejects with %s, naming %s', async (code, field, wrong, context = { onRowResult: () => {} }) => {
    // Wrong on purpose, as an untyped host could be.
    const failure = await write({ ...valid, ...wrong } as WriteRequest, context as WriteContext).catch(
      (error) => error,
    );
    expect(failure).toBeInstanceOf(ConnectorError);
    expect(failure).toMatchObject({ code, fieldErrors: [{ field, message: expect.any(String) }] });
  });

  it.each([[undefined], [null], [{}]])('T-10: %j is refused as settings, not a crash', async (request) => {
    const failure = await write(request as never, undefined as never).catch((error) => error);
    expect(failure).toMatchObject({ name: 'ConnectorError', code: 'invalid_config' });
  });

  it.each([
    ['white space and invisible characters around settings are dropped', ` ${ids}\n`, undefined],
    ['quotes around a value are named', `"${ids}"`, 'has quotes around it; remove them.'],
  ])('C-5: %s', async (_, importId, message) => {
    const request = { ...valid, config: { importId, apiKey: `\u200b${ids} ` } } as WriteRequest;
    const failure = await write(request, { onRowResult: () => {} }).catch((error) => error);
    expect(failure.fieldErrors).toEqual(message === undefined ? undefined : [{ field: 'importId', message }]);
  });
});
