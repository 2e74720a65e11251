import { describe, expect, it } from '@jest/globals';
import type { WireSegmentPage } from '../../../spec/taxonomy/segment.ts';
import { type Caller, create, enter, held, some, WAYS } from './caller.ts';

/** Every code of the listing, page by page; `between` runs after each page. */
async function walk({ call }: Caller, between: () => unknown = () => undefined): Promise<string[]> {
  const codes: string[] = [];
  let token: string | undefined;
  do {
    const query = token === undefined ? '' : `?pagination_token=${encodeURIComponent(token)}`;
    const page = (await call('GET', `segments${query}`)).json as WireSegmentPage; // The forms test checks the shape.
    codes.push(...page.elements.map(({ code }) => code));
    token = page.pagination.next_token;
    await between();
  } while (token !== undefined);
  return codes;
}

describe.each(WAYS)('the listing, %s', (way) => {
  it.each([0, 1, 3, 4, 6, 7])('Y-1: %i segments in pages of 3 are told once each', async (count) => {
    const caller = await enter(way, { pageSize: 3 });
    caller.sandbox.put(some(count));
    expect(await walk(caller)).toEqual(held(caller.sandbox));
    expect(caller.sandbox.requests).toHaveLength(Math.max(1, Math.ceil(count / 3)));
  });

  it('Y-1: 100,000 segments are listed in 100 pages, and patched', async () => {
    const caller = await enter(way);
    caller.sandbox.put(some(100_000));
    const codes = await walk(caller);
    expect([codes.length, new Set(codes).size, caller.sandbox.requests.length]).toEqual([100_000, 100_000, 100]);
    const operations = Array.from({ length: 5_000 }, (_, at) => create(`more_${at}`));
    expect((await caller.batch(...operations)).status).toBe(200);
    expect(caller.sandbox.segments()).toHaveLength(105_000);
  });

  it('T-4: what stays is told exactly once while other segments come and go', async () => {
    const caller = await enter(way, { pageSize: 5 });
    const { sandbox } = caller;
    sandbox.put(some(50));
    let turn = 0;
    const codes = await walk(caller, () => {
      sandbox.take([`code_${turn * 10}`, `code_${turn * 5 + 4}`]);
      if (turn < 3) sandbox.put([{ code: `late_${turn}`, name: 'Late' }]);
      turn += 1;
    });
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toEqual(expect.arrayContaining(held(sandbox)));
  });

  it('Y-1: deleting nearly all of a listing sweeps it without losing a place in it', async () => {
    const caller = await enter(way, { pageSize: 100 });
    caller.sandbox.put(some(5_000));
    let turn = 0;
    const codes = await walk(caller, () => {
      if (turn === 0)
        caller.sandbox.take(
          some(4_800)
            .slice(1)
            .map(({ code }) => code),
        );
      turn += 1;
    });
    expect(codes).toEqual([...some(100).map(({ code }) => code), ...held(caller.sandbox).slice(1)]);
    expect(held(caller.sandbox)).toHaveLength(201);
    const last = caller.sandbox.segments().at(-1);
    expect((await caller.call('GET', `segments/${last?.id}`)).json).toEqual(last);
  });
});
