import { afterEach, describe, expect, it } from '@jest/globals';
import { createWorld, run, type World } from '../../support/run.ts';

let world: World;
afterEach(async () => {
  await world.sandbox.close();
});

const set = (...codes: readonly (readonly [code: string, name: string])[]) => ({
  rows: codes.map(([code, name]) => ({
    rowId: code,
    change: 'added' as const,
    segment_code: code,
    segment_name: name,
  })),
});

describe('codes that show to be folded in the middle of a run', () => {
  it.each(['overwrite', '409'] as const)(
    'T-3: what was brought about before is not overwritten under another spelling (conflicts: %s)',
    async (conflicts) => {
      world = createWorld({ codes: 'lower_cased', conflicts });
      const changeSets = [
        set(['first', 'One'], ['xyz', 'Two'], ['same', 'Three']),
        set(['FIRST', 'One'], ['d', 'Four'], ['e', 'Five']),
        set(['XYZ', 'Other'], ['SAME', 'Three'], ['f', 'Six']),
        set(['xyz', 'Later'], ['SaMe', 'Three'], ['g', 'Seven']),
      ];
      const { results } = await run(world, { changeSets, delivery: { batchSize: 3 } });
      const told = Object.fromEntries(results.map(({ rowId, error, outcome }) => [rowId, error?.code ?? outcome]));
      expect(told).toMatchObject({ XYZ: 'duplicate_segment_code', SAME: 'unchanged', SaMe: 'unchanged', f: 'created' });
      // The same code in a later change-set is no other spelling of it (P-4).
      expect(results.filter(({ rowId }) => rowId === 'xyz').map(({ status }) => status)).toEqual([
        'succeeded',
        'succeeded',
      ]);
      const held = new Map(world.sandbox.segments().map(({ code, name }) => [code, name]));
      expect([held.get('xyz'), held.get('same'), held.get('first')]).toEqual(['Later', 'Three', 'One']);
    },
  );

  it.each(['overwrite', '409'] as const)(
    'T-3: where the form alone was seen to be passed over, codes of another case stay two (conflicts: %s)',
    async (conflicts) => {
      world = createWorld({ codes: 'decomposed', conflicts });
      const rows = (name: string) => [
        set(['Caf\u00e9', name], ['Mixed', `${name} 1`]),
        set(['mixed', `${name} 2`], ['Cafe\u0301', name]),
        set(['MIXED', `${name} 3`], ['x', name]),
      ];
      for (const name of ['First', 'Second']) {
        const { results } = await run(world, { changeSets: rows(name), delivery: { batchSize: 2 } });
        expect(results.filter(({ status }) => status !== 'succeeded')).toEqual([]);
        const held = new Map(world.sandbox.segments().map((segment) => [segment.code, segment.name]));
        expect(Object.fromEntries(held)).toEqual({
          'Cafe\u0301': name,
          Mixed: `${name} 1`,
          mixed: `${name} 2`,
          MIXED: `${name} 3`,
          x: name,
        });
      }
    },
  );
});
