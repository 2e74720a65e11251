import { afterEach, describe, expect, it } from '@jest/globals';
import type { AudienceMode, ChangeRow } from '../../../spec/host/change-set.ts';
import { refusal, type SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { violations } from '../../support/invariants.ts';
import { batchesSent, createWorld, readsSent, rows, run, tally, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

const row = (code: string, more: Partial<ChangeRow> = {}): ChangeRow => ({
  rowId: code,
  change: 'added',
  segment_code: code,
  segment_name: 'Wanted',
  ...more,
});

/** A signal that cancels the run while its nth request is on its way. */
function cancelledAt(nth: number): AbortSignal {
  const cancel = new AbortController();
  world.sandbox.inject({ nth, do: { kind: 'call', run: () => cancel.abort() } });
  return cancel.signal;
}

/** A signal that cancels the run half a second in, while its first reading back gets no answer. */
function cancelledWhileReading(kind: 'read' | 'list'): AbortSignal {
  const cancel = new AbortController();
  world.sandbox.inject({ on: { kind }, nth: 1, do: { kind: 'stall', when: 'headers' } });
  void world.clock.wait(500).then(() => cancel.abort());
  return cancel.signal;
}

async function told(
  mode: AudienceMode,
  changed: readonly ChangeRow[],
  signal?: AbortSignal,
  delivery: { batchSize: number } = { batchSize: 5_000 },
) {
  const order = { mode, changeSets: [{ rows: changed }], delivery };
  const record = await run(world, { ...order, ...(signal && { signal }) });
  expect(violations({ ...order, segments: world.sandbox.segments(), ...record })).toEqual([]);
  return record;
}

describe('a run that is cancelled while it reads back', () => {
  it('T-2, T-9: never says of a row that was sent and refused that it was cancelled before it was sent', async () => {
    world = createWorld();
    world.sandbox.put([{ code: 'c0', name: 'Other' }]);
    const { results } = await told('add', [row('c0')], cancelledWhileReading('read'));
    expect(tally(results)).toEqual({ outcome_unknown: 1 });
  });

  it('T-2, T-9: tells success of what the listing has just shown to be in effect', async () => {
    world = createWorld({ atomicity: 'partial', conflicts: '400', pageSize: 2 });
    world.sandbox.put([{ code: 'c1', name: 'Wanted' }]);
    for (let nth = 1; nth <= 14; nth += 1) {
      const signal = cancelledAt(nth);
      await told(
        'add',
        ['c4', 'c2', 'c1', 'c3', 'c0'].map((code) => row(code)),
        signal,
      );
      world.sandbox.clearFaults();
      world.sandbox.take(['c4', 'c2', 'c3', 'c0']);
    }
  });

  it('T-3, T-9: leaves an accepted batch that lists nothing unknown, not unsent', async () => {
    world = createWorld({ items: 'empty' });
    const { results } = await told('upsert', rows(4), cancelledWhileReading('list'));
    expect(tally(results)).toEqual({ outcome_unknown: 4 });
  });
});

describe('a key that loses its permission', () => {
  const atomicities: readonly NonNullable<SandboxOptions['atomicity']>[] = ['atomic', 'partial'];
  it.each(atomicities)('D-6, T-2: leaves unknown what a refused batch may have applied (%s)', async (atomicity) => {
    for (const status of [401, 403]) {
      world = createWorld({ atomicity });
      world.sandbox.inject({ nth: [2, 3], do: refusal(status) });
      const { results } = await told('mirror', [row('c0', { change: 'removed' }), row('c4')]);
      expect(tally(results)).toEqual({ outcome_unknown: 2 });
      await world.sandbox.close();
    }
    world = createWorld();
  });
});

describe('what was read back', () => {
  it('T-6: is read once: a row refused alone costs one request and one look', async () => {
    world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
    const record = await told('add', [row('c0', { segment_name: 'bad' })]);
    expect(tally(record.results)).toEqual({ rejected_by_permutive: 1 });
    expect(readsSent(record)).toBe(1);
  });

  it.each([501, 418])('T-2: decides after a %i that came after the fact', async (status) => {
    world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'answer', status, apply: true } });
    const { results } = await told('upsert', rows(4));
    expect(tally(results)).toEqual({ created: 4 });
  });
});

describe('a single operation that was refused alone', () => {
  it('T-6: is not sent a second time to learn that', async () => {
    world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
    const record = await told('upsert', [row('c0', { segment_name: 'bad' })]);
    expect(tally(record.results)).toEqual({ rejected_by_permutive: 1 });
    expect(batchesSent(record)).toBe(1);
  });

  it('T-6: nor in the last batch of a run, when it is the only row of it', async () => {
    world = createWorld({ rejects: (op) => op.operation === 'Create' && op.data.name === 'bad' });
    const record = await told('upsert', [...rows(4), row('z', { segment_name: 'bad' })], undefined, { batchSize: 4 });
    expect(batchesSent(record)).toBe(2);
  });
});
