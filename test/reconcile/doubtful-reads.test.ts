import { describe, expect, it } from '@jest/globals';
import { refusal } from '../../spec/taxonomy/sandbox/index.ts';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, row } from './owner.ts';

const GUARD = { maxDeletions: 2, maxDeletionShare: 0.34 };

/** Owns five segments, of which reads show two as yet. */
async function withThreeThatLag(): Promise<ListOwner> {
  const owner = new ListOwner(createWorld({ readsLagMs: 4_000 }));
  await owner.reconcile(listOf('old', 'kept'));
  await owner.world.clock.wait(10_000);
  await owner.reconcile(listOf('old', 'kept', 'new_1', 'new_2', 'new_3'));
  return owner;
}

describe('reads that do not show everything', () => {
  it('N-7: a run that follows at once, while reads lag behind, forgets nothing that it owns', async () => {
    const owner = new ListOwner(createWorld({ readsLagMs: 4_000 }));
    await owner.reconcile(listOf('a', 'b'));
    const ids = owner.world.sandbox.segments().map(({ id }) => id);
    const next = await owner.reconcile(listOf('a'));
    expect(next.removals).toEqual([]);
    expect([...(await owner.entries()).values()].map(({ owned }) => owned?.id)).toEqual(ids);
    await owner.world.clock.wait(10_000);
    expect((await owner.reconcile(listOf('a'))).removals).toMatchObject([{ segmentCode: 'b', status: 'deleted' }]);
  });

  it.each([['a'], ['kept']])(
    'N-7: a listing that shows whose place ours has taken takes nothing from us, with %s in the list',
    async (code) => {
      const owner = new ListOwner(createWorld({ readsLagMs: 4_000 }));
      const { clock, sandbox } = owner.world;
      sandbox.put([{ code: 'a', name: 'Theirs' }]);
      await clock.wait(10_000);
      sandbox.take(['a']);
      expect((await owner.reconcile(listOf('a', 'kept'))).summary?.owned).toBe(2);
      const [ours] = sandbox.segments().filter((segment) => segment.code === 'a');
      const startedAt = clock.now();
      const next = await owner.reconcile(listOf(code));
      expect(clock.now() - startedAt).toBeGreaterThan(4_000);
      expect(next.summary).toMatchObject({ status: 'completed', owned: 1 });
      expect((await owner.entries()).get('a')?.owned?.id).toBe(ours?.id);
    },
  );

  it('N-4: what a listing did not show yet counts among the deletions that the guard judges: all or none', async () => {
    const owner = await withThreeThatLag();
    const run = await owner.reconcile(listOf('kept'), { guard: GUARD });
    expect(run.removals).toMatchObject([{ segmentCode: 'old', status: 'withheld', reason: 'too_many_deletions' }]);
    expect(owner.world.sandbox.segments()).toHaveLength(5);
  });

  it('N-4: nor does a plan list a part of them', async () => {
    const owner = await withThreeThatLag();
    const { changes, removals } = await owner.plan(listOf('kept'), { guard: GUARD });
    expect(changes).toEqual([]);
    expect(removals).toMatchObject([{ segmentCode: 'old', status: 'withheld', reason: 'too_many_deletions' }]);
  });

  it('R-6: what somebody deleted does not count, and is looked for only where it would', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('old', 'kept', 'gone_1', 'gone_2', 'gone_3'));
    owner.world.sandbox.take(['gone_1', 'gone_2', 'gone_3']);
    const startedAt = owner.world.clock.now();
    expect((await owner.plan(listOf('kept'))).changes).toMatchObject([{ operation: 'Delete', code: 'old' }]);
    expect(owner.world.clock.now()).toBe(startedAt);
    expect((await owner.plan(listOf('kept'), { guard: GUARD })).changes).toMatchObject([
      { operation: 'Delete', code: 'old' },
    ]);
  });

  it('N-4, R-12: among them, what is protected does not count', async () => {
    const owner = new ListOwner(createWorld({ readsLagMs: 4_000 }));
    await owner.reconcile(listOf('old', 'kept'));
    await owner.world.clock.wait(10_000);
    await owner.reconcile(listOf('old', 'kept', 'safe_1', 'safe_2', 'safe_3'), { protect: ['safe_*'] });
    const run = await owner.reconcile(listOf('kept'), { guard: GUARD });
    expect(run.removals).toMatchObject([{ segmentCode: 'old', status: 'deleted' }]);
  });

  it('N-7: a deletion that is told to have met nothing is believed when later reads say so too', async () => {
    const owner = new ListOwner(createWorld());
    const { sandbox } = owner.world;
    await owner.reconcile(listOf('a', 'b'));
    sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: refusal(404) });
    sandbox.inject({ on: { kind: 'read' }, nth: 2, do: refusal(404) });
    const run = await owner.reconcile(listOf('b'));
    expect(run.removals).toMatchObject([{ segmentCode: 'a', status: 'failed', error: { code: 'outcome_unknown' } }]);
    expect((await owner.reconcile(listOf('b'))).removals).toMatchObject([{ segmentCode: 'a', status: 'deleted' }]);
  });

  it('R-6: what is gone is told once, and dropped', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    owner.world.sandbox.take(['b']);
    expect((await owner.reconcile(listOf('a'))).removals).toEqual([
      expect.objectContaining({ segmentCode: 'b', status: 'gone' }),
    ]);
    expect((await owner.reconcile(listOf('a'))).removals).toEqual([]);
  });

  it('N-12: an edit of a segment that a short listing does not show is told as drift, or kept', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b', 'c'));
    owner.world.sandbox.change({ listing: 'capped', cappedAt: 1 });
    owner.world.sandbox.put([{ code: 'c', name: 'By hand' }]);
    const kept = await owner.reconcile(listOf('a', 'b', 'c'), { drift: 'keep' });
    expect(kept.results.map(({ status, error }) => error?.code ?? status)).toEqual([
      'succeeded',
      'succeeded',
      'drift_kept',
    ]);
    const restored = await owner.reconcile(listOf('a', 'b', 'c'));
    expect(restored.summary).toMatchObject({ outcomes: { updated: 1, unchanged: 2 }, drift: { edited: 1 } });
  });

  it('N-1: where a listing may lack segments, a Create proves nobody to have made one', async () => {
    const owner = new ListOwner(createWorld({ conflicts: 'overwrite', listing: 'capped', cappedAt: 1 }));
    owner.world.sandbox.put([
      { code: 'first', name: 'First' },
      { code: 'theirs', name: 'Theirs' },
    ]);
    await owner.reconcile(listOf('theirs', 'mine'));
    owner.world.sandbox.change({ listing: 'whole' });
    const run = await owner.reconcile(listOf(row('mine', { cpm: 1 })));
    expect(run.removals).toMatchObject([{ segmentCode: 'theirs', status: 'withheld', reason: 'ownership_uncertain' }]);
    expect(run.summary).toMatchObject({ uncertain: 2 });
  });
});
