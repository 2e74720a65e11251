import { afterEach, describe, expect, it } from '@jest/globals';
import { check } from '../../connector/check.ts';
import type { CheckStep } from '../../spec/host/check-result.ts';
import { recorded } from '../support/exchange-log.ts';
import { createWorld, type World } from '../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

async function checked(config: (world: World) => unknown, prepare: (world: World) => void = () => {}) {
  world = createWorld();
  prepare(world);
  const { fetch, exchanges } = recorded(world.sandbox.fetch, world.clock);
  const steps: CheckStep[] = [];
  const startedAt = world.clock.now();
  const result = await check(
    { config: config(world), delivery: { baseUrl: world.sandbox.inProcessBaseUrl } },
    { fetch, onStep: (step) => steps.push(step) },
    world.clock,
  );
  expect(steps).toEqual(result.steps);
  expect(world.sandbox.applied).toEqual([]);
  return {
    result,
    exchanges,
    tookMs: world.clock.now() - startedAt,
    told: result.steps.map(({ status }) => status).join(' '),
  };
}

const withKey =
  (key: keyof World['sandbox']['keys']) =>
  ({ sandbox }: World) => ({ importId: sandbox.importId, apiKey: sandbox.keys[key] });

describe('check()', () => {
  it('C-2: passes for a key that may write', async () => {
    const { result, told, exchanges } = await checked(withKey('write'));
    expect(told).toBe('passed passed passed passed');
    expect(result).toMatchObject({
      status: 'succeeded',
      fieldErrors: [],
      import: { id: world.sandbox.importId, state: 'active' },
    });
    expect(exchanges.map(({ method, body }) => `${method} ${body}`)).toEqual(['GET ', 'PATCH {"operations":[]}']);
  });

  it('C-2: tells a read-only key before the first sync', async () => {
    const { result, told } = await checked(withKey('readOnly'));
    expect(told).toBe('passed passed passed failed');
    expect(result.steps[3]?.error).toMatchObject({ code: 'insufficient_permissions' });
    expect(result.message).toContain('Permutive Technical Services');
  });

  it.each(['public', 'unknown'] as const)(
    'C-2: a key that is %s fails authentication, with the advice to use a private one',
    async (key) => {
      const { result, told } = await checked(withKey(key));
      expect(told).toBe('passed failed skipped skipped');
      expect(result.steps[1]?.error).toMatchObject({ code: 'authentication_failed', httpStatus: 401 });
      expect(result.message).toContain('private API key');
    },
  );

  it('C-2: an import that is not there fails the import step', async () => {
    const { result, told } = await checked(({ sandbox }) => ({
      importId: '00000000-0000-4000-8000-000000000000',
      apiKey: sandbox.keys.write,
    }));
    expect(told).toBe('passed passed failed skipped');
    expect(result.message).toContain('Audience Platform > Imports');
  });

  it('C-2: an import whose source is not active is a warning that names its state', async () => {
    const { result, told } = await checked(({ sandbox }) => ({
      importId: sandbox.inactiveImportId,
      apiKey: sandbox.keys.write,
    }));
    expect(told).toBe('passed passed warning passed');
    expect(result.status).toBe('succeeded');
    expect(result.message).toContain('creating');
  });

  it.each([
    [{}, ['importId', 'apiKey']],
    [{ importId: 'not-a-uuid', apiKey: 'nor-this' }, ['importId', 'apiKey']],
    [
      { importId: '"32f8e031-c532-41bb-b25e-65bdb677a96f"', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e' },
      ['importId'],
    ],
    [
      { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e', more: 1 },
      ['more'],
    ],
    [null, ['settings']],
    ['x', ['settings']],
  ])('C-2: settings %j give one field error a wrong field, and nothing is sent', async (config, fields) => {
    const { result, told, exchanges } = await checked(() => config);
    expect(told).toBe('failed skipped skipped skipped');
    expect(result.fieldErrors.map(({ field }) => field)).toEqual(fields);
    expect(exchanges).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('nor-this');
  });

  it('C-1: a host without types may give null for what it does not have', async () => {
    const { sandbox, clock } = createWorld();
    const unused = null as unknown as Parameters<typeof check>[1]; // Wrong on purpose, as an untyped host could be.
    const config = { importId: sandbox.importId, apiKey: sandbox.keys.write };
    const delivery = { baseUrl: 'http://127.0.0.1:1', maxAttempts: 1 };
    const { message } = await check({ config, delivery }, unused, clock);
    expect(message).toContain('could not be reached');
  });

  it.each([200, 400])('C-2: a %i to the empty batch passes, worded as what was observed', async (status) => {
    const { told } = await checked(withKey('write'), ({ sandbox }) =>
      sandbox.inject({
        on: { kind: 'batch' },
        always: true,
        do: { kind: 'answer', status, body: status === 200 ? '{"items":[]}' : 'Invalid value for: body' },
      }),
    );
    expect(told).toBe('passed passed passed passed');
  });

  it.each([404, 409, 500, 302, 418])('C-2: a %i to the empty batch is a warning', async (status) => {
    const { told } = await checked(withKey('write'), ({ sandbox }) =>
      sandbox.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'answer', status } }),
    );
    expect(told).toBe('passed passed passed warning');
  });

  it('C-3: transient failures are retried', async () => {
    const { told } = await checked(withKey('write'), ({ sandbox }) =>
      sandbox.inject({ nth: [1, 3], do: { kind: 'answer', status: 503 } }),
    );
    expect(told).toBe('passed passed passed passed');
  });

  it.each([
    ['stalls', { kind: 'stall', when: 'headers' }],
    ['trickles', { kind: 'trickle', bytesPerTick: 1, tickMs: 5_000 }],
    ['asks to wait for ever', { kind: 'answer', status: 429, headers: { 'retry-after': '100000' } }],
    ['resets every connection', { kind: 'reset', when: 'before' }],
  ] as const)('C-1, C-3: a server that %s is answered within 30 s', async (_, mishap) => {
    const { result, tookMs } = await checked(withKey('write'), ({ sandbox }) =>
      sandbox.inject({ always: true, do: mishap }),
    );
    expect(result.status).toBe('failed');
    expect(result.steps).toHaveLength(4);
    expect(tookMs).toBeLessThanOrEqual(30_000);
  });

  it.each(['write', 'readOnly', 'public', 'unknown'] as const)(
    'C-4: changes nothing at Permutive with a %s key: it reads, and sends no operation',
    async (key) => {
      const { exchanges } = await checked(withKey(key), ({ sandbox }) => sandbox.put([{ code: 'kept', name: 'Kept' }]));
      expect(world.sandbox.segments().map(({ code }) => code)).toEqual(['kept']);
      const writing = exchanges.filter(({ method }) => method !== 'GET');
      expect(writing.filter(({ body }) => body !== '{"operations":[]}')).toEqual([]);
    },
  );
});

describe('a check of settings as people have them', () => {
  const TARGET = { segmentName: 'High-Value Customers' };
  const checkedWith = async (request: object, context: object = {}) => {
    world = createWorld();
    const { importId, keys, inProcessBaseUrl: baseUrl, fetch } = world.sandbox;
    const config = { importId, apiKey: keys.write };
    return check({ config, delivery: { baseUrl }, ...request }, { fetch, ...context }, world.clock);
  };

  it('C-5: a target is a step of its own, which tells where rows go that name no segment', async () => {
    const { steps } = await checkedWith({ target: TARGET });
    expect(steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'config passed',
      'target passed',
      'authentication passed',
      'import passed',
      'write_access passed',
    ]);
    expect(steps[1]?.message).toContain('high_value_customers');
  });

  it('C-5: a target that is not valid fails its step, names its field, and nothing is sent', async () => {
    const { steps, fieldErrors } = await checkedWith({ target: { segmentName: '' } });
    expect(steps.map(({ status }) => status)).toEqual(['passed', 'failed', 'skipped', 'skipped', 'skipped']);
    expect(fieldErrors).toEqual([expect.objectContaining({ field: 'segmentName' })]);
    expect(world.sandbox.requests).toHaveLength(0);
  });

  it.each([undefined, null])('C-5: without a target (%p) there is no such step', async (target) => {
    expect((await checkedWith({ target })).steps.map(({ id }) => id)).not.toContain('target');
  });

  it('C-5: white space around pasted settings is dropped; quotes are named', async () => {
    world = createWorld();
    const { importId, keys } = world.sandbox;
    await world.sandbox.close();
    const pasted = await checkedWith({ config: { importId: ` ${importId}`, apiKey: `${keys.write}\n` } });
    expect(pasted.status).toBe('succeeded');
    await world.sandbox.close();
    const quoted = await checkedWith({ config: { importId, apiKey: `"${keys.write}"` } });
    expect(quoted.fieldErrors).toEqual([{ field: 'apiKey', message: expect.stringMatching(/quot/i) }]);
  });

  it('C-5: another run that holds the import’s turn is told as that, and nothing of key or import', async () => {
    const { steps, message } = await checkedWith({}, { lane: { withTurn: () => new Promise(() => {}) } });
    expect(steps[1]).toMatchObject({
      id: 'authentication',
      status: 'failed',
      error: { code: 'timeout', retryable: true },
    });
    expect(message).toContain('Another run is sending');
    expect(world.sandbox.requests).toHaveLength(0);
  });

  it.each([401, 403, 404])(
    'C-5, D-9: a %i of somebody else is told as that, never as a wrong key or import',
    async (status) => {
      const fetch = async () => new Response('<html><title>Blocked</title>', { status });
      const { steps } = await checkedWith({}, { fetch });
      expect(steps[1]).toMatchObject({
        id: 'authentication',
        status: 'failed',
        error: { code: 'unexpected_response' },
      });
      expect(steps[1]?.message).toContain('Blocked');
    },
  );

  it('C-1: a request that is none is told, not thrown', async () => {
    // As a host without types may.
    expect(await check(undefined as never)).toMatchObject({ status: 'failed', steps: [{ id: 'config' }, {}, {}, {}] });
  });
});
