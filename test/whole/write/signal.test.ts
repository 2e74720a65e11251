import { getEventListeners } from 'node:events';
import { expect, it } from '@jest/globals';
import { createWorld, rows, run } from '../../support/run.ts';

it('T-9: a thousand runs on one signal, whatever became of them, leave nobody listening to it', async () => {
  const world = createWorld();
  const { sandbox } = world;
  const { signal } = new AbortController();
  sandbox.inject({ every: 7, do: { kind: 'reset', when: 'after' } });
  sandbox.inject({ every: 11, do: { kind: 'stall', when: 'body' } });
  sandbox.inject({ every: 13, do: { kind: 'answer', status: 401 } });
  for (let turn = 0; turn < 1_000; turn += 1) {
    const faulty = turn % 50 === 0 ? { onRowResult: () => Promise.reject(new Error('The host is at fault.')) } : {};
    await run(world, { changeSets: [{ rows: rows(2) }], signal, delivery: { maxAttempts: 2 }, ...faulty });
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await sandbox.close();
});
