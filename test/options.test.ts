import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { options } from '../connector/options.ts';
import { refusal } from '../spec/taxonomy/sandbox/index.ts';
import { createWorld, type World } from './support/run.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.sandbox.close());

const asked = (config: unknown, field = 'importId', more: object = {}) =>
  options(
    { config, field, delivery: { baseUrl: world.sandbox.inProcessBaseUrl } },
    { fetch: world.sandbox.fetch, ...more },
    world.clock,
  );

describe('options()', () => {
  it.each([{}, { importId: 'not yet a UUID' }, { importId: undefined }])(
    'M-3: tells the imports of the key’s workspace, whatever %j says of an import',
    async (settings) => {
      const { importId, inactiveImportId, keys } = world.sandbox;
      const values = await asked({ ...settings, apiKey: keys.readOnly });
      expect(values.map(({ value }) => value)).toEqual(expect.arrayContaining([importId, inactiveImportId]));
      for (const { label } of values) expect(label).not.toBe('');
    },
  );

  it('L-1, H-14: asks once, in a turn of the key’s own', async () => {
    const turns: string[] = [];
    const lane = {
      withTurn: async <T>(at: { turn: string }, turn: (state: { closedForMs: number }) => Promise<{ value: T }>) => {
        turns.push(at.turn);
        return (await turn({ closedForMs: 0 })).value;
      },
    };
    const { keys } = world.sandbox;
    await asked({ apiKey: keys.readOnly }, 'importId', { lane });
    expect(turns).toHaveLength(1);
    expect(turns[0]).not.toContain('imports');
    expect(turns[0]).not.toContain(keys.readOnly.slice(0, 8));
    expect(world.sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('T-10: a key that is not valid, or a field without values, is told and nothing is sent', async () => {
    await expect(asked({ apiKey: 'short' })).rejects.toMatchObject({
      code: 'invalid_config',
      fieldErrors: [{ field: 'apiKey' }],
    });
    await expect(asked(undefined)).rejects.toMatchObject({ code: 'invalid_config' });
    await expect(asked({ apiKey: world.sandbox.keys.write }, 'apiKey')).rejects.toMatchObject({
      code: 'invalid_config',
    });
    expect(world.sandbox.requests).toHaveLength(0);
  });

  it('D-6: a key that Permutive does not accept is told as that', async () => {
    world.sandbox.inject({ always: true, do: refusal(401) });
    await expect(asked({ apiKey: world.sandbox.keys.write })).rejects.toMatchObject({ code: 'authentication_failed' });
  });
});
