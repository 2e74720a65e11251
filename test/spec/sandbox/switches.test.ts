import { describe, expect, it } from '@jest/globals';
import { create, enter, held, listed, remove, some, update, WAYS } from './caller.ts';

const PLAIN = { status: 400, text: 'Invalid value for: body' };

describe.each(WAYS)('switches, %s', (way) => {
  it('Y-1: an atomic batch that is refused changes nothing', async () => {
    const { batch, sandbox } = await enter(way);
    sandbox.put(some(1));
    expect((await batch(create('good'), create('code_0'))).status).toBe(409);
    expect((await batch(create('good'), create(''))).status).toBe(400);
    expect([held(sandbox), sandbox.applied]).toEqual([['code_0'], []]);
  });

  it('Y-1: a partial batch that is refused carries out every good operation', async () => {
    const { batch, sandbox } = await enter(way, { atomicity: 'partial' });
    sandbox.put(some(2));
    expect((await batch(create('a'), create('code_0'), remove('code_1'), create('b'))).status).toBe(409);
    expect(held(sandbox).sort()).toEqual(['a', 'b', 'code_0']);
    expect(await batch(create('c'), create('', { name: 'X' }))).toMatchObject(PLAIN);
    expect(held(sandbox).sort()).toEqual(['a', 'b', 'c', 'code_0']);
  });

  it('Y-1: a Create of an existing code is a 409, a 400 without a word, or an overwrite', async () => {
    const { batch, sandbox } = await enter(way);
    sandbox.put([{ code: 'a', name: 'Old', cpm: 3 }]);
    expect(await batch(create('a'))).toMatchObject({
      status: 409,
      json: { error: { message: 'The resource already exists.' } },
    });
    sandbox.change({ conflicts: '400' });
    expect(await batch(create('a'))).toMatchObject(PLAIN);
    expect(sandbox.segments()).toMatchObject([{ name: 'Old' }]);
    sandbox.change({ conflicts: 'overwrite' });
    expect((await batch(create('a', { name: 'New' }))).status).toBe(200);
    expect(sandbox.segments()).toMatchObject([{ name: 'New', cpm: 3 }]);
  });

  it('Y-1: POST follows the same switch', async () => {
    const { call, sandbox } = await enter(way);
    sandbox.put([{ code: 'a', name: 'Old' }]);
    const post = async () => (await call('POST', 'segments', { code: 'a', name: 'New' })).status;
    expect(await post()).toBe(409);
    sandbox.change({ conflicts: '400' });
    expect(await post()).toBe(400);
    sandbox.change({ conflicts: 'overwrite' });
    expect(await post()).toBe(200);
  });

  it.each([update('gone', { name: 'X' }), remove('gone')])(
    'Y-1: $operation of an absent code is a 404, a 400 without a word, or ignored',
    async (operation) => {
      const { batch, sandbox } = await enter(way);
      expect(await batch(operation)).toMatchObject({
        status: 404,
        json: { error: { message: 'The resource does not exist.' } },
      });
      sandbox.change({ absent: '400' });
      expect(await batch(operation)).toMatchObject(PLAIN);
      sandbox.change({ absent: 'ignore' });
      expect(await batch(operation)).toMatchObject({ status: 200, json: { items: [] } });
      expect([held(sandbox), sandbox.applied]).toEqual([[], []]);
    },
  );

  it.each([
    ['without_deleted', ['a', 'b', 'c', 'd', 'code_0']],
    ['full', ['a', 'b', 'c', 'd', 'code_0', 'code_1']],
    ['short', ['a', 'b', 'd', 'code_0']],
    ['duplicated', ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'code_0', 'code_0']],
    ['extra', [expect.stringMatching(/^bystander_/), 'a', 'b', 'c', 'd', 'code_0']],
    ['empty', []],
    ['missing', undefined],
  ] as const)('Y-1: items may be %s', async (items, codes) => {
    const { batch, sandbox } = await enter(way, { items });
    sandbox.put(some(2));
    const told = await batch(
      ...['a', 'b', 'c', 'd'].map((code) => create(code)),
      update('code_0', {}),
      remove('code_1'),
    );
    expect([told.status, listed(told)]).toEqual([200, codes]);
  });

  it('Y-1: items may be shuffled, and the same seed shuffles them the same', async () => {
    const codes = some(30).map(({ code }) => code);
    const orders = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const { batch } = await enter(way, { items: 'shuffled', seed });
        return listed(await batch(...codes.map((code) => create(code)))) as string[];
      }),
    );
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).not.toEqual(orders[2]);
    expect(orders[0]).not.toEqual(codes);
    expect([...(orders[0] ?? [])].sort()).toEqual([...codes].sort());
  });

  it('Y-1: operations are carried out in an order of their own', async () => {
    const { batch, sandbox } = await enter(way);
    const codes = some(30).map(({ code }) => code);
    await batch(...codes.map((code) => create(code)));
    const order = sandbox.applied.map(({ code }) => code);
    expect(order).not.toEqual(codes);
    expect(order.sort()).toEqual([...codes].sort());
  });

  it('P-3: two operations of one code in a batch are taken in any order', async () => {
    const { batch, sandbox } = await enter(way, { absent: 'ignore' });
    const ends = new Set<boolean>();
    for (let seed = 0; seed < 20; seed += 1) {
      sandbox.change({ seed });
      await batch(create('a'), remove('a'));
      ends.add(sandbox.segments().length === 0);
      sandbox.reset();
    }
    expect(ends).toEqual(new Set([true, false]));
  });

  it('Y-1: more operations than allowed are refused', async () => {
    const { batch, sandbox } = await enter(way, { maxOperations: 2 });
    expect((await batch(create('a'), create('b'), create('c'))).status).toBe(400);
    expect((await batch(create('a'), create('b'))).status).toBe(200);
    expect(sandbox.requests.map(({ operations }) => operations)).toEqual([3, 2]);
  });

  it('Y-1: further imports can be added, each with segments of its own', async () => {
    const id = '5de2731c-8dcf-4e12-a815-e58b481bd8ac';
    const source = { id, state: { type: 'error' }, type: 'bespoke' };
    const { call, sandbox } = await enter(way, {
      imports: [{ id, name: 'Third', code: 'third', relation: '2nd', identifiers: ['appnexus'], source }],
    });
    await call('PATCH', `/imports/${id}/segments`, { operations: [create('a')] });
    expect([held(sandbox), sandbox.segments(id).length]).toEqual([[], 1]);
    expect(() => sandbox.segments('00000000-0000-4000-8000-000000000000')).toThrow('no import');
  });
});
