import { describe, expect, it } from '@jest/globals';
import { write } from '../../../connector/write.ts';
import { createWorld, rows, run, tally } from '../../support/run.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const MEGABYTE = new Uint8Array(1024 * 1024).fill(0x20);
const deep = (depth: number) => `${'{"items":['.repeat(depth)}${']}'.repeat(depth)}`;

describe('a hostile answer', () => {
  it('X-4: that never ends is given up after 64 MiB, and ends in an error of its batch', async () => {
    let [sent, pulled, cancelled] = [0, 0, 0];
    const endless: typeof fetch = async () => {
      sent += 1;
      return new Response(
        new ReadableStream({
          pull(controller) {
            pulled += 1;
            controller.enqueue(MEGABYTE);
          },
          cancel() {
            cancelled += 1;
          },
        }),
      );
    };
    const codes: unknown[] = [];
    const summary = await write(
      {
        config: { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' },
        target: { segmentName: 'T' },
        mode: 'upsert',
        changeSets: [{ rows: rows(3) }],
        delivery: { maxAttempts: 1 },
      },
      { fetch: endless, onRowResult: ({ error }) => void codes.push(error?.code) },
      { clock: new VirtualClock() },
    );
    expect(codes).toEqual(['outcome_unknown', 'outcome_unknown', 'outcome_unknown']);
    expect(summary.status).toBe('completed_with_errors');
    expect(cancelled).toBe(sent);
    expect(pulled).toBeLessThanOrEqual(sent * 67); // The 64 MiB, and what a stream has ready.
  });

  it.each([
    ['deeply nested', deep(100_000)],
    ['of another type', '[[[]]]'],
    ['a number', '7'],
    ['items that are no list', '{"items":{"length":3}}'],
    ['items that are no segments', '{"items":[null,7,"c0",{"code":7}]}'],
    ['prototype keys', '{"__proto__":{"items":[]},"constructor":{"name":"x"},"items":[{"__proto__":{"code":"c0"}}]}'],
  ])('X-4: %s is read back instead of believed', async (_kind, body) => {
    const world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'answer', status: 200, body, apply: true } });
    const record = await run(world, { changeSets: [{ rows: rows(3) }] });
    expect(record.thrown).toBeUndefined();
    expect(tally(record.results)).toEqual({ created: 3 });
    expect(world.sandbox.segments()).toHaveLength(3);
    expect(Object.hasOwn(Object.prototype, 'items')).toBe(false);
    await world.sandbox.close();
  });

  it('X-2: codes that look like prototype keys are codes like any other', async () => {
    const world = createWorld();
    const changeSets = [
      {
        rows: ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((code) => ({
          rowId: code,
          segment_code: code,
        })),
      },
    ];
    world.sandbox.put([{ code: 'constructor', name: 'Old' }]);
    const record = await run(world, { changeSets });
    expect(tally(record.results)).toEqual({ created: 3, unchanged: 1 });
    expect(world.sandbox.segments()).toHaveLength(4);
    await world.sandbox.close();
  });
});
