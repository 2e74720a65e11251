import { describe, expect, it } from '@jest/globals';
import { backedUpWrite } from '../../connector/reconcile/backed-up-write.ts';
import { planUndo } from '../../connector/reconcile/make-undo.ts';
import type { ChangeRow } from '../../spec/host/change-set.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { Segment } from '../../spec/host/segment.ts';
import { createWorld, type World } from '../support/run.ts';
import { ListOwner } from './owner.ts';

const row = (code: string, fields: Partial<ChangeRow> = {}): ChangeRow => ({
  rowId: `row of ${code}`,
  segment_code: code,
  segment_name: `Name of ${code}`,
  ...fields,
});

async function run(world: World, rows: readonly ChangeRow[], mode: 'add' | 'upsert' | 'mirror' | 'remove' = 'upsert') {
  const { sandbox, clock } = world;
  const backup = new Map<string, Segment>();
  const results: RowResult[] = [];
  const events: RequestEvent[] = [];
  const before = sandbox.requests.length;
  let sentBeforeListed = 0;
  const summary = await backedUpWrite(
    {
      config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
      mode,
      changeSets: [{ rows }],
      delivery: { baseUrl: sandbox.inProcessBaseUrl },
    },
    {
      fetch: sandbox.fetch,
      onRowResult: (result) => void results.push(result),
      onListing: (segments) => {
        for (const segment of segments) backup.set(segment.code, segment);
      },
      onListed: () => {
        sentBeforeListed = sandbox.requests.slice(before).filter(({ kind }) => kind === 'batch').length;
      },
      onRequest: (event) => void events.push(event),
    },
    { clock },
  );
  const requests = sandbox.requests.slice(before);
  return { summary, results, backup, requests, events, sentBeforeListed };
}

describe('write() with a backup', () => {
  it('R-20: lists first, sends only differences, and its results name the id and the fields that are there now', async () => {
    const world = createWorld();
    const { sandbox } = world;
    sandbox.put([
      { code: 'same', name: 'Name of same' },
      { code: 'edited', name: 'Old', description: 'Stays' },
    ]);
    const { summary, results, backup, requests, sentBeforeListed } = await run(world, [
      row('same'),
      row('edited'),
      row('new', { cpm: 2 }),
    ]);
    const ids = new Map(sandbox.segments().map(({ code, id }) => [code, id]));
    expect([...backup.keys()]).toEqual(['same', 'edited']);
    expect(sentBeforeListed).toBe(0);
    expect(requests.map(({ kind }) => kind)).toEqual(['list', 'batch']);
    expect(results.map(({ segmentCode, outcome, segment }) => [segmentCode, outcome, segment])).toEqual([
      ['same', 'unchanged', undefined],
      ['edited', 'updated', { id: ids.get('edited'), after: { name: 'Name of edited', description: 'Stays' } }],
      ['new', 'created', { id: ids.get('new'), after: expect.objectContaining({ name: 'Name of new', cpm: 2 }) }],
    ]);
    expect(summary.requests).toEqual({ sent: requests.length, retried: 0 });
  });

  it('O-1, R-20: its exchanges are numbered as one run, and results name them', async () => {
    const { events, results } = await run(createWorld({ pageSize: 1 }), [row('a'), row('b')]);
    const numbers = events.flatMap((event) => (event.kind === 'request' ? [event.number] : []));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
    expect(results[0]?.requests).toEqual([numbers.at(-1)]);
  });

  it.each(['missing', 'empty', 'without_deleted'] as const)(
    'R-20: where an answer lists nothing (%s), what was read back is told, or what was asked for',
    async (items) => {
      const { results } = await run(createWorld({ items }), [row('a', { cpm: 1 })]);
      expect(results[0]?.segment?.after).toMatchObject({ name: 'Name of a', cpm: 1 });
    },
  );

  it('R-20: such a run is taken back without a snapshot, but for what was touched since', async () => {
    const world = createWorld();
    const { sandbox, clock } = world;
    sandbox.put([
      { code: 'edited', name: 'Old' },
      { code: 'gone', name: 'Gone', cpm: 3 },
    ]);
    const ran = await run(
      world,
      [
        row('edited', { change: 'changed' }),
        row('gone', { change: 'removed' }),
        row('new', { change: 'added' }),
        row('touched', { change: 'added' }),
      ],
      'mirror',
    );
    sandbox.put([{ code: 'touched', name: 'By hand' }]);
    const owner = new ListOwner(world);
    const done = ran.results.flatMap(({ segmentCode, outcome, segment }) =>
      segmentCode !== null && outcome !== null && outcome !== 'unchanged'
        ? [
            {
              code: segmentCode,
              did: outcome,
              ...(segment?.id && { id: segment.id }),
              ...(segment?.after && { after: segment.after }),
            },
          ]
        : [],
    );
    const { plan, newIds } = await planUndo(
      { ...owner.settings, backup: ran.backup, done },
      { fetch: sandbox.fetch },
      { clock },
    );
    expect(newIds).toEqual(['gone']);
    expect(plan.header.withheld).toMatchObject([{ code: 'touched', reason: 'edited_elsewhere' }]);
    const { summary } = await owner.apply(plan);
    expect(summary?.status).toBe('completed');
    expect(
      sandbox
        .segments()
        .map(({ code, name, cpm }) => [code, name, cpm])
        .sort(),
    ).toEqual([
      ['edited', 'Old', undefined],
      ['gone', 'Gone', 3],
      ['touched', 'By hand', undefined],
    ]);
  });

  it('R-18, R-20: an import that cannot be listed gets nothing, and no backup is called whole', async () => {
    const world = createWorld();
    world.sandbox.inject({ on: { kind: 'list' }, every: 1, do: { kind: 'answer', status: 500 } });
    await expect(run(world, [row('a')])).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(world.sandbox.requests.filter(({ kind }) => kind === 'batch')).toEqual([]);
  });

  it('T-10: a request that is not valid is refused before anything is listed', async () => {
    const world = createWorld();
    await expect(run(world, [], 'everything' as 'add')).rejects.toMatchObject({ code: 'invalid_mode' });
    expect(world.sandbox.requests).toEqual([]);
  });
});
