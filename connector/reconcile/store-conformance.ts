import assert from 'node:assert/strict';
import type { SnapshotEntry, SnapshotKey, SnapshotSession, SnapshotStore } from './snapshot.ts';

/** A host's store on trial. Each requirement gets a trial of its own, over storage that is empty. */
export interface StoreTrial {
  /** The store as a process that starts now would make it, over the same storage each time. */
  store(): SnapshotStore | Promise<SnapshotStore>;
  /** Leaves things as a process does that dies now while it holds `session`: its lock must be free to take afterwards. */
  die?(session: SnapshotSession): Promise<void>;
  /** Takes the lock from `session` without its knowing, as an expired lease or an administrator does. */
  loseLock?(session: SnapshotSession): Promise<void>;
  /** Makes the next `record` fail midway: the disk fills, the connection breaks. */
  failRecord?(session: SnapshotSession): Promise<void>;
}

/** One requirement of a snapshot store. */
export interface StoreRequirement {
  readonly title: string;
  /** What the trial must be able to do for it; without that it is not tried, and to be told as such. */
  readonly needs?: Exclude<keyof StoreTrial, 'store'>;
  /** Rejects with an AssertionError when the store does not keep it. */
  check(trial: StoreTrial): Promise<void>;
}

const KEY: SnapshotKey = {
  baseUrl: 'https://api.permutive.app/audience-api/v1',
  importId: '32f8e031-c532-41bb-b25e-65bdb677a96f',
  owner: 'default',
};

const entry = (code: string, name = code): SnapshotEntry => ({
  code,
  owned: { origin: 'created', id: `id-${code}`, base: { name, cpm: 1.5, categories: ['a', 'b'] } },
});

async function held(session: SnapshotSession): Promise<Record<string, SnapshotEntry>> {
  const entries: Record<string, SnapshotEntry> = {};
  for await (const piece of session.read()) {
    for (const one of piece) {
      assert(!Object.hasOwn(entries, one.code), `read() tells ${one.code} twice`);
      entries[one.code] = JSON.parse(JSON.stringify(one)); // What a store hands out may be of another making: values count.
    }
  }
  return entries;
}

const refusedWith = (code: string) => (error: unknown) =>
  assert.equal((error as { code?: unknown } | undefined)?.code, code) ?? true;

/** Whatever a session leaves, the next one finds; read over all of `trial`'s storage anew. */
async function afterwards(trial: StoreTrial, expected: readonly SnapshotEntry[]): Promise<void> {
  const session = await (await trial.store()).open(KEY);
  assert.deepEqual(await held(session), Object.fromEntries(expected.map((one) => [one.code, one])));
  await session.close();
}

/** Holds any host's snapshot store to what a full list relies on. Run each with whatever runs your tests. */
export const STORE_REQUIREMENTS: readonly StoreRequirement[] = [
  {
    title: 'a key that was never opened has an empty snapshot of serial 0',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      assert.deepEqual(session.header, { serial: 0, protect: [] });
      assert.deepEqual(await held(session), {});
      await session.close();
    },
  },
  {
    title: 'what was recorded is there afterwards: set, set again, forgotten',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ set: entry('a') }, { set: entry('b') }, { set: entry('c') }]);
      await session.record([{ set: entry('b', 'new') }, { forget: 'c' }]);
      await session.close();
      await afterwards(trial, [entry('a'), entry('b', 'new')]);
    },
  },
  {
    title: 'a session reads what it has recorded itself, from the start each time',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ set: entry('a') }]);
      assert.deepEqual(await held(session), { a: entry('a') });
      await session.record([{ set: { ...entry('a'), pending: { operation: 'Delete' } } }]);
      assert.deepEqual(await held(session), { a: { ...entry('a'), pending: { operation: 'Delete' } } });
      await session.close();
    },
  },
  {
    title: 'the serial grows with every session that recorded something, and with no other',
    async check(trial) {
      const serials: number[] = [];
      for (const changes of [[{ set: entry('a') }], [], [{ forget: 'a' }], []]) {
        const session = await (await trial.store()).open(KEY);
        serials.push(session.header.serial);
        await session.record(changes);
        await session.close();
      }
      const [first = 0, second = 0, third = 0, fourth = 0] = serials;
      assert(second > first && third === second && fourth > third, `serials were ${serials.join(', ')}`);
    },
  },
  {
    title: 'protection is kept',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ protect: ['news', 'subs_*'] }]);
      await session.close();
      const next = await (await trial.store()).open(KEY);
      assert.deepEqual(next.header.protect, ['news', 'subs_*']);
      await next.close();
    },
  },
  {
    title: 'a second session is refused with snapshot_locked until the first is closed',
    async check(trial) {
      const store = await trial.store();
      const session = await store.open(KEY);
      await assert.rejects(async () => store.open(KEY), refusedWith('snapshot_locked'));
      await assert.rejects(async () => (await trial.store()).open(KEY), refusedWith('snapshot_locked'));
      await session.close();
      await (await store.open(KEY)).close();
    },
  },
  {
    title: "another owner's, import's or address's snapshot is never handed out",
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ set: entry('a') }]);
      await session.close();
      const others = [
        { ...KEY, owner: 'other' },
        { ...KEY, importId: '00000000-0000-4000-8000-000000000000' },
        { ...KEY, baseUrl: 'https://example.com' },
      ];
      for (const other of others) {
        const opened = await (await trial.store()).open(other).catch((error: unknown) => {
          refusedWith('snapshot_mismatch')(error);
          return undefined;
        });
        if (opened === undefined) continue;
        assert.deepEqual(await held(opened), {});
        await opened.close();
      }
      await afterwards(trial, [entry('a')]);
    },
  },
  {
    title: 'what was recorded before a process died is there for the next, whose serial is another',
    needs: 'die',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ set: entry('a') }]);
      await session.record([{ set: { code: 'b', pending: { operation: 'Create', fields: { name: 'B' } } } }]);
      await trial.die?.(session);
      const next = await (await trial.store()).open(KEY);
      assert(next.header.serial > session.header.serial, 'the serial did not grow');
      await next.close();
      await afterwards(trial, [entry('a'), { code: 'b', pending: { operation: 'Create', fields: { name: 'B' } } }]);
    },
  },
  {
    title: 'a record that fails midway is recorded not at all, and what was there before stays',
    needs: 'failRecord',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ set: entry('a') }]);
      await trial.failRecord?.(session);
      await assert.rejects(() => session.record([{ forget: 'a' }, { set: entry('b') }]));
      await session.close().catch(() => undefined);
      await afterwards(trial, [entry('a')]);
    },
  },
  {
    title: 'a session whose lock was lost records nothing any more: snapshot_conflict, without changes too',
    needs: 'loseLock',
    async check(trial) {
      const session = await (await trial.store()).open(KEY);
      await session.record([{ set: entry('a') }]);
      await trial.loseLock?.(session);
      await assert.rejects(() => session.record([]), refusedWith('snapshot_conflict'));
      await assert.rejects(() => session.record([{ forget: 'a' }]), refusedWith('snapshot_conflict'));
      await session.close().catch(() => undefined);
    },
  },
];
