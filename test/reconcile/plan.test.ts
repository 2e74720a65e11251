import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../../connector/reconcile/plan.ts';
import { readPlan, writePlan } from '../../connector/reconcile/plan-file.ts';
import type { ReconcileRequest } from '../../connector/reconcile/request.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import { createWorld } from '../support/run.ts';
import { ListOwner, listOf, patches, row } from './owner.ts';

async function textOf(plan: Plan): Promise<string> {
  let text = '';
  await writePlan(plan, {
    write(part) {
      text += part;
    },
  });
  return text;
}

const read = (text: string) =>
  readPlan(
    (async function* () {
      yield text;
    })(),
  );

/** An owner of a, b and c, who now wants a changed, b kept, c gone and d new. */
async function changing(): Promise<ListOwner> {
  const owner = new ListOwner(createWorld());
  await owner.reconcile(listOf('a', 'b', 'c'));
  return owner;
}
const CHANGED = () => listOf(row('a', { cpm: 2 }), 'b', 'd');

describe('a plan', () => {
  it('P-7, R-14: says what would be done, by the planner that applies, and sends nothing', async () => {
    const owner = await changing();
    const before = owner.world.sandbox.applied.length;
    const { plan, changes, results } = await owner.plan(CHANGED());
    expect(changes).toEqual([
      {
        operation: 'Update',
        code: 'a',
        id: expect.any(String),
        before: { name: 'Name of a' },
        after: { name: 'Name of a', cpm: 2 },
        reason: 'list_changed',
        warnings: [],
      },
      { operation: 'Create', code: 'd', before: null, after: { name: 'Name of d' }, reason: 'new', warnings: [] },
      {
        operation: 'Delete',
        code: 'c',
        id: expect.any(String),
        before: { name: 'Name of c' },
        after: null,
        reason: 'unlisted',
        warnings: [],
      },
    ]);
    expect(results.map(({ segmentCode, outcome, operation }) => [segmentCode, outcome, operation])).toEqual([
      ['b', 'unchanged', null],
      ['a', 'updated', 'Update'],
      ['d', 'created', 'Create'],
    ]);
    expect(plan.header).toMatchObject({
      planId: expect.stringMatching(/^[0-9a-f]{4}-[0-9a-f]{4}$/),
      importId: owner.world.sandbox.importId.toLowerCase(),
      owner: 'default',
      counts: { create: 1, update: 1, delete: 1, unchanged: 1, failed: 0, withheld: 0, owned: 3 },
    });
    expect(owner.world.sandbox.applied).toHaveLength(before);
    const entries = await owner.entries();
    expect([...entries.keys()].sort()).toEqual(['a', 'b', 'c']);
  });

  it('O-1: exchanges and batches of one run are numbered on, and results and removals name theirs', async () => {
    const owner = await changing();
    const { plan } = await owner.plan(CHANGED());
    const told: RequestEvent[] = [];
    const { results, removals } = await owner.apply(plan, {}, { onRequest: (event) => void told.push(event) });
    const exchanges = told.flatMap((event) => (event.kind === 'request' ? [event] : []));
    expect(exchanges.map(({ number }) => number)).toEqual(exchanges.map((_, at) => at + 1));
    const sent = exchanges.filter(({ method }) => method === 'PATCH');
    expect(sent.map(({ batch }) => batch)).toEqual([1, 2]);
    expect(results.map(({ batch, requests }) => [batch, requests])).toEqual([
      [1, [sent[0]?.number]],
      [1, [sent[0]?.number]],
    ]);
    expect(removals).toHaveLength(1);
    expect(removals[0]).toMatchObject({ batch: 2, requests: expect.arrayContaining([sent[1]?.number]) });
  });

  it('R-15: what the list asks for and the import holds already is the base once the plan was applied', async () => {
    const owner = await changing();
    owner.world.sandbox.put([{ code: 'a', name: 'By hand' }]);
    const edited = () => listOf(row('a', { segment_name: 'By hand' }), 'b', 'c');
    const { plan, changes } = await owner.plan(edited());
    expect(changes).toEqual([]);
    const applied = await owner.apply(await read(await textOf(plan)));
    expect(patches(applied)).toBe(0);
    expect((await owner.entries()).get('a')?.owned?.base).toEqual({ name: 'By hand' });
    const last = await owner.reconcile(listOf('b', 'c'));
    expect(last.removals).toMatchObject([{ segmentCode: 'a', status: 'deleted' }]);
  });

  it.each(['run', 'plan'] as const)('R-17: counts what is owned in the same way, by itself or by a %s', async (way) => {
    const owner = new ListOwner(createWorld());
    const through = async (list: ReconcileRequest['list']) =>
      way === 'run' ? owner.reconcile(list) : owner.apply((await owner.plan(list)).plan);
    expect((await through(listOf('a', 'b', 'c'))).summary).toMatchObject({ owned: 3, uncertain: 0 });
    owner.world.sandbox.take(['a', 'b']);
    expect((await through(listOf('a', 'c', 'd'))).summary).toMatchObject({ owned: 3, drift: { deleted: 1 } });
    expect((await through(listOf('a', 'd'))).summary).toMatchObject({ owned: 2, removals: { deleted: 1 } });
  });

  it('R-17: a presumed segment that a plan deletes was none of the owned ones', async () => {
    const owner = new ListOwner(createWorld());
    owner.world.sandbox.inject({ on: { method: 'PATCH' }, nth: 1, do: { kind: 'reset', when: 'after' } });
    const first = await owner.reconcile(listOf('a', 'b'));
    expect(first.summary).toMatchObject({ owned: 0, uncertain: 2 });
    const { plan, changes } = await owner.plan(listOf('b'));
    expect(changes).toMatchObject([{ operation: 'Delete', code: 'a', warnings: ['ownership_uncertain'] }]);
    expect((await owner.apply(plan)).summary).toMatchObject({ owned: 0, uncertain: 1, removals: { deleted: 1 } });
  });

  it('R-15: applied, it does what it says, and then is used up', async () => {
    const owner = await changing();
    const { plan } = await owner.plan(CHANGED());
    const applied = await owner.apply(plan);
    expect(applied.summary).toMatchObject({
      status: 'completed',
      outcomes: { created: 1, updated: 1 },
      removals: { deleted: 1 },
      owned: 3,
    });
    expect(patches(applied)).toBe(2);
    const again = await owner.apply(plan);
    expect(again.thrown).toMatchObject({ code: 'plan_stale', message: expect.stringContaining('applied already') });
    expect((await owner.reconcile(CHANGED())).summary).toMatchObject({
      outcomes: { unchanged: 3 },
      removals: { candidates: 0 },
    });
  });

  it('R-14: written and read back it is the same, and a byte less or another is told', async () => {
    const owner = await changing();
    const { plan, changes } = await owner.plan(CHANGED());
    const text = await textOf(plan);
    const back = await read(text);
    expect(back.header).toEqual(plan.header);
    const again = [];
    for await (const change of back.changes()) again.push(change);
    expect(again).toEqual(changes);
    for (let cut = 1; cut < text.length; cut += 13)
      await expect(read(text.slice(0, -cut))).rejects.toMatchObject({ code: 'plan_stale' });
    await expect(read(text.replace('Name of c', 'Name of C'))).rejects.toMatchObject({ code: 'plan_stale' });
    await expect(read(text.replace('"number":1', '"number":2'))).rejects.toMatchObject({
      message: expect.stringContaining('form 2'),
    });
  });

  it.each<[what: string, change: (owner: ListOwner) => unknown, says: string]>([
    [
      'a planned segment was edited',
      ({ world }) => world.sandbox.put([{ code: 'a', name: 'By hand' }]),
      'a: was changed',
    ],
    [
      'a planned deletion was edited',
      ({ world }) => world.sandbox.put([{ code: 'c', name: 'By hand' }]),
      'c: was changed',
    ],
    ['a planned segment is gone', ({ world }) => world.sandbox.take(['a']), 'a: is not there any more'],
    ['a new one is there by now', ({ world }) => world.sandbox.put([{ code: 'd', name: 'D' }]), 'd: is there by now'],
    ['another run changed the snapshot', (owner) => owner.reconcile(listOf('a', 'b', 'c', 'e')), 'serial'],
    ['a day has passed', ({ world }) => world.clock.wait(24 * 60 * 60 * 1_000 + 1), '24 hours'],
  ])('N-9, R-15: is refused when %s; nothing is sent', async (_what, change, says) => {
    const owner = await changing();
    const { plan } = await owner.plan(CHANGED());
    await change(owner);
    const before = owner.world.sandbox.applied.length;
    const applied = await owner.apply(plan);
    expect(applied.thrown).toMatchObject({ code: 'plan_stale', message: expect.stringContaining(says) });
    expect(patches(applied)).toBe(0);
    expect(owner.world.sandbox.applied).toHaveLength(before);
  });

  it('N-9: is for one import and one owner', async () => {
    const owner = await changing();
    const { plan } = await owner.plan(CHANGED());
    const { sandbox } = owner.world;
    const elsewhere = { config: { importId: sandbox.inactiveImportId, apiKey: sandbox.keys.write } };
    expect((await owner.apply(plan, elsewhere)).thrown).toMatchObject({ message: expect.stringContaining('importId') });
    expect((await owner.apply(plan, { owner: 'other' })).thrown).toMatchObject({
      message: expect.stringContaining('owner'),
    });
  });

  it('R-15: what it does not name may have changed freely', async () => {
    const owner = await changing();
    const { plan } = await owner.plan(CHANGED());
    owner.world.sandbox.put([
      { code: 'b', name: 'By hand' },
      { code: 'x', name: 'X' },
    ]);
    expect((await owner.apply(plan)).summary).toMatchObject({ status: 'completed' });
    expect(owner.world.sandbox.segments().find(({ code }) => code === 'b')?.name).toBe('By hand');
  });

  it('N-1: a plan that deletes what is not ours is refused, whoever wrote it', async () => {
    const owner = await changing();
    owner.world.sandbox.put([{ code: 'theirs', name: 'Theirs' }]);
    const { plan } = await owner.plan(CHANGED());
    const theirs = owner.world.sandbox.segments().find(({ code }) => code === 'theirs');
    const forged: Plan = {
      ...plan,
      async *changes() {
        yield {
          operation: 'Delete',
          code: 'theirs',
          id: theirs?.id ?? '',
          before: { name: 'Theirs' },
          after: null,
          reason: 'unlisted',
          warnings: [],
        };
      },
    };
    expect((await owner.apply(forged)).thrown).toMatchObject({
      message: expect.stringContaining('theirs: is not this owner'),
    });
  });

  it('R-6, R-13: lists with a warning what a run by itself would withhold, and applying it does it', async () => {
    const owner = new ListOwner(createWorld());
    await owner.reconcile(listOf('a', 'edited', row('old', { segment_name: 'Sports' })));
    owner.world.sandbox.put([{ code: 'edited', name: 'By hand' }]);
    const list = () => listOf('a', row('new', { segment_name: 'Sports' }));
    const { plan, changes } = await owner.plan(list());
    expect(changes.map(({ operation, code, warnings }) => [operation, code, warnings])).toEqual([
      ['Create', 'new', ['code_change']],
      ['Delete', 'edited', ['edited_elsewhere']],
      ['Delete', 'old', ['code_change']],
    ]);
    expect((await owner.apply(plan)).summary).toMatchObject({
      status: 'completed',
      removals: { deleted: 2 },
      owned: 2,
    });
  });

  it('N-4, R-12, R-14: names what a guard took out of it', async () => {
    const owner = new ListOwner(createWorld());
    const codes = Array.from({ length: 12 }, (_, at) => `c${at}`);
    await owner.reconcile(listOf('keep', 'subs_1', ...codes), { protect: ['subs_*'] });
    const { plan, removals } = await owner.plan(listOf('keep'));
    expect(plan.header.counts).toMatchObject({ delete: 0, withheld: 13 });
    expect(plan.header.withheld[0]).toEqual({ code: 'subs_1', name: 'Name of subs_1', reason: 'protected' });
    expect(removals.filter(({ reason }) => reason === 'too_many_deletions')).toHaveLength(12);
    const approved = await owner.plan(listOf('keep'), { guard: { approveDeletions: 12 } });
    expect(approved.plan.header.counts).toMatchObject({ delete: 12, withheld: 1 });
  });

  it('N-11: holds fields of segments and nothing else, and the key nowhere', async () => {
    const owner = await changing();
    const { plan } = await owner.plan(listOf({ ...row('a', { cpm: 2 }), secret: 'an e-mail address' } as never));
    const text = await textOf(plan);
    const entries = JSON.stringify([...(await owner.entries())]);
    for (const kept of [text, entries]) {
      expect(kept).not.toContain('e-mail');
      expect(kept).not.toContain(owner.world.sandbox.keys.write);
    }
  });

  it('R-18: an import that cannot be read cannot be planned for', async () => {
    const owner = await changing();
    owner.world.sandbox.inject({ on: { kind: 'list' }, do: { kind: 'answer', status: 503 } } as never);
    await expect(owner.plan(CHANGED())).rejects.toMatchObject({ detail: { code: 'service_unavailable' } });
  });
});
