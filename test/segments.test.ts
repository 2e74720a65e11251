import { afterEach, describe, expect, it } from '@jest/globals';
import { segments } from '../connector/segments.ts';
import { ConnectorError } from '../spec/host/errors.ts';
import type { SegmentsPage } from '../spec/host/segment.ts';
import { refusal } from '../spec/taxonomy/sandbox/index.ts';
import { createWorld, rows, type World } from './support/run.ts';

let world: World;
afterEach(() => world.sandbox.close());

function holding(count: number, options: Parameters<typeof createWorld>[0] = {}): World {
  world = createWorld({ pageSize: 2, ...options });
  world.sandbox.put(
    rows(count).map(({ segment_code, segment_name }) => ({ code: String(segment_code), name: String(segment_name) })),
  );
  return world;
}

const request = () => ({
  config: { importId: world.sandbox.importId, apiKey: world.sandbox.keys.readOnly },
  delivery: { baseUrl: world.sandbox.inProcessBaseUrl },
});

async function listed(signal?: AbortSignal): Promise<SegmentsPage[]> {
  const pages: SegmentsPage[] = [];
  const context = { fetch: world.sandbox.fetch, ...(signal && { signal }) };
  for await (const page of segments(request(), context, world.clock)) pages.push(page);
  return pages;
}

describe('segments()', () => {
  it('T-4: lists page by page, and says on the last that it is complete', async () => {
    holding(5);
    const pages = await listed();
    expect(pages.map(({ segments: page }) => page.map(({ code }) => code))).toEqual([
      ['c0', 'c1'],
      ['c2', 'c3'],
      ['c4'],
    ]);
    expect(pages.map(({ complete }) => complete)).toEqual([undefined, undefined, true]);
    expect(pages[0]).toMatchObject({
      totalCount: 5,
      segments: [{ id: expect.any(String), updatedAt: expect.any(String) }, {}],
    });
  });

  it('T-4: an empty import is one page, and complete', async () => {
    holding(0);
    expect(await listed()).toEqual([{ segments: [], totalCount: 0, complete: true }]);
  });

  it('T-4: a listing that shows fewer than it counts is not complete', async () => {
    holding(5, { listing: 'short' });
    expect((await listed()).at(-1)?.complete).toBe(false);
  });

  it('D-2: a page that fails once is asked for again', async () => {
    holding(5);
    world.sandbox.inject({ nth: 2, do: { kind: 'answer', status: 503 } });
    expect((await listed()).at(-1)?.complete).toBe(true);
  });

  it('D-3: takes its turn in the import’s lane and heeds its window', async () => {
    holding(1);
    world.sandbox.inject({ nth: 1, do: refusal(429, 'Slow down.', { 'retry-after': '600' }) });
    const held = listed();
    await expect(held).rejects.toMatchObject({
      code: 'rate_limited',
      retryable: true,
      detail: { retryAfterMs: 600_000 },
    });
    await expect(listed()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(world.sandbox.requests).toHaveLength(1);
  });

  it.each<[number, string]>([
    [401, 'authentication_failed'],
    [403, 'insufficient_permissions'],
    [404, 'import_not_found'],
  ])('D-6: a %i that a look at the import confirms ends in %s, with what Permutive said', async (status, code) => {
    holding(1);
    world.sandbox.inject({ always: true, do: refusal(status, 'Not you.') });
    const error: unknown = await listed().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ code, message: expect.stringContaining('Not you.'), detail: { httpStatus: status } });
  });

  it('T-10: settings that are not valid are told before anything is sent', async () => {
    holding(1);
    const pages = segments({ config: { importId: 'x' } }, { fetch: world.sandbox.fetch }, world.clock);
    await expect(pages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'invalid_config' });
    expect(world.sandbox.requests).toHaveLength(0);
  });

  it('T-9: a signal that aborts ends it with its reason', async () => {
    holding(5);
    await expect(listed(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(world.sandbox.requests).toHaveLength(0);
  });

  it('X-1: a segment that holds the key does not bring it to the host', async () => {
    holding(0);
    world.sandbox.put([{ code: 'c', name: `my key is ${world.sandbox.keys.readOnly.toUpperCase()}` }]);
    expect((await listed())[0]?.segments[0]?.name).toBe('my key is [redacted]');
  });
});
