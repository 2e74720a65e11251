import { describe, expect, it } from '@jest/globals';
import type { SnapshotStore } from '../../connector/reconcile/snapshot.ts';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, patches, row } from './owner.ts';

const codesAt = ({ world }: ListOwner) =>
  world.sandbox
    .segments()
    .map(({ code }) => code)
    .sort();

describe('a full list', () => {
  it('R-3: creates, updates and deletes its own until the import is as the list says', async () => {
    const owner = new ListOwner(createWorld());
    const first = await owner.reconcile(listOf('a', 'b', 'c'));
    expect(first.summary).toMatchObject({ status: 'completed', owned: 3, foreign: 0, outcomes: { created: 3 } });
    expect(patches(first)).toBe(1);
    const second = await owner.reconcile(listOf('a', row('b', { cpm: 2 }), 'd'));
    expect(second.results.map(({ segmentCode, outcome }) => [segmentCode, outcome])).toEqual([
      ['a', 'unchanged'],
      ['b', 'updated'],
      ['d', 'created'],
    ]);
    expect(second.removals).toMatchObject([{ segmentCode: 'c', status: 'deleted', before: { name: 'Name of c' } }]);
    expect(second.summary).toMatchObject({ status: 'completed', owned: 3, removals: { candidates: 1, deleted: 1 } });
    expect(codesAt(owner)).toEqual(['a', 'b', 'd']);
    expect(owner.world.sandbox.segments().find(({ code }) => code === 'b')).toMatchObject({ cpm: 2 });
    expect([...(await owner.entries()).keys()].sort()).toEqual(['a', 'b', 'd']);
  });

  it('R-3: an unchanged list is no PATCH, and differences are one for 5,000', async () => {
    const owner = new ListOwner(createWorld());
    const codes = Array.from({ length: 12_000 }, (_, at) => `c${at}`);
    await owner.reconcile(listOf(...codes));
    const again = await owner.reconcile(listOf(...codes));
    expect(patches(again)).toBe(0);
    expect(again.requests.filter(({ kind }) => kind === 'list')).toHaveLength(12);
    const changed = codes.map((code, at) => (at % 100 === 0 ? row(code, { cpm: 1 }) : code));
    expect(patches(await owner.reconcile(listOf(...changed)))).toBe(1);
  });

  it('N-1: what somebody else made is never deleted, nor what was taken over in value', async () => {
    const owner = new ListOwner(createWorld());
    owner.world.sandbox.put([
      { code: 'theirs', name: 'Theirs' },
      { code: 'taken', name: 'Old' },
    ]);
    const first = await owner.reconcile(listOf('mine', row('taken', { segment_name: 'New' })));
    expect(first.summary).toMatchObject({ owned: 1, foreign: 1 });
    const second = await owner.reconcile(listOf('mine'));
    expect(second.removals).toEqual([]);
    expect(codesAt(owner)).toEqual(['mine', 'taken', 'theirs']);
  });

  it('R-8, R-9: a Create passed over for a segment edited in the same second is taken back before the Update that shows it, and presumed', async () => {
    const owner = new ListOwner(createWorld({ conflicts: 'ignore' }));
    const { sandbox } = owner.world;
    sandbox.inject({
      on: { method: 'PATCH' },
      nth: 1,
      do: { kind: 'call', run: () => sandbox.put([{ code: 'a', name: 'By hand' }]) },
    });
    const records: string[] = [];
    const store: SnapshotStore = {
      async open(key) {
        const session = await owner.store.open(key);
        return {
          ...session,
          read: () => session.read(),
          record: (changes) => {
            records.push(...changes.map((change) => ('set' in change ? 'set' : 'forget' in change ? 'forget' : '')));
            return session.record(changes);
          },
        };
      },
    };
    const run = await owner.reconcile(listOf('a', 'b'), { snapshot: store });
    expect(run.summary).toMatchObject({ status: 'completed', owned: 1, uncertain: 1 });
    expect(records).toEqual(['set', 'set', 'forget', 'set', 'set']);
    expect((await owner.entries()).get('a')?.owned?.origin).toBe('presumed');
    const next = await owner.reconcile(listOf('b'));
    expect(next.removals).toMatchObject([{ segmentCode: 'a', status: 'withheld', reason: 'ownership_uncertain' }]);
  });

  it('N-1, R-7: what somebody puts in the place of a segment that no answer told is presumed, and not deleted', async () => {
    const owner = new ListOwner(createWorld({ items: 'missing' }));
    const { sandbox, clock } = owner.world;
    let reads = 0;
    const way: typeof fetch = async (input, init) => {
      const isRead = String(input instanceof Request ? input.url : input).includes('/segments/code/');
      if (isRead) {
        reads += 1;
        if (reads === 1) sandbox.take(['a']);
        if (reads === 2) sandbox.put([{ code: 'a', name: 'Name of a' }]);
      }
      return sandbox.fetch(input, init);
    };
    const run = await owner.reconcile(listOf('a'), {}, { fetch: way });
    expect(reads).toBeGreaterThan(1);
    expect(run.summary).toMatchObject({ owned: 0, uncertain: 1 });
    await clock.wait(60_000);
    const next = await owner.reconcile(listOf('b'));
    expect(next.removals).toMatchObject([{ segmentCode: 'a', status: 'withheld', reason: 'ownership_uncertain' }]);
  });

  it('R-7: a code that somebody deleted and made anew is not deleted', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    owner.world.sandbox.take(['a']);
    owner.world.sandbox.put([{ code: 'a', name: 'Name of a' }]);
    const run = await owner.reconcile(listOf('b'));
    expect(run.removals).toEqual([]);
    expect(codesAt(owner)).toEqual(['a', 'b']);
    expect((await owner.entries()).has('a')).toBe(false);
  });

  it('N-2, R-5: a row that cannot be used keeps its segment, and its error', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b', 'c'));
    const run = await owner.reconcile(listOf('a', row('b', { cpm: 'ask sales' })));
    expect(run.results.at(-1)).toMatchObject({ status: 'failed', error: { code: 'invalid_field', field: 'cpm' } });
    expect(run.removals).toMatchObject([{ segmentCode: 'c', status: 'deleted' }]);
    expect(codesAt(owner)).toEqual(['a', 'b']);
  });

  it.each([
    ['without a code', { rowId: '1', segment_name: 'No code' }, 'missing_segment_code'],
    ['with a code that is none', { rowId: '1', segment_code: 'two words' }, 'invalid_segment_code'],
    ['with a code that is no text', { rowId: '1', segment_code: { a: 1 } }, 'invalid_field'],
    ['that is no row', null as never, 'invalid_row'],
  ])('R-5: a row %s makes the list incomplete: all else goes on, nothing is deleted', async (_what, bad, error) => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const run = await owner.reconcile(listOf('new', bad, row('a', { cpm: 3 })));
    expect(run.results.map(({ status, outcome, error }) => error?.code ?? outcome ?? status).sort()).toEqual(
      [error, 'created', 'updated'].sort(),
    );
    expect(run.removals).toMatchObject([{ segmentCode: 'b', status: 'withheld', reason: 'list_incomplete' }]);
    expect(run.summary).toMatchObject({ status: 'completed_with_errors', removals: { withheld: 1 } });
  });

  it('N-3, R-11: an empty list, and one that was cut, delete nothing', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const empty = await owner.reconcile([]);
    expect(empty.removals.map(({ reason }) => reason)).toEqual(['list_empty', 'list_empty']);
    const cut = await owner.reconcile([{ rows: [row('a')], incomplete: 'the file ended in the middle of a row' }]);
    expect(cut.removals.map(({ reason }) => reason)).toEqual(['list_incomplete']);
    expect(codesAt(owner)).toEqual(['a', 'b']);
  });

  it('N-3: a list that breaks off deletes nothing; what was read of it has settled', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const broken = (async function* () {
      yield { rows: [row('a', { cpm: 1 }), row('new')] };
      throw new Error('the connection to the warehouse broke');
    })();
    const run = await owner.reconcile(broken);
    expect(run.thrown).toMatchObject({ message: 'the connection to the warehouse broke' });
    expect(run.results.map(({ outcome }) => outcome)).toEqual(['updated', 'created']);
    expect(codesAt(owner)).toEqual(['a', 'b', 'new']);
    expect((await owner.entries()).get('new')).toMatchObject({ owned: { origin: 'created' } });
  });

  it('N-4: of too many deletions none is carried out, and an approval counts for one run', async () => {
    const owner = new ListOwner(createWorld());
    const codes = Array.from({ length: 40 }, (_, at) => `c${at}`);
    await owner.reconcile(listOf('keep', ...codes));
    const held = await owner.reconcile(listOf('keep'));
    expect(held.summary).toMatchObject({
      status: 'completed_with_errors',
      removals: { candidates: 40, deleted: 0, withheld: 40, why: { too_many_deletions: 40 } },
    });
    expect(patches(held)).toBe(0);
    const approved = await owner.reconcile(listOf('keep'), { guard: { approveDeletions: 40 } });
    expect(approved.summary).toMatchObject({ status: 'completed', removals: { deleted: 40 } });
    expect(patches(approved)).toBe(1);
  });

  it('N-5: deletions go out last, after every create and update has settled', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b', 'c'));
    const told: string[] = [];
    await owner.reconcile(
      [{ rows: [row('a', { cpm: 1 })] }, { rows: [row('new')] }],
      {},
      {
        onRowResult: ({ segmentCode, outcome }) => void told.push(`${segmentCode} ${outcome}`),
        onRemoval: ({ segmentCode, status }) => void told.push(`${segmentCode} ${status}`),
      },
    );
    expect(told).toEqual(['a updated', 'new created', 'b deleted', 'c deleted']);
    const operations = owner.world.sandbox.applied.slice(3).map(({ operation }) => operation);
    expect(operations).toEqual(
      ['Update', 'Create', 'Delete', 'Delete'].sort((x, y) => (x === 'Delete' ? 1 : 0) - (y === 'Delete' ? 1 : 0)),
    );
  });

  it('R-4: equal rows of one code share the result; one with other values fails', async () => {
    const owner = new ListOwner(createWorld());
    const list = listOf('a', 'a', row('a', { cpm: 9 }), 'b');
    const run = await owner.reconcile(list);
    expect(run.results.map(({ segmentCode, outcome, error }) => [segmentCode, outcome ?? error?.code]).sort()).toEqual([
      ['a', 'conflicting_row'],
      ['a', 'created'],
      ['a', 'created'],
      ['b', 'created'],
    ]);
    expect(run.summary).toMatchObject({ rows: { received: 4, succeeded: 3, failed: 1 }, segments: { created: 2 } });
    const again = await owner.reconcile(listOf('a', 'b', 'b'));
    expect(again.summary).toMatchObject({ outcomes: { unchanged: 3 }, segments: { unchanged: 2 } });
  });

  it('N-12: an edit in the dashboard is restored and told, or kept and told', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    owner.world.sandbox.put([{ code: 'a', name: 'By hand' }]);
    owner.world.sandbox.take(['b']);
    const kept = await owner.reconcile(listOf('a', 'b'), { drift: 'keep' });
    expect(kept.results.map(({ status, error }) => [status, error?.code])).toEqual([
      ['skipped', 'drift_kept'],
      ['skipped', 'drift_kept'],
    ]);
    expect(kept.summary).toMatchObject({ drift: { edited: 1, deleted: 1 } });
    expect(patches(kept)).toBe(0);
    const restored = await owner.reconcile(listOf('a', 'b'));
    expect(restored.results.map(({ outcome, segment }) => [outcome, segment?.before, segment?.after?.name])).toEqual([
      ['updated', { name: 'By hand' }, 'Name of a'],
      ['created', null, 'Name of b'],
    ]);
    expect(restored.summary).toMatchObject({ drift: { edited: 1, deleted: 1 }, owned: 2 });
  });

  it('R-6, R-11: an unlisted segment that somebody works on is withheld, also when they begin just before it is sent', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b', 'c'));
    owner.world.sandbox.put([{ code: 'b', name: 'By hand' }]);
    const { sandbox } = owner.world;
    const run = await owner.reconcile(
      listOf('a'),
      {},
      {
        fetch: (input, init) => {
          // The last look at a candidate is by its code: somebody was there a moment before.
          if (String(input instanceof Request ? input.url : input).endsWith('/code/c'))
            sandbox.put([{ code: 'c', name: 'Too' }]);
          return sandbox.fetch(input, init);
        },
      },
    );
    expect(run.removals.map(({ segmentCode, reason }) => [segmentCode, reason])).toEqual([
      ['b', 'edited_elsewhere'],
      ['c', 'edited_elsewhere'],
    ]);
    expect(patches(run)).toBe(0);
  });

  it('R-12: protection outlives the row and the run', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'subs_trial', 'c'), { protect: ['subs_*'] });
    const run = await owner.reconcile(listOf('a'));
    expect(run.removals.map(({ segmentCode, status, reason }) => [segmentCode, reason ?? status])).toEqual([
      ['subs_trial', 'protected'],
      ['c', 'deleted'],
    ]);
    expect(run.summary).toMatchObject({ status: 'completed' });
  });

  it('R-13: a changed code withholds the old and the new one, and a name that moves within the list does not', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', row('old', { segment_name: 'Sports' })));
    const renamed = listOf('a', row('new', { segment_name: 'Sports' }), row('new', { segment_name: 'Sports' }));
    const run = await owner.reconcile(renamed);
    expect(run.results.map(({ segmentCode, error }) => [segmentCode, error?.code])).toEqual([
      ['a', undefined],
      ['new', 'code_change'],
      ['new', 'code_change'],
    ]);
    expect(run.removals).toMatchObject([{ segmentCode: 'old', status: 'withheld', reason: 'code_change' }]);
    expect(codesAt(owner)).toEqual(['a', 'old']);
    const both = await owner.reconcile(
      listOf('a', row('new', { segment_name: 'Sports' }), row('old', { segment_name: 'Sports' })),
    );
    expect(both.summary).toMatchObject({ status: 'completed', outcomes: { created: 1, unchanged: 2 } });
  });

  it('R-18: when the import cannot be listed nothing is sent and the snapshot stays', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const before = await owner.entries();
    owner.world.sandbox.inject({ on: { kind: 'list' }, do: { kind: 'answer', status: 503 } } as never);
    const run = await owner.reconcile(listOf('c'));
    expect(run.summary).toMatchObject({
      status: 'failed',
      fatal: { code: 'service_unavailable' },
      rows: { received: 0 },
    });
    expect(patches(run)).toBe(0);
    expect(await owner.entries()).toEqual(before);
  });

  it('R-18: a key that may only read fails every row, deletes nothing, and owns nothing', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const { sandbox } = owner.world;
    const run = await owner.reconcile(listOf('a', 'new'), {
      config: { importId: sandbox.importId, apiKey: sandbox.keys.readOnly },
    });
    expect(run.results.map(({ outcome, error }) => outcome ?? error?.code)).toEqual([
      'unchanged',
      'insufficient_permissions',
    ]);
    expect(run.summary).toMatchObject({ fatal: { code: 'insufficient_permissions' }, removals: { candidates: 0 } });
    expect([...(await owner.entries())].map(([code, { pending }]) => [code, pending])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
  });

  it('R-8: nothing is sent when intents cannot be recorded', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const failing = {
      open: async (...args: Parameters<typeof owner.store.open>) => ({
        ...(await owner.store.open(...args)),
        record: () => Promise.reject(new Error('no space left on device')),
      }),
    };
    const run = await owner.reconcile(listOf('a', 'new'), { snapshot: failing });
    expect(patches(run)).toBe(0);
    expect(run.results.map(({ outcome, error }) => outcome ?? error?.code)).toEqual(['unchanged', 'snapshot_conflict']);
    expect(run.summary?.fatal?.message).toContain('no space left on device');
  });

  it('T-9: cancelled in the middle, it deletes nothing and keeps what it knows', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const cancel = new AbortController();
    const run = await owner.reconcile(
      [{ rows: [row('new')] }],
      {},
      {
        signal: cancel.signal,
        onRowResult: () => cancel.abort(),
      },
    );
    expect(run.summary).toMatchObject({ status: 'cancelled', removals: { candidates: 0 } });
    expect(codesAt(owner)).toEqual(['a', 'b', 'new']);
    expect((await owner.entries()).get('new')).toMatchObject({ owned: { origin: 'created' } });
  });

  it('T-9: cancelled, it ends although the host never takes a result, and leaves no listener behind', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    const cancel = new AbortController();
    let listeners = 0;
    const { signal } = cancel;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const run = await owner.reconcile(
      listOf('a', 'new'),
      {},
      {
        signal,
        onRowResult() {
          setImmediate(() => cancel.abort());
          return new Promise(() => undefined);
        },
      },
    );
    expect(run.summary).toMatchObject({ status: 'cancelled', removals: { candidates: 0 } });
    expect(listeners).toBe(0);
  });

  it('T-3: what Permutive keeps otherwise is sent once, and is no drift afterwards', async () => {
    const owner = new ListOwner(createWorld({ values: 'rounded' }));
    const list = () => listOf(row('a', { cpm: 1.23456789 }));
    await owner.reconcile(list());
    const again = await owner.reconcile(list());
    expect(patches(again)).toBe(0);
    expect(again.summary).toMatchObject({ outcomes: { unchanged: 1 }, drift: { edited: 0 } });
    const gone = await owner.reconcile(listOf('b'));
    expect(gone.removals).toMatchObject([{ segmentCode: 'a', status: 'deleted' }]);
  });
});
