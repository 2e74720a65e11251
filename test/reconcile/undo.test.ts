import { describe, expect, it } from '@jest/globals';
import { doneBy } from '../../connector/hosts/report/undoable.ts';
import { backedUpWrite } from '../../connector/reconcile/backed-up-write.ts';
import { planUndo, type Undo } from '../../connector/reconcile/make-undo.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { Segment } from '../../spec/host/segment.ts';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, row } from './owner.ts';

/** Runs a list, and lets `between` happen once the import was listed; plans to undo it. */
async function undoOf(
  owner: ListOwner,
  list: ReturnType<typeof listOf>,
  between: () => void = () => undefined,
  request = {},
) {
  const backup = new Map<string, Segment>();
  const onListing = (segments: readonly Segment[]) => {
    for (const segment of segments) backup.set(segment.code, segment);
  };
  const ran = await owner.reconcile(list, request, { onListing, onListed: between });
  return { ran, undo: await undoing(owner, backup, ran.results) };
}

function undoing(owner: ListOwner, backup: ReadonlyMap<string, Segment>, results: readonly RowResult[]): Promise<Undo> {
  const { clock, sandbox } = owner.world;
  const done = results.flatMap((result) => [...doneBy(result)]);
  return planUndo({ ...owner.settings, backup, done }, { fetch: sandbox.fetch }, { clock });
}

describe('undoing a run', () => {
  it('N-1, R-20: a segment that was put there before its Create is left, though it has the values that the run left', async () => {
    const owner = new ListOwner(createWorld({ conflicts: 'ignore' }));
    const { ran, undo } = await undoOf(owner, listOf('a', 'b'), () =>
      owner.world.sandbox.put([{ code: 'a', name: 'Theirs' }]),
    );
    expect(ran.results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect(undo.plan.header.withheld).toMatchObject([{ code: 'a', reason: 'ownership_uncertain' }]);
    await owner.apply(undo.plan);
    expect(owner.world.sandbox.segments()).toMatchObject([{ code: 'a', name: 'Name of a' }]);
  });

  it('N-1, R-20: so it is after a run without a snapshot', async () => {
    const owner = new ListOwner(createWorld({ conflicts: 'ignore' }));
    const { clock, sandbox } = owner.world;
    const results: RowResult[] = [];
    await backedUpWrite(
      {
        config: owner.settings.config,
        mode: 'upsert',
        changeSets: [{ rows: [row('a'), row('b')] }],
        delivery: owner.settings.delivery,
      },
      {
        fetch: sandbox.fetch,
        onRowResult: (result) => void results.push(result),
        onListing: () => undefined,
        onListed: () => sandbox.put([{ code: 'a', name: 'Theirs' }]),
      },
      { clock },
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    const { plan } = await undoing(owner, new Map(), results);
    expect(plan.header.withheld).toMatchObject([{ code: 'a', reason: 'ownership_uncertain' }]);
    await owner.apply(plan);
    expect(sandbox.segments()).toMatchObject([{ code: 'a' }]);
  });

  it('R-20: what Permutive keeps otherwise was created all the same, and is taken back', async () => {
    const owner = new ListOwner(createWorld({ values: 'rounded' }));
    const { undo } = await undoOf(owner, listOf(row('a', { cpm: 1.005 })));
    await owner.apply(undo.plan);
    expect(owner.world.sandbox.segments()).toEqual([]);
  });

  it('R-12, R-20: what is protected stays, whoever created it', async () => {
    const owner = new ListOwner(createWorld());
    const { undo } = await undoOf(owner, listOf('a', 'safe_1'), undefined, { protect: ['safe_*'] });
    expect(undo.plan.header.withheld).toMatchObject([{ code: 'safe_1', reason: 'protected' }]);
    await owner.apply(undo.plan);
    expect(owner.world.sandbox.segments()).toMatchObject([{ code: 'safe_1' }]);
  });

  it('R-8, R-20, T-3: where codes are kept in another form, the owned and the foreign are found, and each intent is recorded', async () => {
    const owner = new ListOwner(createWorld({ codes: 'decomposed' }));
    owner.world.sandbox.put([{ code: 'caf\u00e9', name: 'Theirs' }]);
    const { undo } = await undoOf(owner, listOf('caf\u00e9', 'na\u00efve'));
    const { requests, summary } = await owner.apply(undo.plan);
    expect(requests.filter(({ kind }) => kind === 'batch').map(({ status }) => status)).toEqual([200, 200]);
    expect(summary).toMatchObject({ status: 'completed', owned: 0 });
    expect(owner.world.sandbox.segments()).toMatchObject([{ name: 'Theirs' }]);
    expect([...(await owner.entries()).keys()]).toEqual([]);
  });
});
