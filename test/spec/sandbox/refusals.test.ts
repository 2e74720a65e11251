import { describe, expect, it } from '@jest/globals';
import { PLAIN_REFUSAL } from '../../../spec/taxonomy/error.ts';
import { create, enter, remove, update } from './caller.ts';

describe('what is refused as invalid', () => {
  it.each([
    ['no operations', { operations: [] }],
    ['operations that are no list', { operations: { head: 1, tail: [] } }],
    ['an array', []],
    ['no JSON', '{"operations":[{'],
    ['nothing', ''],
    ['an unknown operation', { operations: [{ operation: 'Upsert', code: 'a' }] }],
    ['an operation that is no object', { operations: [null] }],
    ['a Create without a name', { operations: [create('a', { name: undefined })] }],
    ['a Create with an empty name', { operations: [create('a', { name: '' })] }],
    ['a Create without a code', { operations: [create('a', { code: undefined })] }],
    ['a Create with an empty code', { operations: [create('')] }],
    ['a name of 256 characters', { operations: [create('a', { name: 'x'.repeat(256) })] }],
    ['a name of 256 emoji', { operations: [create('a', { name: '😀'.repeat(256) })] }],
    ['a price in words', { operations: [create('a', { cpm: '2' })] }],
    ['categories in one string', { operations: [create('a', { categories: 'x,y' })] }],
    ['null for a field', { operations: [create('a', { description: null })] }],
    ['an Update without data', { operations: [{ operation: 'Update', code: 'a' }] }],
    ['a Delete without a code', { operations: [{ operation: 'Delete' }] }],
  ])('D-1: %s', async (_, body) => {
    const { call, sandbox } = await enter('in process');
    const told = await call('PATCH', 'segments', body);
    expect([told.status, told.text]).toEqual([400, 'Invalid value for: body']);
    expect(sandbox.applied).toEqual([]);
  });

  it('S-5: an emoji is one character, here as in the connector', async () => {
    const { call } = await enter('in process');
    const told = await call('PATCH', 'segments', { operations: [create('a', { name: '😀'.repeat(255) })] });
    expect(told.status).toBe(200);
  });

  it('D-1: a name of 255 characters is taken', async () => {
    const { batch } = await enter('in process');
    expect((await batch(create('a', { name: 'x'.repeat(255) }))).status).toBe(200);
  });

  it('S-8: an Update leaves what it is not given, and never changes the code', async () => {
    const { batch, sandbox } = await enter('in process');
    sandbox.put([{ code: 'a', name: 'A', description: 'd', cpm: 1, categories: ['c'] }]);
    await batch(update('a', { cpm: 2, code: 'b' }));
    expect(sandbox.segments()).toMatchObject([{ code: 'a', name: 'A', description: 'd', cpm: 2, categories: ['c'] }]);
  });

  it('T-6: what `rejects` says is refused like an invalid operation, on every endpoint', async () => {
    const { batch, call, sandbox } = await enter('in process', {
      rejects: (operation) => JSON.stringify(operation).includes('bad'),
    });
    sandbox.put([{ code: 'bad', name: 'B' }]);
    for (const told of [
      await batch(create('a'), create('bad2')),
      await batch(remove('bad')),
      await call('POST', 'segments', { code: 'bad2', name: 'B' }),
      await call('PATCH', 'segments/code/bad', { name: 'C' }),
      await call('DELETE', 'segments/code/bad'),
    ])
      expect([told.status, told.text]).toEqual([400, 'Invalid value for: body']);
    expect(sandbox.applied).toEqual([]);
  });
});

describe('what a refusal tells (T-6)', () => {
  const BAD = [create('a'), create('b'), create('c', { name: '' }), create('d', { cpm: 'x' })];
  const told = async (hints: 'none' | 'path' | 'code' | 'lying' | 'random', operations = BAD, seed = 1) =>
    (await (await enter('in process', { hints, seed })).batch(...operations)).text;

  it.each([
    ['none', /^Invalid value for: body$/],
    ['path', /'operations\[2\]\.data\.name'/],
    ['code', /'c'/],
    ['lying', /'operations\[3\]\.data\.name'/],
    ['random', /'operations\[[0-3]\]\.data\.name'/],
  ] as const)('T-6: hints %s', async (hints, words) => {
    expect(await told(hints)).toMatch(words);
    expect(await told(hints)).toMatch(PLAIN_REFUSAL);
  });

  it('T-6: a lie about the last operation points at the first', async () => {
    expect(await told('lying', [create('a'), create('', {})])).toContain('operations[0]');
  });

  it('T-6: random hints point everywhere', async () => {
    const seen = new Set(await Promise.all(Array.from({ length: 40 }, (_, seed) => told('random', BAD, seed))));
    expect(seen.size).toBe(4);
  });

  it('T-6: a code that is not there cannot be named', async () => {
    expect(await told('code', [create('', {})])).toBe('Invalid value for: body');
  });

  it('T-6: an operation that `rejects` refuses is named too', async () => {
    const { batch } = await enter('in process', { hints: 'path', rejects: ({ operation }) => operation === 'Delete' });
    expect((await batch(create('a'), remove('b'))).text).toContain("'operations[1].code'");
  });
});
