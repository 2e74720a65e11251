import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { OpenList } from '../../connector/reconcile/open-list.ts';
import type { ListChunk } from '../../connector/reconcile/request.ts';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, type Outcome, patches, row } from './owner.ts';

/** An import of other people's segments: five pages of its listing. */
function crowded(): ListOwner {
  const world = createWorld();
  world.sandbox.put(Array.from({ length: 5_000 }, (_, at) => ({ code: `theirs${at}`, name: 'Theirs' })));
  return new ListOwner(world);
}

const reads = ({ requests }: Outcome) => ({
  pages: requests.filter(({ kind }) => kind === 'list').length,
  segments: requests.filter(({ kind }) => kind === 'read').length,
});

describe('a short list in a large import', () => {
  it('R-3: what list and snapshot name is read by code, not the whole listing', async () => {
    const owner = crowded();
    const first = await owner.reconcile(listOf('a', 'b'));
    expect(reads(first)).toEqual({ pages: 1, segments: 2 });
    expect(first.summary).toMatchObject({ status: 'completed', owned: 2, foreign: 5_000, outcomes: { created: 2 } });
    const second = await owner.reconcile(listOf('a', row('theirs1', { segment_name: 'Theirs' })));
    expect(second.removals).toMatchObject([{ segmentCode: 'b', status: 'deleted' }]);
    expect(second.summary).toMatchObject({ owned: 1, foreign: 4_999, outcomes: { unchanged: 2 } });
    expect(reads(second).pages).toBe(1);
  });

  it('R-3: a list of more codes than the listing has pages left is decided about by the listing', async () => {
    const run = await crowded().reconcile([
      { rows: ['a', 'b', 'c'].map((code) => row(code)) },
      { rows: [row('d'), row('e')] },
    ]);
    expect(reads(run)).toEqual({ pages: 5, segments: 0 });
    expect(run.summary).toMatchObject({ outcomes: { created: 5 }, foreign: 5_000 });
  });

  it('R-20: whoever wants a backup gets the whole listing', async () => {
    let listed = 0;
    const onListing = (page: readonly unknown[]) => {
      listed += page.length;
    };
    const run = await crowded().reconcile(listOf('a'), {}, { onListing });
    expect(reads(run)).toEqual({ pages: 5, segments: 0 });
    expect(listed).toBe(5_000);
  });

  it('R-18: a source that throws is told when its turn comes: what it gave is settled, and nothing is deleted', async () => {
    const owner = crowded();
    await owner.reconcile(listOf('a', 'b'));
    async function* broken(): AsyncGenerator<ListChunk> {
      yield { rows: [row('c')] };
      throw new Error('the source broke');
    }
    const run = await owner.reconcile(broken());
    expect(run.thrown).toMatchObject({ message: 'the source broke' });
    expect(run.results).toMatchObject([{ segmentCode: 'c', outcome: 'created' }]);
    expect(run.removals).toEqual([]);
  });

  it('R-18: a code that cannot be read is no absence: the listing decides', async () => {
    const owner = crowded();
    owner.world.sandbox.put([{ code: 'a', name: 'Theirs' }]);
    owner.world.sandbox.inject({ on: { kind: 'read' }, always: true, do: { kind: 'gateway', status: 404 } });
    const run = await owner.reconcile(listOf(row('a', { segment_name: 'Theirs' })));
    expect(reads(run).pages).toBe(6);
    expect(run.summary).toMatchObject({ status: 'completed', owned: 0, outcomes: { unchanged: 1 } });
  });

  it('R-18: where the listing breaks off too, nothing is sent', async () => {
    const owner = crowded();
    owner.world.sandbox.inject({ on: { kind: 'read' }, always: true, do: { kind: 'gateway', status: 404 } });
    owner.world.sandbox.inject({
      on: { kind: 'list' },
      nth: Array.from({ length: 20 }, (_, at) => at + 2),
      do: { kind: 'gateway', status: 404 },
    });
    const run = await owner.reconcile(listOf('a'));
    expect(run.summary).toMatchObject({ status: 'failed', fatal: { code: 'unexpected_response' } });
    expect(patches(run)).toBe(0);
  });

  it.each(['decoded_twice', 'left_encoded'] as const)(
    'T-4: where paths are %s, the listing tells whether a code that they do not reach is there',
    async (paths) => {
      const owner = crowded();
      await owner.reconcile(listOf('x:y%2Fz', 'b'));
      owner.world.sandbox.change({ paths });
      const run = await owner.reconcile(listOf('x:y%2Fz', 'b'));
      expect(reads(run).pages).toBe(6);
      expect(run.summary).toMatchObject({ owned: 2, outcomes: { unchanged: 2 }, drift: { deleted: 0 } });
    },
  );

  it('T-9: a short list of many chunks leaves one listener at the signal', async () => {
    const { signal } = new AbortController();
    const open = new OpenList([...Array.from({ length: 30 }, () => ({ rows: [] })), { rows: [row('a')] }]);
    expect(await open.codesOfShort(5, signal)).toEqual(new Set(['a']));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  it('T-9: a source that gives nothing does not keep a cancelled run from ending, and is closed', async () => {
    const owner = crowded();
    const cancel = new AbortController();
    let closed = false;
    const silent: AsyncIterable<ListChunk> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          setImmediate(() => cancel.abort());
          return new Promise(() => undefined);
        },
        return: async () => {
          closed = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const run = await owner.reconcile(silent, {}, { signal: cancel.signal });
    expect(run.summary).toMatchObject({ status: 'cancelled' });
    expect(closed).toBe(true);
  });
});
