import { afterEach, describe, expect, it } from '@jest/globals';
import type { ChangeSet } from '../../../spec/host/change-set.ts';
import type { WriteProgress } from '../../../spec/host/row-result.ts';
import { createWorld, rows, run, tally, type World } from '../../support/run.ts';

const SECOND = 1_000;

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

/** Change-sets of five rows, one every so many milliseconds; never pulled twice at once. */
function arriving(everyMs: number, count: number, more: Partial<ChangeSet> = {}) {
  let pulls = 0;
  let at = 0;
  const source: AsyncIterable<ChangeSet> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        pulls += 1;
        expect(pulls).toBe(1);
        if (at > 0) await world.clock.wait(everyMs);
        pulls -= 1;
        if (at === count) return { done: true, value: undefined };
        at += 1;
        return { done: false, value: { rows: rows(5, {}, at * 5), ...more } };
      },
    }),
  };
  return source;
}

/** When each batch was sent, in milliseconds from the start, and how many operations it held. */
async function batchesOf(changeSets: AsyncIterable<ChangeSet>, maxBatchWaitMs?: number) {
  const start = world.clock.now();
  const record = await run(world, {
    changeSets,
    ...(maxBatchWaitMs !== undefined && { delivery: { maxBatchWaitMs } }),
  });
  expect(Object.keys(tally(record.results))).toEqual(['created']);
  return record.exchanges.map(({ at, body }) => [at - start, JSON.parse(body).operations.length]);
}

describe('waiting for company', () => {
  it('D-10: without a limit a row waits until the batch is full or the source ends', async () => {
    world = createWorld();
    expect(await batchesOf(arriving(60 * SECOND, 3))).toEqual([[180 * SECOND, 15]]);
  });

  it('D-10: no row waits longer than maxBatchWaitMs, counted from the first; the pull in progress is kept', async () => {
    world = createWorld();
    expect(await batchesOf(arriving(4 * SECOND, 5), 10 * SECOND)).toEqual([
      [10 * SECOND, 15],
      [20 * SECOND, 10],
    ]);
  });

  it('D-10: a flush sends what waits at once', async () => {
    world = createWorld();
    expect(await batchesOf(arriving(60 * SECOND, 2, { flush: true }))).toEqual([
      [0, 5],
      [60 * SECOND, 5],
    ]);
  });

  it('D-10: what comes while a batch is in flight goes into one batch, however long that takes', async () => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'latency', ms: 30 * SECOND } });
    expect(await batchesOf(arriving(4 * SECOND, 6), 1 * SECOND)).toEqual([
      [1 * SECOND, 5],
      [31 * SECOND, 25],
    ]);
  });
});

describe('what a host is told meanwhile', () => {
  it('D-3: a wait stands in every report until it is over, with its end and its reason', async () => {
    world = createWorld();
    const wait = { kind: 'answer', status: 429, headers: { 'retry-after': '60' } } as const;
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: wait });
    const start = world.clock.now();
    const reports: (WriteProgress & { at: number })[] = [];
    const record = await run(world, {
      changeSets: arriving(7 * SECOND, 12, { flush: true }),
      onProgress: (progress) => void reports.push({ ...progress, at: world.clock.now() - start }),
    });
    expect(tally(record.results)).toEqual({ created: 60 });
    const during = reports.filter(({ waitingUntil }) => waitingUntil !== undefined);
    expect(during.length).toBeGreaterThan(1);
    for (const { waitingUntil = '', waitingFor } of during)
      expect([Date.parse(waitingUntil) - start, waitingFor]).toEqual([60 * SECOND, 'rate_limited']);
    const [first, last] = [reports.indexOf(during[0] as never), reports.lastIndexOf(during.at(-1) as never)];
    expect(reports.slice(first, last + 1)).toEqual(during);
    expect(reports[last + 1]?.at).toBe(60 * SECOND);
  });

  it('T-12: a display that rejects later ends nothing', async () => {
    world = createWorld();
    let unhandled = 0;
    const count = () => {
      unhandled += 1;
    };
    process.on('unhandledRejection', count);
    const record = await run(world, {
      changeSets: [{ rows: rows(5) }],
      onProgress: () => Promise.reject(new Error('websocket closed')),
    });
    await new Promise(setImmediate);
    process.off('unhandledRejection', count);
    expect([tally(record.results), unhandled]).toEqual([{ created: 5 }, 0]);
  });

  it('T-11: the summary counts rows and segments', async () => {
    world = createWorld();
    const same = rows(4).map((row) => ({ ...row, segment_code: 'one' }));
    const record = await run(world, { changeSets: [{ rows: [...same, ...rows(2, {}, 4)] }] });
    expect(record.summary).toMatchObject({
      outcomes: { created: 6, updated: 0 },
      segments: { created: 3, updated: 0, deleted: 0, unchanged: 0 },
    });
  });
});
