import { describe, expect, it } from '@jest/globals';
import { Backup } from '../../connector/reconcile/backup.ts';
import type { SnapshotSession, SnapshotStore } from '../../connector/reconcile/snapshot.ts';
import { ConnectorError } from '../../spec/host/errors.ts';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, patches, row } from './owner.ts';

/** A store whose sessions are changed on their way. */
const changed = (
  store: SnapshotStore,
  change: (session: SnapshotSession) => Partial<SnapshotSession>,
): SnapshotStore => ({
  open: async (...args) => {
    const session = await store.open(...args);
    return { ...session, ...change(session) };
  },
});

describe('what must never happen', () => {
  it.each([
    ['by code', 1],
    ['by the listing', 100],
  ])(
    'N-1, R-7: a deletion whose answer was lost is not sent again at what somebody put in its place (looked at %s)',
    async (_how, pageSize) => {
      const owner = new ListOwner(createWorld({ pageSize }));
      const { sandbox } = owner.world;
      const kept = ['k1', 'k2', 'k3', 'k4', 'k5'];
      await owner.reconcile(listOf('a', 'b', ...kept));
      // Both are deleted, and nobody hears of it; sent again, they are refused as absent, and looked at.
      sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'reset', when: 'after' } });
      const refused = ({ kind, path }: { kind: string; path: string }) =>
        sandbox.requests.filter((request) => request.kind === 'batch').length > 2 &&
        (kind === 'list' || path.endsWith('/a'));
      const putAnother = () => sandbox.put([{ code: 'a', name: 'Name of a' }]);
      sandbox.inject({ on: { test: refused }, nth: 1, do: { kind: 'call', run: putAnother } });
      const run = await owner.reconcile(listOf(...kept));
      expect(run.removals.map(({ segmentCode, status }) => [segmentCode, status]).sort()).toEqual([
        ['a', 'deleted'],
        ['b', 'deleted'],
      ]);
      expect(
        sandbox
          .segments()
          .map(({ code }) => code)
          .sort(),
      ).toEqual(['a', ...kept]);
      expect([...(await owner.entries()).keys()].sort()).toEqual(kept);
    },
  );

  it('N-7, T-2: a deletion that nobody answered is not told as done while the segment is there, made a moment ago as it may be', async () => {
    const owner = new ListOwner(createWorld());
    const { sandbox } = owner.world;
    await owner.reconcile(listOf('a', 'b'));
    sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'reset', when: 'before' } });
    const run = await owner.reconcile(listOf('b'));
    expect(run.removals).toMatchObject([{ segmentCode: 'a', status: 'failed' }]);
    sandbox.clearFaults();
    expect([...(await owner.entries()).keys()]).toEqual(['a', 'b']);
    expect((await owner.reconcile(listOf('b'))).removals).toMatchObject([{ segmentCode: 'a', status: 'deleted' }]);
  });

  it('N-6: a row that failed, was skipped or withheld is not recorded as done', async () => {
    const owner = new ListOwner(createWorld({ rejects: (operation) => JSON.stringify(operation).includes('ill') }));
    await owner.reconcile(listOf('failed', 'skipped', 'withheld'));
    const before = await owner.entries();
    await owner.world.clock.wait(60_000);
    owner.world.sandbox.put([{ code: 'skipped', name: 'By hand' }]);
    const run = await owner.reconcile(
      listOf(
        row('failed', { segment_name: 'ill' }),
        row('skipped', { segment_name: 'Another' }),
        row('renamed', { segment_name: 'Name of withheld' }),
        row('new', { segment_name: 'ill' }),
      ),
      { drift: 'keep' },
    );
    expect(run.results.map(({ segmentCode, error }) => [segmentCode, error?.code]).sort()).toEqual([
      ['failed', 'rejected_by_permutive'],
      ['new', 'rejected_by_permutive'],
      ['renamed', 'code_change'],
      ['skipped', 'drift_kept'],
    ]);
    expect(run.removals).toMatchObject([{ segmentCode: 'withheld', status: 'withheld' }]);
    expect(await owner.entries()).toEqual(before);
  });

  it('N-6: a row of which nobody knows is not recorded as done: its base stays, and of a new one the intent alone', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a'));
    const base = (await owner.entries()).get('a')?.owned?.base;
    const { sandbox } = owner.world;
    sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'reset', when: 'before' } });
    sandbox.inject({ on: { kind: 'read' }, always: true, do: { kind: 'answer', status: 500 } });
    sandbox.inject({ on: { kind: 'list' }, nth: [2, 3, 4, 5, 6, 7, 8, 9], do: { kind: 'answer', status: 500 } });
    const run = await owner.reconcile(listOf(row('a', { cpm: 2 }), 'new'));
    expect(run.results.map(({ error }) => error?.code)).toEqual(['outcome_unknown', 'outcome_unknown']);
    const entries = await owner.entries();
    expect(entries.get('a')?.owned?.base).toEqual(base);
    expect(entries.get('new')).toEqual({
      code: 'new',
      pending: { operation: 'Create', fields: { name: 'Name of new' } },
    });
  });

  it('N-8: a run whose lock is lost sends nothing more, and deletes nothing', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'b'));
    let lost = false;
    const store = changed(owner.store, ({ record }) => ({
      record: (changes) => (lost ? Promise.reject(new ConnectorError('snapshot_conflict')) : record(changes)),
    }));
    const list = (async function* () {
      yield { rows: [row('first')] };
      lost = true;
      yield { rows: [row('second')] };
    })();
    const run = await owner.reconcile(list, {
      snapshot: store,
      delivery: { ...owner.settings.delivery, batchSize: 1 },
    });
    expect(run.summary).toMatchObject({ fatal: { code: 'snapshot_conflict' }, removals: { deleted: 0 } });
    expect(owner.world.sandbox.applied.filter(({ operation }) => operation === 'Delete')).toEqual([]);
    expect(patches(run)).toBeLessThanOrEqual(1);
    expect(run.results.at(-1)).toMatchObject({ status: 'failed', error: { code: 'snapshot_conflict' } });
  });

  it('N-11: neither the key nor anything but a segment’s own fields stands in a snapshot or a backup', async () => {
    const owner = new ListOwner(createWorld());
    const { sandbox } = owner.world;
    const secret = { expires_at: '2030-01-01', owner_email: 'someone@example.com' };
    sandbox.put([{ code: 'a', name: 'Old', ...secret }]);
    let text = '';
    const backup = new Backup(
      { importId: sandbox.importId, baseUrl: sandbox.inProcessBaseUrl, createdAt: '2026-11-26T00:00:00.000Z' },
      {
        write(part) {
          text += part;
        },
      },
    );
    await owner.reconcile(
      listOf(Object.assign(row('a'), secret), Object.assign(row('b'), { apiKey: sandbox.keys.write })),
      {},
      { onListing: (segments) => backup.page(segments.map((segment) => ({ ...segment, ...secret }))) },
    );
    await backup.end();
    const kept = `${text}${JSON.stringify([...(await owner.entries())])}`;
    expect(kept).toContain('"code":"a"');
    for (const none of [sandbox.keys.write, secret.owner_email, 'expires_at']) expect(kept).not.toContain(none);
  });
});
