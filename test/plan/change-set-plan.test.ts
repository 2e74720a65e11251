import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChangeSetPlan } from '../../connector/plan/change-set-plan.ts';
import { foldCode } from '../../connector/plan/segment-code.ts';
import type { ChangeSet } from '../../spec/host/change-set.ts';
import { contextOf, target } from './asked.ts';

interface Row {
  readonly rowId: string;
  readonly segment_code: string;
  readonly segment_name?: string;
  readonly change?: 'added' | 'removed';
}

function planned(
  rows: readonly unknown[],
  order: NonNullable<ChangeSet['order']> = 'set',
  keyOf = (code: string) => code,
) {
  const context = { ...contextOf('mirror', target), changeSetId: 'cs', order, keyOf };
  const plan = new ChangeSetPlan(context);
  for (let at = 0; at < rows.length; at += 1) plan.add(rows, at);
  const { changes, settled } = plan.finish();
  return { changes, settled, generatedCode: plan.generatedCode };
}

const row = (rowId: string, change: Row['change'] = 'added', segment_code = 'a'): Row => ({
  rowId,
  change,
  segment_code,
  segment_name: `name ${rowId}`,
});

describe('rows of one change-set', () => {
  it('P-3: with the same code become one change, with the last row’s values and every row', () => {
    const { changes } = planned([row('1'), row('2')]);
    expect([...changes.values()]).toMatchObject([
      {
        state: 'present',
        code: 'a',
        codeSource: 'row',
        name: 'name 2',
        rowId: '2',
        others: [{ rowId: '1', changeSetId: 'cs' }],
      },
    ]);
  });

  it.each([[['removed', 'added'] as const], [['added', 'removed'] as const]])(
    'P-3: in a set a wanted segment beats a removal, in the order %j',
    (order) => {
      const { changes, settled } = planned(order.map((change) => row(change, change)));
      expect([...changes.values()]).toMatchObject([{ state: 'present', rowId: 'added', others: [] }]);
      expect(settled).toMatchObject([
        { rowId: 'removed', code: 'a', codeSource: 'row', status: 'skipped', error: { code: 'superseded' } },
      ]);
    },
  );

  it('P-3: in a log the last row decides, and earlier ones that want the same share its result', () => {
    const { changes, settled } = planned([row('1'), row('2', 'removed'), row('3'), row('4', 'removed')], 'log');
    expect([...changes.values()]).toMatchObject([{ state: 'absent', rowId: '4', others: [{ rowId: '2' }] }]);
    expect(settled).toMatchObject([
      { rowId: '1', status: 'skipped', error: { code: 'superseded' } },
      { rowId: '3', status: 'skipped', error: { code: 'superseded' } },
    ]);
  });

  it('P-3: whatever the rows and their order, each is settled or shares the change that the rule names', () => {
    const rows = fc
      .array(fc.record({ code: fc.constantFrom('a', 'b', 'c'), change: fc.constantFrom('added', 'removed') }))
      .map((all) => all.map(({ code, change }, at) => row(String(at), change as Row['change'], code)));
    fc.assert(
      fc.property(rows, fc.constantFrom('set' as const, 'log' as const), (all, order) => {
        const { changes, settled } = planned(all, order);
        for (const code of new Set(all.map(({ segment_code }) => segment_code))) {
          const named = all.filter(({ segment_code }) => segment_code === code);
          const wants = (change: Row['change']) =>
            named.filter((one) => one.change === change).map(({ rowId }) => rowId);
          const decides = order === 'log' ? named.at(-1)?.change : wants('added').length > 0 ? 'added' : 'removed';
          const winners = wants(decides);
          const beaten = wants(decides === 'added' ? 'removed' : 'added');
          const change = changes.get(code);
          expect(change?.state).toBe(decides === 'added' ? 'present' : 'absent');
          expect(change?.rowId).toBe(winners.at(-1));
          expect(change?.others.map(({ rowId }) => rowId).sort()).toEqual(winners.slice(0, -1).sort());
          expect(
            settled
              .filter((one) => one.code === code)
              .map(({ rowId }) => rowId)
              .sort(),
          ).toEqual(beaten.sort());
        }
        expect(settled.every(({ error }) => error.code === 'superseded')).toBe(true);
      }),
    );
  });

  it('T-3: where Permutive folds codes, rows are one segment’s by the folded code', () => {
    const { changes } = planned([row('1', 'added', 'News'), row('2', 'added', 'news')], 'set', foldCode);
    expect([...changes]).toMatchObject([['news', { code: 'news', rowId: '2', others: [{ rowId: '1' }] }]]);
  });

  it('S-7: a code is generated when it is made of a name, the row’s or the target’s', () => {
    const generates = (raw: object, by: typeof target) => {
      const plan = new ChangeSetPlan({ ...contextOf('upsert', by), order: 'set', keyOf: (code) => code });
      plan.add([{ rowId: '1', ...raw }], 0);
      return plan.generatedCode;
    };
    const nameOnly = { ...target, segmentCode: undefined };
    expect(generates({ segment_code: 'a' }, nameOnly)).toBe(false);
    expect(generates({ segment_name: 'A' }, target)).toBe(true);
    expect(generates({}, target)).toBe(false);
    expect(generates({}, nameOnly)).toBe(true);
  });

  it('X-2: prototype keys are ordinary codes', () => {
    const codes = ['__proto__', 'constructor', 'toString'];
    expect([...planned(codes.map((code) => row(code, 'removed', code))).changes.keys()]).toEqual(codes);
  });
});

const throwing = (field: string) => ({
  rowId: 'r',
  segment_code: 'a',
  change: 'added',
  get [field](): never {
    throw new Error('lost connection');
  },
});

describe('rows that are none', () => {
  it.each([null, undefined, 7, 'row', {}, { rowId: 7 }, { rowId: null }])(
    'T-1: %j is a failed row, not a crash',
    (raw) => {
      const { changes, settled } = planned([raw]);
      expect(changes.size).toBe(0);
      expect(settled).toMatchObject([{ status: 'failed', error: { code: 'invalid_row' } }]);
    },
  );

  it.each(['rowId', 'change', 'segment_code', 'description', 'categories'])(
    'T-10: a row that throws when its %s is read is an invalid_row, and the others are read',
    (field) => {
      const { changes, settled } = planned([row('1'), { ...row('2') }, throwing(field)].reverse());
      expect(changes.get('a')).toMatchObject({ rowId: '1', others: [{ rowId: '2' }] });
      expect(settled).toMatchObject([
        { rowId: field === 'rowId' ? '' : 'r', status: 'failed', error: { code: 'invalid_row' } },
      ]);
    },
  );

  it('T-10: so is a list of rows that throws at one of them', () => {
    const rows = new Proxy([row('1'), row('2'), row('3')], {
      get: (all, key, self) => {
        if (key === '1') throw new Error('lost connection');
        return Reflect.get(all, key, self);
      },
    });
    const { changes, settled } = planned(rows);
    expect(changes.get('a')).toMatchObject({ rowId: '3', others: [{ rowId: '1' }] });
    expect(settled).toMatchObject([{ rowId: '', error: { code: 'invalid_row' } }]);
  });

  it('T-10: a field is read once: one that answers otherwise the second time changes nothing', () => {
    let reads = 0;
    const fickle = {
      ...row('1'),
      get description() {
        reads += 1;
        return reads === 1 ? 'plain' : { no: 'text' };
      },
    };
    expect([...planned([fickle]).changes.values()]).toMatchObject([{ description: 'plain' }]);
  });
});
