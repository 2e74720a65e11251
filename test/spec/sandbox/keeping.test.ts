import { describe, expect, it } from '@jest/globals';
import type { WireSegment } from '../../../spec/taxonomy/segment.ts';
import { create, enter, held, listed, remove, update, WAYS } from './caller.ts';
import { TestClock } from './test-clock.ts';

describe.each(WAYS)('what an import keeps, %s', (way) => {
  it.each([
    ['as_given', ['News', 'news'], 'News'],
    ['lower_cased', ['news'], 'news'],
    ['lower_cased_strictly', ['news'], 'news'],
    ['first_spelling', ['News'], 'News'],
  ] as const)('Y-1: codes may be kept %s', async (codes, kept, told) => {
    const { batch, sandbox } = await enter(way, { codes });
    expect(listed(await batch(create('News')))).toEqual([told]);
    expect((await batch(create('news'))).status).toBe(kept.length === 2 ? 200 : 409);
    expect(held(sandbox)).toEqual(kept);
    expect(sandbox.applied.map(({ code }) => code)).toEqual(kept);
  });

  it.each([
    ['as_given', 404, 404],
    ['lower_cased', 200, 200],
    ['lower_cased_strictly', 404, 200],
    ['first_spelling', 200, 200],
  ] as const)('T-3: kept %s, another spelling is read with %i and updated with %i', async (codes, read, written) => {
    const { batch, call, sandbox } = await enter(way, { codes });
    await batch(create('News'));
    expect((await call('GET', 'segments/code/NEWS')).status).toBe(read);
    expect((await batch(update('NEWS', { name: 'N' }))).status).toBe(written);
    expect((await batch(remove('NEWS'))).status).toBe(written);
    expect(held(sandbox)).toHaveLength(written === 200 ? 0 : 1);
  });

  it('Y-1: codes may be kept in NFD, and found under both forms', async () => {
    const { batch, call } = await enter(way, { codes: 'decomposed' });
    expect(listed(await batch(create('caf\u00e9')))).toEqual(['cafe\u0301']);
    for (const form of ['caf\u00e9', 'cafe\u0301'])
      expect((await call('GET', `segments/code/${encodeURIComponent(form)}`)).json).toMatchObject({
        code: 'cafe\u0301',
      });
  });

  it.each([
    ['as_given', {}],
    ['rounded', { cpm: 1.23 }],
    ['escaped', { name: 'Caf\u00e9 &amp; drinks' }],
    ['decomposed', { name: 'Cafe\u0301 & drinks' }],
    ['cut', { name: 'Caf\u00e9 & drink' }],
    ['sorted', { categories: ['a', 'b'] }],
  ] as const)('Y-1: values may be kept %s', async (values, difference) => {
    const { batch, sandbox } = await enter(way, { values });
    const given = { name: 'Caf\u00e9 & drinks', cpm: 1.2345, categories: ['b', 'a', 'b'] };
    const { json } = await batch(create('a', given));
    expect(json).toMatchObject({ items: [{ ...given, ...difference }] });
    await batch(update('a', given));
    expect(sandbox.segments()).toMatchObject([{ ...given, ...difference }]);
  });

  it('T-3: updated_at moves with every write, or only with a change, and never with what is not carried out', async () => {
    const clock = new TestClock();
    const { batch, sandbox } = await enter(way, { clock, conflicts: 'ignore' });
    const stamp = () => Date.parse((sandbox.segments()[0] as WireSegment).updated_at) - clock.time; // One is there.
    await batch(create('a', { name: 'A' }));
    clock.time += 5_000;
    await batch(create('a', { name: 'B' }));
    expect(stamp()).toBe(-5_000);
    await batch(update('a', { name: 'A' }));
    expect(stamp()).toBe(0);
    clock.time += 5_000;
    sandbox.change({ touches: 'changes' });
    await batch(update('a', { name: 'A' }));
    expect(stamp()).toBe(-5_000);
    await batch(update('a', { name: 'C' }));
    expect(stamp()).toBe(0);
    clock.time += 5_000;
    sandbox.change({ drops: () => true });
    await batch(update('a', { name: 'D' }));
    expect(stamp()).toBe(-5_000);
  });
});
