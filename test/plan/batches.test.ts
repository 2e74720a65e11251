import { describe, expect, it } from '@jest/globals';
import { Batches } from '../../connector/plan/batches.ts';
import { ChangeSetPlan } from '../../connector/plan/change-set-plan.ts';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import type { AudienceMode } from '../../spec/host/change-set.ts';

const target = { segmentName: 'T', segmentCode: undefined, plain: true };
const removal = (code: string, rowId = code): SegmentChange => ({
  state: 'absent',
  code,
  generated: false,
  plain: true,
  rowId,
  changeSetId: undefined,
  others: [],
});

const planOf = (mode: AudienceMode, changeSetId?: string) => new ChangeSetPlan({ mode, target, changeSetId });

function drain(batches: Batches): string[][] {
  batches.end();
  const all: string[][] = [];
  for (let batch = batches.take(); batch; batch = batches.take())
    all.push(batch.map(({ code, rowId }) => `${code}${rowId}`));
  return all;
}

describe('rows of one change-set', () => {
  it('P-3: with the same code become one change, with the last row’s values and every row', () => {
    const plan = planOf('upsert', 'cs');
    plan.add({ rowId: '1', segment_code: 'a', segment_name: 'First' });
    plan.add({ rowId: '2', segment_code: 'a', segment_name: 'Last' });
    const { changes } = plan.finish();
    expect([...changes.values()]).toEqual([
      {
        state: 'present',
        code: 'a',
        generated: false,
        plain: true,
        name: 'Last',
        defaultName: 'T',
        rowId: '2',
        changeSetId: 'cs',
        others: [{ rowId: '1', changeSetId: 'cs' }],
      },
    ]);
  });

  it.each([[['removed', 'added']], [['added', 'removed']]])(
    'P-3: a wanted segment beats a removal, in the order %j',
    (order) => {
      const plan = planOf('mirror');
      for (const change of order) plan.add({ rowId: change, segment_code: 'a', change });
      const { changes, settled } = plan.finish();
      expect([...changes.values()]).toMatchObject([{ state: 'present', rowId: 'added', others: [] }]);
      expect(settled).toMatchObject([{ rowId: 'removed', status: 'skipped', error: { code: 'superseded' } }]);
    },
  );

  it.each([null, undefined, 7, 'row', {}, { rowId: 7 }, { rowId: null }])(
    'T-1: %j is a failed row, not a crash',
    (raw) => {
      const plan = planOf('add');
      plan.add(raw);
      const { changes, settled } = plan.finish();
      expect(changes.size).toBe(0);
      expect(settled).toMatchObject([{ status: 'failed', error: { code: 'invalid_row' } }]);
    },
  );

  it('X-2: prototype keys are ordinary codes', () => {
    const plan = planOf('remove');
    for (const code of ['__proto__', 'constructor', 'toString']) plan.add({ rowId: code, segment_code: code });
    expect([...plan.finish().changes.keys()]).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

/** The changes of change-sets, each one change-set or one code of it. */
function fill(size: number, ...changeSets: readonly (readonly SegmentChange[])[]): string[][] {
  const batches = new Batches(size);
  for (const changes of changeSets) batches.addAll(new Map(changes.map((change) => [change.code, change])));
  return drain(batches);
}
const alone = (changes: readonly SegmentChange[]) => changes.map((change) => [change]);
const letters = [...'abcde'].map((code) => removal(code, ''));

describe('batches', () => {
  it.each([
    ['one by one', alone(letters)],
    ['in one change-set larger than a batch', [letters]],
    ['across change-sets', [letters.slice(0, 3), letters.slice(3)]],
    ['from change-sets of a batch each', [letters.slice(0, 2), letters.slice(2, 4), letters.slice(4)]],
    ['past change-sets of nothing', [[], letters, []]],
  ])('P-5: are filled to their size and closed, %s', (_, changeSets) => {
    expect(fill(2, ...changeSets)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('P-3, P-4: hold a code once; the later change of a code goes out later', () => {
    const changes = [removal('a', '1'), removal('a', '2'), removal('b', '')];
    expect(fill(3, ...alone(changes))).toEqual([['a1', 'b'], ['a2']]);
  });

  it('P-3, P-4: also when whole change-sets name the same codes', () => {
    const changeSet = (n: string) => ['a', 'b'].map((code) => removal(code, n));
    expect(fill(3, changeSet('1'), changeSet('2'), changeSet('3'))).toEqual([
      ['a1', 'b1'],
      ['a2', 'b2'],
      ['a3', 'b3'],
    ]);
  });

  it('P-4: any number of changes of one code keep their order', () => {
    const changes = ['1', '2', '3', '4'].map((n) => removal('a', n));
    expect(fill(10, ...alone(changes))).toEqual([['a1'], ['a2'], ['a3'], ['a4']]);
  });

  it('P-5: no batch exceeds its size, however codes repeat', () => {
    const changes = Array.from({ length: 200 }, (_, n) => removal(`c${(n * 7) % 5}`, ''));
    for (const batch of fill(3, ...alone(changes))) {
      expect(batch.length).toBeLessThanOrEqual(3);
      expect(new Set(batch).size).toBe(batch.length);
    }
  });
});
