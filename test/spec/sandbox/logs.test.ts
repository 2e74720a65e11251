import { describe, expect, it } from '@jest/globals';
import { create, enter, remove, update, WAYS } from './caller.ts';
import { TestClock } from './test-clock.ts';

describe.each(WAYS)('the logs, %s', (way) => {
  it('Y-2: every request is logged with its kind', async () => {
    const clock = new TestClock();
    const { batch, call, sandbox } = await enter(way, { clock });
    await call('GET', '/imports');
    await call('GET', `/imports/${sandbox.importId}`);
    await call('GET', 'segments?pagination_token=');
    await batch(create('a'), create('b'));
    await call('GET', 'segments/code/a');
    await call('POST', 'segments', { code: 'c', name: 'C' });
    await call('PATCH', 'segments/code/c', { name: 'D' });
    await call('DELETE', 'segments/code/c');
    await call('GET', '/nowhere');
    const root = `/imports/${sandbox.importId}`;
    const at = { at: clock.time, endedAt: clock.time };
    expect(sandbox.requests).toEqual([
      { ...at, number: 0, method: 'GET', path: '/imports', kind: 'imports', status: 200 },
      { ...at, number: 1, method: 'GET', path: root, kind: 'import', status: 200 },
      { ...at, number: 2, method: 'GET', path: `${root}/segments?pagination_token=`, kind: 'list', status: 400 },
      { ...at, number: 3, method: 'PATCH', path: `${root}/segments`, kind: 'batch', status: 200, operations: 2 },
      { ...at, number: 4, method: 'GET', path: `${root}/segments/code/a`, kind: 'read', status: 200 },
      { ...at, number: 5, method: 'POST', path: `${root}/segments`, kind: 'create', status: 200 },
      { ...at, number: 6, method: 'PATCH', path: `${root}/segments/code/c`, kind: 'update', status: 200 },
      { ...at, number: 7, method: 'DELETE', path: `${root}/segments/code/c`, kind: 'delete', status: 200 },
      { ...at, number: 8, method: 'GET', path: '/nowhere', kind: 'unknown', status: 404 },
    ]);
  });

  it('Y-2: every change of state through the API is logged with its request, and no other', async () => {
    const clock = new TestClock();
    const { batch, call, sandbox } = await enter(way, { clock });
    sandbox.put([{ code: 'put', name: 'Put' }]);
    await batch(create('a'));
    await batch(update('a', { name: 'A' }), create('put'));
    await batch(update('a', { name: 'A' }));
    await call('DELETE', 'segments/code/a');
    await batch(remove('put'));
    const at = clock.time;
    expect(sandbox.applied).toEqual([
      { at, operation: 'Create', code: 'a', request: 0 },
      { at, operation: 'Update', code: 'a', request: 2 },
      { at, operation: 'Delete', code: 'a', request: 3 },
      { at, operation: 'Delete', code: 'put', request: 4 },
    ]);
  });

  it('Y-1: updated_at is told by the clock', async () => {
    const clock = new TestClock();
    const { batch, sandbox } = await enter(way, { clock });
    await batch(create('a'), create('b'));
    clock.time += 1_000;
    await batch(update('b', { name: 'B' }));
    const times = new Map(sandbox.segments().map(({ code, updated_at }) => [code, updated_at]));
    expect([times.get('a'), times.get('b')]).toEqual(['2023-11-14T22:13:20.000Z', '2023-11-14T22:13:21.000Z']);
  });

  it('Y-2: reset() forgets state, logs and faults and keeps the switches', async () => {
    const { batch, sandbox } = await enter(way, { items: 'empty' });
    sandbox.inject({ nth: 2, do: { kind: 'answer', status: 500 } });
    await batch(create('a'));
    sandbox.reset();
    expect([sandbox.requests, sandbox.applied, sandbox.segments()]).toEqual([[], [], []]);
    expect(await batch(create('a'))).toMatchObject({ status: 200, json: { items: [] } });
    expect((await batch(create('b'))).status).toBe(200);
  });
});
