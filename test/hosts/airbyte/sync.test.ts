import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createWorld } from '../../support/run.ts';
import { airbyte, complete, globalState, record, segment, stream, streamState } from './engine.ts';

const codesOf = (world: ReturnType<typeof createWorld>) =>
  world.sandbox
    .segments()
    .map(({ code }) => code)
    .sort();
const batches = ({ sandbox }: ReturnType<typeof createWorld>) =>
  sandbox.requests.filter(({ kind }) => kind === 'batch').length;

describe('a sync', () => {
  it('A-14, A-15: gives each state back once its records are delivered, with their number, and ends with 0', async () => {
    const world = createWorld();
    const { code, states, said } = await airbyte(world, {
      input: [streamState(1), segment('a'), segment('b'), streamState(2), segment('c'), streamState(3)],
    });
    expect(code).toBe(0);
    expect(states).toEqual([
      { id: 1, accepted: 0, rejected: 0 },
      { id: 2, accepted: 2, rejected: 0 },
      { id: 3, accepted: 1, rejected: 0 },
    ]);
    expect(codesOf(world)).toEqual(['a', 'b', 'c']);
    expect(new Set(said.map(({ type }) => type))).toEqual(new Set(['LOG', 'STATE']));
  });

  it('A-14: a GLOBAL state waits for all streams, and counts their records', async () => {
    const world = createWorld();
    const { states } = await airbyte(world, {
      catalog: { streams: [stream(), stream({ name: 'other' })] },
      input: [segment('a'), segment('b', {}, 'other'), globalState(1), segment('c'), globalState(2)],
    });
    expect(states).toEqual([
      { id: 1, accepted: 2, rejected: 0 },
      { id: 2, accepted: 1, rejected: 0 },
    ]);
  });

  it('A-11: of two records of one segment the later wins, in one batch as in two', async () => {
    const world = createWorld();
    const gone = { _ab_cdc_deleted_at: '2030-01-01' };
    const { states } = await airbyte(world, {
      input: [
        segment('made_then_gone'),
        segment('made_then_gone', gone),
        segment('gone_then_made', gone),
        segment('gone_then_made'),
        segment('renamed'),
        segment('renamed', { segment_name: 'New' }),
        streamState(1),
      ],
    });
    expect(codesOf(world)).toEqual(['gone_then_made', 'renamed']);
    expect(world.sandbox.segments().find(({ code }) => code === 'renamed')?.name).toBe('New');
    expect(states).toEqual([{ id: 1, accepted: 6, rejected: 0 }]);
  });

  it('A-11: many records of few codes cost no request each', async () => {
    const world = createWorld();
    const { states } = await airbyte(world, {
      input: [
        ...Array.from({ length: 5_000 }, (_, at) => segment(`c${at % 10}`, { segment_name: `Version ${at}` })),
        streamState(1),
      ],
    });
    expect(batches(world)).toBeLessThanOrEqual(2);
    expect(states).toEqual([{ id: 1, accepted: 5_000, rejected: 0 }]);
    expect(
      world.sandbox
        .segments()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Array.from({ length: 10 }, (_, at) => `Version ${4_990 + at}`));
  });

  it('A-25: states cost no request: 24,000 records with 12 states are 5', async () => {
    const world = createWorld();
    const input = Array.from({ length: 24_000 }, (_, at) =>
      at % 2_000 === 1_999 ? [segment(`c${at}`), streamState((at + 1) / 2_000)] : [segment(`c${at}`)],
    ).flat();
    const { states } = await airbyte(world, { input });
    expect(batches(world)).toBe(5);
    expect(states).toEqual(Array.from({ length: 12 }, (_, at) => ({ id: at + 1, accepted: 2_000, rejected: 0 })));
  });

  it('A-16, A-17: a rejected record is told with its values before its state goes back, and holds nothing up', async () => {
    const world = createWorld();
    const { code, states, said, logs } = await airbyte(world, {
      input: [segment('a'), segment('not a code', { owner: 'crm' }), record({ segment_name: null }), streamState(1)],
    });
    expect(code).toBe(0);
    expect(states).toEqual([{ id: 1, accepted: 1, rejected: 2 }]);
    const told = logs('WARN').filter((message) => message.startsWith('Rejected:'));
    expect(told).toEqual([
      expect.stringMatching(/record 2 of stream "segments": invalid_segment_code: .*"owner":"crm"/),
      expect.stringMatching(/record 3 of stream "segments": missing_segment_code: /),
    ]);
    const types = said.map(({ type, log }) => (log?.message.startsWith('Rejected:') ? 'REJECTED' : type));
    expect(types.lastIndexOf('REJECTED')).toBeLessThan(types.indexOf('STATE'));
    expect(codesOf(world)).toEqual(['a']);
  });

  it('A-9: a record without a segment never becomes a segment named like its stream', async () => {
    const world = createWorld();
    const { states } = await airbyte(world, {
      input: [record({}), record({ segment_code: '', x: 1 }), streamState(1)],
    });
    expect(states).toEqual([{ id: 1, accepted: 0, rejected: 2 }]);
    expect(codesOf(world)).toEqual([]);
  });

  it('A-17: at most 100 lines a stream and error code, then one count; no line over 2 KiB of the record', async () => {
    const world = createWorld();
    const { logs } = await airbyte(world, {
      input: Array.from({ length: 250 }, (_, at) => segment(`not a code ${at}`, { long: 'ž'.repeat(5_000) })),
    });
    const told = logs('WARN').filter((message) => message.startsWith('Rejected: record'));
    expect(told).toHaveLength(100);
    for (const line of told)
      expect(Buffer.byteLength(line.slice(line.indexOf('The record: ') + 12))).toBeLessThanOrEqual(2_048);
    expect(logs('WARN').at(-1)).toMatch(/250 records of stream "segments" in all with invalid_segment_code/);
  });

  it('A-17: with onRejected "fail" a rejected record blocks its stream, and the settings decide', async () => {
    const world = createWorld();
    const { code, states, trace } = await airbyte(world, {
      settings: { onRejected: 'fail' },
      input: [segment('a'), streamState(1), segment('not a code'), streamState(2)],
    });
    expect(code).toBe(1);
    expect(states).toEqual([{ id: 1, accepted: 1, rejected: 0 }]);
    expect(trace).toMatchObject({ failure_type: 'config_error', internal_message: 'invalid_segment_code' });
  });

  it('A-18: what could not be delivered blocks its stream, others go on, and all is delivered that can be', async () => {
    const world = createWorld();
    world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'answer', status: 503 } });
    const { code, states, trace, said } = await airbyte(world, {
      catalog: { streams: [stream(), stream({ name: 'idle' })] },
      input: [streamState(1, 'idle'), segment('a'), streamState(2), streamState(3, 'idle')],
    });
    expect(code).toBe(1);
    expect(states.map(({ id }) => id)).toEqual([1, 3]);
    expect(trace).toMatchObject({
      failure_type: 'transient_error',
      internal_message: 'service_unavailable',
      stream_descriptor: { name: 'segments' },
    });
    expect(said.at(-1)?.type).toBe('TRACE');
  });

  it.each([
    ['0', [], 'transient_error'],
    ['1', [{ id: 1, accepted: 1, rejected: 1 }], undefined],
    [undefined, [{ id: 1, accepted: 1, rejected: 1 }], undefined],
  ] as const)(
    'A-16, A-18: a record that Permutive fails on is tried once more before it is rejected, where attempts are counted (attempt %s)',
    async (attempt, states, failure) => {
      const world = createWorld({ crashes: (op) => op.operation === 'Create' && op.data.code === 'poison' });
      const run = await airbyte(world, {
        input: [segment('a'), segment('poison'), streamState(1)],
        ...(attempt !== undefined && { env: { WORKER_JOB_ATTEMPT: attempt } }),
      });
      expect(run.states).toEqual(states);
      expect([run.code, run.trace?.failure_type]).toEqual([failure === undefined ? 0 : 1, failure]);
      expect(world.sandbox.segments().map(({ code }) => code)).toEqual(['a']);
    },
  );

  it('A-19: a wrong key ends it at once as a matter of settings, however much input is left', async () => {
    const world = createWorld();
    let read = 0;
    function* endless() {
      for (; read < 1_000_000; read += 1) yield segment(`c${read}`);
    }
    const { code, states, trace } = await airbyte(world, {
      settings: { apiKey: world.sandbox.keys.public },
      input: endless(),
    });
    expect(code).toBe(1);
    expect(states).toEqual([]);
    expect(trace).toMatchObject({ failure_type: 'config_error', internal_message: 'authentication_failed' });
    expect(read).toBeLessThan(100_000);
  });

  it('A-4: settings that are wrong are a matter of settings, and nothing is sent', async () => {
    const world = createWorld();
    for (const settings of [
      { apiKey: 'x' },
      { flushSeconds: 0 },
      { deleteMissing: { mode: 'prefix' } },
      { onRejected: 1 },
    ]) {
      const { code, trace } = await airbyte(world, { settings, input: [segment('a')] });
      expect([code, trace?.failure_type, trace?.internal_message]).toEqual([1, 'config_error', 'invalid_config']);
    }
    expect(world.sandbox.requests).toEqual([]);
  });

  it('A-12: a code beyond 2^53 arrives digit by digit', async () => {
    const world = createWorld();
    const line =
      '{"type":"RECORD","record":{"stream":"segments","emitted_at":1,"data":{"segment_code":9223372036854775807,"segment_name":"Big"}}}';
    await airbyte(world, { input: [line] });
    expect(codesOf(world)).toEqual(['9223372036854775807']);
  });

  it('A-13: lines that are no messages are told, ten of them, then counted, and passed over', async () => {
    const world = createWorld();
    const { code, logs, states } = await airbyte(world, {
      input: [...Array.from({ length: 30 }, () => 'noise'), segment('a'), streamState(1)],
    });
    expect([code, states.length]).toEqual([0, 1]);
    const told = logs('WARN').filter((message) => message.includes('of the input'));
    expect(told).toHaveLength(11);
    expect(told.at(-1)).toContain('30 lines');
  });

  it.each([
    ['a record of an unknown stream', segment('b', {}, 'other'), 'config_error'],
    ['a state of an unknown stream', streamState(2, 'other'), 'config_error'],
    ['a state of the old form', '{"type":"STATE","state":{"data":{},"id":2}}', 'system_error'],
  ])('A-13: %s ends the sync, once what came before is delivered', async (_what, line, type) => {
    const world = createWorld();
    const { code, trace, states } = await airbyte(world, {
      input: [segment('a'), streamState(1), line, segment('later'), streamState(3)],
    });
    expect([code, trace?.failure_type, states.map(({ id }) => id)]).toEqual([1, type, [1]]);
    expect(codesOf(world)).toEqual(['a']);
  });

  it('A-8: streams that only add leave what is there, beside streams that bring about', async () => {
    const world = createWorld();
    world.sandbox.put([
      { code: 'there', name: 'Kept' },
      { code: 'gone', name: 'To go' },
    ]);
    const { states, code } = await airbyte(world, {
      catalog: {
        streams: [
          stream({ name: 'adds', mode: 'append', object: 'segment' }),
          stream({ name: 'removes', mode: 'soft_delete', object: 'segment' }),
          stream(),
        ],
      },
      input: [
        segment('there', {}, 'adds'),
        segment('new', {}, 'adds'),
        segment('gone', {}, 'removes'),
        segment('up'),
        streamState(1, 'adds'),
        streamState(2, 'removes'),
        streamState(3),
      ],
    });
    expect(code).toBe(0);
    expect([...states].sort((a, b) => a.id - b.id)).toEqual([
      { id: 1, accepted: 1, rejected: 1 },
      { id: 2, accepted: 1, rejected: 0 },
      { id: 3, accepted: 1, rejected: 0 },
    ]);
    expect(codesOf(world)).toEqual(['new', 'there', 'up']);
    expect(world.sandbox.segments().find(({ code: found }) => found === 'there')?.name).toBe('Kept');
  });

  it('A-20: a silent source: what waits is sent after flushSeconds, and its state goes back then', async () => {
    const world = createWorld();
    const { clock } = world;
    let acknowledgedAt: number | undefined;
    const startedAt = clock.now();
    const { states } = await airbyte(world, {
      settings: { flushSeconds: 60 },
      onOutput: (output) => {
        if (output.includes('"STATE"')) acknowledgedAt ??= clock.now();
      },
      input: (async function* () {
        yield segment('a');
        yield streamState(1);
        await clock.wait(600_000);
      })(),
    });
    expect(states).toHaveLength(1);
    expect((acknowledgedAt ?? 0) - startedAt).toBeLessThan(61_000);
  });

  it('A-20: Retry-After up to ten minutes is waited for, and told', async () => {
    const world = createWorld();
    world.sandbox.inject({
      on: { kind: 'batch' },
      nth: 1,
      do: { kind: 'answer', status: 429, headers: { 'retry-after': '600' } },
    });
    const { code, logs } = await airbyte(world, { input: [segment('a'), streamState(1)] });
    expect(code).toBe(0);
    expect(logs('INFO').filter((message) => /Waiting/.test(message))).not.toEqual([]);
  });

  it('A-21: without COMPLETE an engine that counts generations is told to try again; all that came is delivered', async () => {
    const world = createWorld();
    const catalog = { streams: [stream({ generation: [1, 0] }), stream({ name: 'other', generation: [1, 0] })] };
    const input = [segment('a'), streamState(1), complete()];
    const died = await airbyte(world, { catalog, input });
    expect([died.code, died.states.length, died.trace?.failure_type]).toEqual([1, 1, 'transient_error']);
    expect(died.trace?.message).toContain('stream "other"');
    const done = await airbyte(world, { catalog, input: [...input, complete('other')] });
    expect(done.code).toBe(0);
  });

  it('A-21: with null ids the end of the input is the end', async () => {
    expect(await airbyte(createWorld(), { input: [segment('a')] })).toMatchObject({ code: 0 });
  });

  it('A-22: SIGTERM ends it with 143: nothing more is read or acknowledged', async () => {
    const world = createWorld();
    const cancel = new AbortController();
    world.sandbox.inject({ on: { kind: 'batch' }, nth: 1, do: { kind: 'call', run: () => cancel.abort() } });
    const { code, trace } = await airbyte(world, {
      signal: cancel.signal,
      input: (function* () {
        for (let at = 0; ; at += 1) yield segment(`c${at}`);
      })(),
    });
    expect([code, trace]).toEqual([143, undefined]);
  });

  it.each(['SIGTERM', 'a closed stdout'])(
    'A-22: %s ends it within 8 s though Permutive does not answer',
    async (by) => {
      const world = createWorld();
      const cancel = new AbortController();
      const stdout = new PassThrough();
      let toldAt = 0;
      world.sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'stall', when: 'headers' } });
      const { code } = await airbyte(world, {
        signal: cancel.signal,
        stdout,
        fetch: (input, init) => {
          if (init?.method === 'PATCH' && toldAt === 0) {
            void world.clock.wait(1_000).then(() => {
              toldAt = world.clock.now();
              if (by === 'SIGTERM') cancel.abort();
              else stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
            });
          }
          return world.sandbox.fetch(input, init);
        },
        input: (function* () {
          for (let at = 0; ; at += 1) yield segment(`c${at}`);
        })(),
      });
      expect(code).toBe(by === 'SIGTERM' ? 143 : 1);
      expect(world.clock.now() - toldAt).toBeLessThanOrEqual(8_000);
      expect(world.sandbox.applied).toEqual([]);
    },
  );

  it('A-25: while Permutive does not answer, reading stops', async () => {
    const world = createWorld();
    let sent = 0;
    let heldBack: number | undefined;
    /** Answers its first batch once nothing more has been read for a while. */
    const slow: typeof fetch = async (input, init) => {
      if (heldBack === undefined) {
        const release = world.clock.hold();
        for (let quiet = 0, before = -1; quiet < 100; quiet = sent === before ? quiet + 1 : 0) {
          before = sent;
          await new Promise((resolve) => setImmediate(resolve));
        }
        heldBack = sent;
        release();
      }
      return world.sandbox.fetch(input, init);
    };
    const { code } = await airbyte(world, {
      fetch: slow,
      input: (function* () {
        for (; sent < 40_000; sent += 1) yield segment(`c${sent}`);
      })(),
    });
    expect(code).toBe(0);
    expect(heldBack).toBeGreaterThan(5_000);
    expect(heldBack).toBeLessThanOrEqual(20_000);
  });

  it('X-1: the key is in nothing that is said, wherever it came from', async () => {
    const world = createWorld();
    const key = world.sandbox.keys.write;
    world.sandbox.inject({
      on: { kind: 'batch' },
      nth: 1,
      do: { kind: 'answer', status: 400, body: `Invalid value for: body (${key})` },
    });
    const { stdout } = await airbyte(world, {
      input: [
        segment(`bad code ${key}`, { note: key.toUpperCase() }),
        segment('a', { segment_name: key }),
        // The key just where the record is cut.
        ...Array.from({ length: 60 }, (_, at) => segment('no code', { long: 'x'.repeat(1_950 + at), key })),
      ],
    });
    expect(stdout.toLowerCase()).not.toContain(key.slice(0, 20));
    expect(stdout).toContain('[redacted]');
  });
});
