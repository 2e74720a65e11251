import { describe, expect, it } from '@jest/globals';
import { create, enter, remove, some, type Told, update, WAYS } from './caller.ts';
import { TestClock } from './test-clock.ts';

interface Page {
  readonly elements: { readonly code: string }[];
  readonly pagination: { readonly next_token?: unknown; readonly total_count?: unknown };
}
const pageOf = ({ json }: Told) => json as Page; // What is looked at is what the test expects.
const codesOf = (told: Told) => pageOf(told).elements.map(({ code }) => code);
const code = (at: number) => `code_${at}`;

describe.each(WAYS)('what reads see, %s', (way) => {
  it('Y-1: reads may lag behind writes', async () => {
    const clock = new TestClock();
    const { batch, call, sandbox } = await enter(way, { clock, readsLagMs: 1_500 });
    sandbox.put(some(3));
    await batch(create('new'), update('code_1', { name: 'Renamed' }), remove('code_2'));
    const seen = async () => ({
      list: codesOf(await call('GET', 'segments')),
      total: pageOf(await call('GET', 'segments')).pagination.total_count,
      fresh: (await call('GET', 'segments/code/new')).status,
      renamed: (await call('GET', 'segments/code/code_1')).json,
      gone: (await call('GET', 'segments/code/code_2')).status,
    });
    const before = { list: some(3).map(({ code: c }) => c), total: 3, fresh: 404, gone: 200 };
    expect(await seen()).toMatchObject({ ...before, renamed: { name: 'Name of code_1' } });
    clock.time += 1_499;
    expect(await seen()).toMatchObject({ ...before, renamed: { name: 'Name of code_1' } });
    clock.time += 1;
    const after = { list: ['code_0', 'code_1', 'new'], total: 3, fresh: 200, gone: 404, renamed: { name: 'Renamed' } };
    expect(await seen()).toMatchObject(after);
  });

  it('Y-1: a lagging read shows what was there a while ago, not only what was there first', async () => {
    const clock = new TestClock();
    const { batch, call } = await enter(way, { clock, readsLagMs: 1_000 });
    for (const name of ['A', 'B', 'C']) {
      await batch(name === 'A' ? create('a', { name }) : update('a', { name }));
      clock.time += 600;
    }
    expect((await call('GET', 'segments/code/a')).json).toMatchObject({ name: 'B' });
  });

  it('Y-1: what the owner of the sandbox puts and takes is seen at once', async () => {
    const { batch, call, sandbox } = await enter(way, { clock: new TestClock(), readsLagMs: 1_000 });
    await batch(create('a'));
    sandbox.put([{ code: 'a', name: 'By a rival' }]);
    expect((await call('GET', 'segments/code/a')).json).toMatchObject({ name: 'By a rival' });
    sandbox.take(['a']);
    expect((await call('GET', 'segments/code/a')).status).toBe(404);
  });

  it('Y-1: only a share of the reads may lag', async () => {
    const { batch, call } = await enter(way, { clock: new TestClock(), readsLagMs: 1_000, laggingShare: 0.5 });
    await batch(create('a'));
    const seen = new Set<number>();
    for (let at = 0; at < 20; at += 1) seen.add((await call('GET', 'segments/code/a')).status);
    expect(seen).toEqual(new Set([200, 404]));
  });

  it('T-4: writes never lag', async () => {
    const { batch } = await enter(way, { clock: new TestClock(), readsLagMs: 1_000 });
    expect((await batch(create('a'))).status).toBe(200);
    expect((await batch(create('a'))).status).toBe(409);
  });

  /** Follows at most ten pages. */
  async function walk(told: (token: string | undefined) => Promise<Told>) {
    const codes: string[] = [];
    const counts: unknown[] = [];
    let token: unknown;
    let pages = 0;
    do {
      const page = pageOf(await told(token === undefined ? undefined : String(token)));
      codes.push(...page.elements.map(({ code: c }) => c));
      counts.push(page.pagination.total_count);
      token = page.pagination.next_token;
      pages += 1;
    } while (token !== undefined && pages < 10);
    return { codes, counts, pages };
  }
  const lister =
    ({ call }: Awaited<ReturnType<typeof enter>>) =>
    (token: string | undefined) =>
      call('GET', token === undefined ? 'segments' : `segments?pagination_token=${encodeURIComponent(token)}`);

  it('Y-1: a capped listing ends before its count', async () => {
    const caller = await enter(way, { listing: 'capped', cappedAt: 4, pageSize: 3 });
    caller.sandbox.put(some(8));
    expect(await walk(lister(caller))).toEqual({ codes: [0, 1, 2, 3].map(code), counts: [8, 8], pages: 2 });
  });

  it('Y-1: a short listing leaves some out', async () => {
    const caller = await enter(way, { listing: 'short', pageSize: 3 });
    caller.sandbox.put(some(8));
    expect(await walk(lister(caller))).toEqual({ codes: [0, 1, 3, 4, 6, 7].map(code), counts: [8, 8], pages: 2 });
  });

  it('Y-1: a reordered listing tells some twice and others never', async () => {
    const caller = await enter(way, { listing: 'reordered', pageSize: 5 });
    caller.sandbox.put(some(30));
    const { codes } = await walk(lister(caller));
    expect(codes).toHaveLength(30);
    expect(new Set(codes).size).toBeLessThan(30);
  });

  it('Y-1: a listing by position skips one when another is deleted under the reader', async () => {
    const caller = await enter(way, { listing: 'by_position', pageSize: 3 });
    caller.sandbox.put(some(6));
    const { codes } = await walk(async (token) => {
      if (token !== undefined) caller.sandbox.take(['code_0']);
      return lister(caller)(token);
    });
    expect(codes).toEqual([0, 1, 2, 4, 5].map(code));
  });

  it.each([0, 1, 7])('Y-1: an endless listing of %i goes round with new tokens', async (count) => {
    const caller = await enter(way, { listing: 'endless', pageSize: 3 });
    caller.sandbox.put(some(count));
    const { codes, pages } = await walk(lister(caller));
    expect([pages, new Set(codes).size]).toEqual([10, count]);
  });

  it.each([
    ['text', expect.any(String), undefined, 2],
    ['number', 1, null, 2],
    ['wrapped', { value: expect.any(String) }, '', { value: 2 }],
    ['wrapped_number', { value: 1 }, { value: null }, { value: 2 }],
  ] as const)('Y-1: tokens may be %s', async (tokens, next, end, count) => {
    const { call, sandbox } = await enter(way, { tokens, pageSize: 1 });
    sandbox.put(some(2));
    const first = pageOf(await call('GET', 'segments')).pagination;
    expect(first).toEqual({ next_token: next, total_count: count });
    const token = Object(first.next_token).value ?? first.next_token;
    const second = await call('GET', `segments?pagination_token=${encodeURIComponent(String(token))}`);
    expect(codesOf(second)).toEqual(['code_1']);
    expect(pageOf(second).pagination.next_token).toEqual(end);
  });

  it.each([
    ['true', [3, 3, 3]],
    ['absent', [undefined, undefined, undefined]],
    ['wavering', [3, 4, 4]],
  ] as const)('Y-1: the count of the listing may be %s', async (counts, told) => {
    const caller = await enter(way, { counts, pageSize: 1 });
    caller.sandbox.put(some(3));
    expect((await walk(lister(caller))).counts).toEqual(told);
  });
});
