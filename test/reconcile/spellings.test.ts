import { describe, expect, it } from '@jest/globals';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, patches, row } from './owner.ts';

const codesAt = ({ world }: ListOwner) => world.sandbox.segments().map(({ code }) => code);

describe('codes that Permutive keeps in another spelling', () => {
  it.each(['lower_cased', 'lower_cased_strictly', 'decomposed', 'first_spelling'] as const)(
    'T-3, R-3: %s: the segment is owned, costs nothing while it is as listed, and goes when the list drops it',
    async (codes) => {
      const owner = new ListOwner(createWorld({ codes }));
      const first = await owner.reconcile(listOf('Sport', 'Café', 'news'));
      expect(first.summary).toMatchObject({ status: 'completed', owned: 3, outcomes: { created: 3 } });
      const again = await owner.reconcile(listOf('Sport', 'Café', 'news'));
      expect(patches(again)).toBe(0);
      expect(again.summary).toMatchObject({ owned: 3, foreign: 0, outcomes: { unchanged: 3 } });
      expect(again.results.map(({ segmentCode }) => segmentCode).sort()).toEqual(codesAt(owner).sort());
      const changed = await owner.reconcile(listOf(row('Sport', { cpm: 2 }), 'Café', 'news'));
      expect(changed.summary?.outcomes).toMatchObject({ updated: 1, unchanged: 2 });
      const last = await owner.reconcile(listOf('news'));
      expect(last.removals.map(({ segmentCode, status }) => [segmentCode, status]).sort()).toEqual([
        ['Café', 'deleted'],
        ['Sport', 'deleted'],
      ]);
      expect(codesAt(owner)).toEqual(['news']);
      expect([...(await owner.entries()).keys()]).toEqual(['news']);
    },
  );

  it('N-2, T-3: a row that spells an owned segment in another way names that segment', async () => {
    const owner = new ListOwner(createWorld({ codes: 'lower_cased' }));
    await owner.reconcile(listOf('Sport', 'news'));
    const again = await owner.reconcile(listOf(row('SPORT', { segment_name: 'Name of Sport' }), 'news'));
    expect(again.removals).toEqual([]);
    expect(again.summary?.outcomes).toMatchObject({ unchanged: 2 });
    const both = await owner.reconcile(listOf('Sport', 'SPORT', 'news'));
    expect(both.results.map(({ status, error }) => error?.code ?? status)).toEqual([
      'succeeded',
      'conflicting_row',
      'succeeded',
    ]);
  });

  it('R-7, T-3: what was there in another spelling before is not owned', async () => {
    const owner = new ListOwner(createWorld({ codes: 'first_spelling', conflicts: 'overwrite' }));
    owner.world.sandbox.put([{ code: 'sport', name: 'By hand' }]);
    await owner.reconcile(listOf('Sport', 'news'));
    const last = await owner.reconcile(listOf('news'));
    expect(last.removals).toEqual([]);
    expect(codesAt(owner)).toEqual(['sport', 'news']);
  });

  it('R-8, T-3: a Create that meets the segment of another code of the same list is taken back, and the first code owns it', async () => {
    const owner = new ListOwner(createWorld({ codes: 'first_spelling', conflicts: 'ignore', stamps: 'left_out' }));
    const run = await owner.reconcile(listOf('Sport', 'sport'), {
      delivery: { ...owner.settings.delivery, batchSize: 1 },
    });
    expect(run.results[0]).toMatchObject({ outcome: 'created' });
    expect([...(await owner.entries()).values()].map(({ code, pending }) => [code, pending])).toEqual([
      ['Sport', undefined],
    ]);
  });

  it('R-13: a code in another case is a changed code, and neither is touched but by a plan', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('Sport', 'news'));
    const list = listOf(row('sport', { segment_name: 'Sports' }), 'news');
    const run = await owner.reconcile(list);
    expect(run.removals).toMatchObject([{ segmentCode: 'Sport', status: 'withheld', reason: 'code_change' }]);
    expect(run.results[1]).toMatchObject({ segmentCode: 'sport', error: { code: 'code_change' } });
    const { plan } = await owner.plan(list);
    expect((await owner.apply(plan)).summary).toMatchObject({ outcomes: { created: 1 }, removals: { deleted: 1 } });
  });

  it('N-2, T-3: a planned deletion is kept back when a planned Create turns out to stand for the same segment', async () => {
    const owner = new ListOwner(createWorld({ codes: 'lower_cased' }));
    await owner.reconcile(listOf('sport', 'news'));
    const { plan } = await owner.plan(listOf(row('SPORT', { segment_name: 'Name of sport' }), 'news'));
    const applied = await owner.apply(plan);
    expect(applied.removals).toMatchObject([{ segmentCode: 'sport', status: 'withheld', reason: 'code_change' }]);
    expect(codesAt(owner)).toEqual(['sport', 'news']);
  });
});
