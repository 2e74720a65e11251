import { describe, expect, it } from '@jest/globals';
import { ListedCodes } from '../../../connector/hosts/airbyte/listed-codes.ts';
import { createWorld, type World } from '../../support/run.ts';
import { airbyte, complete, type StreamOptions, segment, stream, streamState } from './engine.ts';

const WHOLE: StreamOptions = { mode: 'append', syncMode: 'full_refresh', generation: [3, 3] };
const DELETE = { deleteMissing: { mode: 'prefix', codePrefix: 'crm_' } };

const codesOf = ({ sandbox }: World) =>
  sandbox
    .segments()
    .map(({ code }) => code)
    .sort();

/** An import with three segments of this connection and one of somebody else's. */
function worldWith(...codes: string[]): World {
  const world = createWorld();
  world.sandbox.put([...codes, 'crm_a', 'crm_b', 'crm_c', 'other'].map((code) => ({ code, name: `Name of ${code}` })));
  return world;
}

const sync = (world: World, streams: StreamOptions[], input: string[], settings: object = DELETE, attempt = '0') =>
  airbyte(world, {
    catalog: { streams: streams.map(stream) },
    settings: { ...settings },
    input,
    env: { WORKER_JOB_ATTEMPT: attempt },
  });

describe('a full list', () => {
  it('A-23: deletes own segments that it does not name, last, and no others', async () => {
    const world = worldWith();
    const { code, states, logs } = await sync(
      world,
      [WHOLE],
      [segment('crm_a'), segment('crm_new'), streamState(1), complete()],
    );
    expect([code, states.length]).toEqual([0, 1]);
    expect(codesOf(world)).toEqual(['crm_a', 'crm_new', 'other']);
    expect(logs('INFO')).toContain('Segments deleted because no list names them any more: 2.');
    const changes = world.sandbox.applied.map(({ operation }) => operation);
    expect(changes.indexOf('Delete')).toBeGreaterThan(changes.lastIndexOf('Create'));
  });

  it.each<[string, StreamOptions[], string[], string]>([
    ['is not asked to replace', [{ ...WHOLE, generation: [3, 0] }], [segment('crm_a'), complete()], '0'],
    ['is empty', [WHOLE], [complete()], '0'],
    ['has a rejected record', [WHOLE], [segment('crm_a'), segment('not a code'), complete()], '0'],
    ['was resumed', [{ ...WHOLE, resumable: true }], [segment('crm_a'), complete()], '1'],
    [
      'is an incremental truncate that was resumed',
      [{ ...WHOLE, syncMode: 'incremental' }],
      [segment('crm_a'), complete()],
      '1',
    ],
    [
      'is not the only stream',
      [WHOLE, { name: 'more', generation: [1, 0] }],
      [segment('crm_a'), complete(), complete('more')],
      '0',
    ],
  ])('A-23: deletes nothing when it %s, and says why', async (_what, streams, input, attempt) => {
    const world = worldWith();
    const { code, logs } = await sync(world, streams, input, DELETE, attempt);
    expect(code).toBe(0);
    expect(codesOf(world)).toEqual(expect.arrayContaining(['crm_a', 'crm_b', 'crm_c', 'other']));
    expect(logs('INFO').filter((line) => /nothing is deleted|No missing segments are deleted/.test(line))).toHaveLength(
      1,
    );
  });

  it.each<[StreamOptions, string]>([
    [{ ...WHOLE, resumable: true }, '0'],
    [WHOLE, '2'],
    [{ ...WHOLE, syncMode: 'incremental', resumable: true }, '0'],
  ])('A-23: %j in attempt %s is whole', async (options, attempt) => {
    const world = worldWith();
    await sync(world, [options], [segment('crm_a'), complete()], DELETE, attempt);
    expect(codesOf(world)).toEqual(['crm_a', 'other']);
  });

  it('A-23: that did not end deletes nothing', async () => {
    const world = worldWith();
    const { trace } = await sync(world, [WHOLE], [segment('crm_a')]);
    expect(trace?.failure_type).toBe('transient_error');
    expect(codesOf(world)).toHaveLength(4);
  });

  it('A-23: more deletions than both limits allow are all withheld, and the numbers told', async () => {
    const world = worldWith(...Array.from({ length: 20 }, (_, at) => `crm_${at}`));
    const { code, trace, states } = await sync(world, [WHOLE], [segment('crm_a'), streamState(1), complete()]);
    expect([code, trace?.failure_type, states.length]).toEqual([1, 'config_error', 1]);
    expect(trace?.message).toContain('22 of 23 segments');
    expect(codesOf(world)).toHaveLength(24);
  });

  it('A-23: one limit that holds is enough', async () => {
    const many = Array.from({ length: 20 }, (_, at) => `crm_${at}`);
    for (const limits of [{ maxDeletions: 22 }, { maxDeletionShare: 1 }]) {
      const world = worldWith(...many);
      const settings = { deleteMissing: { ...DELETE.deleteMissing, ...limits } };
      await sync(world, [WHOLE], [segment('crm_a'), complete()], settings);
      expect(codesOf(world)).toEqual(['crm_a', 'other']);
    }
  });

  it('A-23: without generation ids it is refused at the start, naming what to set', async () => {
    const world = worldWith();
    const { trace } = await sync(world, [{ mode: 'overwrite' }], [segment('crm_a')]);
    expect(trace).toMatchObject({
      failure_type: 'config_error',
      message: expect.stringContaining('supports_refreshes'),
    });
    expect(world.sandbox.requests).toEqual([]);
  });

  it('A-23: when deleting is off, a list that would replace is worth one warning', async () => {
    const world = worldWith();
    const { logs } = await sync(
      world,
      [WHOLE, { ...WHOLE, name: 'b' }],
      [segment('crm_a'), complete(), complete('b')],
      {},
    );
    expect(logs('WARN')).toEqual([expect.stringContaining('segments that are no longer listed stay')]);
    expect(codesOf(world)).toHaveLength(4);
  });

  it('A-23: a listing that cannot be had deletes nothing and is tried again', async () => {
    const world = worldWith();
    world.sandbox.change({ listing: 'short' });
    const { trace } = await sync(world, [WHOLE], [segment('crm_a'), complete()]);
    expect(trace?.failure_type).toBe('transient_error');
    expect(codesOf(world)).toHaveLength(4);
  });

  it('A-24: a clear deletes nothing and says how to', async () => {
    const world = worldWith();
    const { code, logs } = await sync(world, [WHOLE], [complete()], {});
    expect(code).toBe(0);
    expect(logs('INFO').some((line) => line.includes('a clear or reset'))).toBe(true);
    expect(codesOf(world)).toHaveLength(4);
  });
});

describe('the codes of a list', () => {
  it('A-23: are told from others over many blocks, in 8 bytes each', () => {
    const listed = new ListedCodes();
    for (let at = 0; at < 200_000; at += 1) listed.add(`code_${at}`);
    for (let at = 0; at < 200_000; at += 1_000) expect(listed.has(`code_${at}`)).toBe(true);
    let mistaken = 0;
    for (let at = 0; at < 200_000; at += 1) if (listed.has(`other_${at}`)) mistaken += 1;
    expect(mistaken).toBe(0);
  });

  it('A-23: are the same in every spelling that Permutive may take for one code', () => {
    const listed = new ListedCodes();
    listed.add('Café');
    expect([listed.has('CAFE\u0301'), listed.has('cafe')]).toEqual([true, false]);
  });
});
