import { describe, expect, it } from '@jest/globals';
import { create, enter, held, listed, remove, some, update, WAYS } from './caller.ts';
import { TestClock, until } from './test-clock.ts';

const bad = create('', { name: 'X' });

describe.each(WAYS)('what a batch is answered, %s', (way) => {
  it.each([
    ['items', 200],
    ['created', 201],
    ['multi_status', 207],
    ['errors_inside', 200],
    ['error_inside', 200],
  ] as const)('Y-1: success may be told as %s, with the segments', async (answers, status) => {
    const { batch, sandbox } = await enter(way, { answers });
    const told = await batch(create('a'));
    expect([told.status, listed(told), held(sandbox)]).toEqual([status, ['a'], ['a']]);
  });

  it('Y-1: success may be a 204', async () => {
    const { batch, sandbox } = await enter(way, { answers: 'no_content' });
    expect(await batch(create('a'))).toMatchObject({ status: 204, text: '' });
    expect(held(sandbox)).toEqual(['a']);
  });

  it('Y-1: a 202 is carried out later', async () => {
    const clock = new TestClock();
    clock.prompt = false;
    const { batch, sandbox } = await enter(way, { answers: 'accepted', applyAfterMs: 3_000, clock });
    sandbox.put(some(1));
    expect((await batch(create('a'))).status).toBe(202);
    expect([held(sandbox), clock.waits]).toEqual([['code_0'], [3_000]]);
    clock.pass();
    await sandbox.settled();
    expect(held(sandbox)).toEqual(['code_0', 'a']);
  });

  it.each([
    ['atomic', ['code_0']],
    ['partial', ['code_0', 'a']],
  ] as const)('Y-1: nobody is told of a conflict that shows after a 202 (%s)', async (atomicity, after) => {
    const { batch, sandbox } = await enter(way, { answers: 'accepted', atomicity, clock: new TestClock() });
    sandbox.put(some(1));
    expect((await batch(create('a'), create('code_0', { name: 'Clashes' }))).status).toBe(202);
    await sandbox.settled();
    expect(held(sandbox)).toEqual(after);
    expect(sandbox.segments()[0]?.name).toBe('Name of code_0');
  });

  it.each([
    ['multi_status', 207],
    ['errors_inside', 200],
  ] as const)(
    'Y-1: told as %s, good operations are carried out beside bad ones, which are named',
    async (answers, status) => {
      const { batch, sandbox } = await enter(way, { answers });
      sandbox.put(some(1));
      const told = await batch(create('a'), create('code_0'), bad, remove('gone'));
      expect([told.status, listed(told)?.toString()]).toEqual([status, 'a,code_0']);
      const { errors } = told.json as { errors: { index: number }[] }; // Its form is what is expected below.
      expect(errors.sort((one, other) => one.index - other.index)).toEqual([
        { index: 1, code: 'code_0', status: 409, message: 'The segment already exists.' },
        { index: 2, status: 400, message: 'Invalid value for: body' },
        { index: 3, code: 'gone', status: 404, message: 'The segment does not exist.' },
      ]);
      expect(sandbox.segments()).toMatchObject([{ code: 'code_0', name: 'Name of code_0' }, { code: 'a' }]);
    },
  );

  it('Y-1: told as error_inside, a conflict is an envelope under a 200', async () => {
    const { batch, sandbox } = await enter(way, { answers: 'error_inside' });
    sandbox.put(some(1));
    expect(await batch(create('a'), create('code_0'))).toMatchObject({
      status: 200,
      json: { error: { message: 'The resource already exists.' } },
    });
    expect(held(sandbox)).toEqual(['code_0']);
  });

  it('Y-1: a Create of an existing code may be ignored, and is listed as it is', async () => {
    const { batch, sandbox } = await enter(way, { conflicts: 'ignore' });
    sandbox.put(some(1));
    expect(await batch(create('code_0', { name: 'New' }))).toMatchObject({
      status: 200,
      json: { items: [{ code: 'code_0', name: 'Name of code_0' }] },
    });
    expect(sandbox.applied).toEqual([]);
  });

  it('Y-1: conflicts may be told with 422 and words', async () => {
    const { batch, sandbox } = await enter(way, { conflicts: '422', absent: '422' });
    sandbox.put(some(1));
    for (const [operation, cause] of [
      [create('code_0'), 'A segment with this code already exists.'],
      [update('gone', {}), 'This segment does not exist.'],
    ] as const)
      expect(await batch(operation)).toMatchObject({ status: 422, json: { error: { cause } } });
  });

  it.each(['without_deleted', 'full'] as const)(
    'Y-1: what is dropped is accepted and not done (items %s)',
    async (items) => {
      const { batch, sandbox } = await enter(way, { items, drops: () => true });
      sandbox.put(some(2));
      const told = await batch(create('a'), update('code_0', { name: 'New' }), remove('code_1'));
      expect([told.status, listed(told)]).toEqual([200, ['code_0']]);
      expect(sandbox.segments()).toMatchObject(some(2));
    },
  );

  it('Y-1: an operation that makes the server fail takes its batch with it, or what came after it', async () => {
    const { batch, sandbox } = await enter(way, {
      crashes: (operation) => operation.operation === 'Create' && operation.data.code === 'poison',
    });
    const operations = [...some(9).map(({ code }) => create(code)), create('poison')];
    expect((await batch(...operations)).status).toBe(500);
    expect(held(sandbox)).toEqual([]);
    const carriedOut = new Set<number>();
    for (let seed = 1; seed <= 9; seed += 1) {
      sandbox.change({ atomicity: 'partial', seed });
      expect((await batch(...operations)).status).toBe(500);
      carriedOut.add(held(sandbox).length);
      sandbox.reset();
    }
    expect(carriedOut.size).toBeGreaterThan(3);
  });

  it.each([
    ['400', 400],
    ['413', 413],
    ['504', 504],
  ] as const)('Y-1: a batch beyond the maximum may be refused with %s', async (beyondMaximum, status) => {
    const { batch, sandbox } = await enter(way, { maxOperations: 1, beyondMaximum });
    expect((await batch(create('a'), create('b'))).status).toBe(status);
    expect(held(sandbox)).toEqual([]);
  });

  it.each([400, 409, 422] as const)('Y-1: an import may be full (%i)', async (full) => {
    const { batch, call, sandbox } = await enter(way, { quota: 2, full });
    sandbox.put(some(1));
    expect((await batch(create('a'), create('b'))).status).toBe(full);
    expect(held(sandbox)).toEqual(['code_0']);
    expect((await batch(create('a'))).status).toBe(200);
    expect((await call('POST', 'segments', { code: 'b', name: 'B' })).status).toBe(full);
    expect((await batch(update('a', { name: 'New' }))).status).toBe(200);
    expect((await batch(remove('a'))).status).toBe(200);
    expect((await batch(create('b'))).status).toBe(200);
  });

  it('Y-2: a request may be carried out after its client has given it up', async () => {
    const clock = new TestClock();
    clock.prompt = false;
    const { call, sandbox } = await enter(way, { clock });
    sandbox.inject({ do: { kind: 'late', ms: 70_000 } });
    const client = new AbortController();
    const outcome = call('PATCH', 'segments', { operations: [create('a')] }, { signal: client.signal }).catch(
      () => 'gone',
    );
    await until(() => clock.waits.length > 0);
    client.abort();
    expect([await outcome, held(sandbox), clock.waits]).toEqual(['gone', [], [70_000]]);
    clock.pass();
    await sandbox.settled();
    expect(held(sandbox)).toEqual(['a']);
  });
});
