import { describe, expect, it } from '@jest/globals';
import { Batches } from '../../connector/plan/batches.ts';
import { ChangeSetPlan } from '../../connector/plan/coalesce.ts';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';

const target = { segmentName: 'T', segmentCode: undefined };
const removal = (code: string, rowId = code): SegmentChange => ({
  state: 'absent',
  code,
  rows: [{ rowId, changeSetId: undefined }],
});

function drain(batches: Batches): string[][] {
  batches.end();
  const all: string[][] = [];
  for (let batch = batches.take(); batch; batch = batches.take())
    all.push(batch.map(({ code, rows }) => `${code}${rows[0]?.rowId ?? ''}`));
  return all;
}

describe('rows of one change-set', () => {
  it('P-3: with the same code become one change, with the last row’s values and every row', () => {
    const plan = new ChangeSetPlan('upsert', target, 'cs');
    plan.add({ rowId: '1', segment_code: 'a', segment_name: 'First' });
    plan.add({ rowId: '2', segment_code: 'a', segment_name: 'Last' });
    const { changes } = plan.finish();
    expect(changes).toEqual([
      {
        state: 'present',
        code: 'a',
        given: { name: 'Last' },
        defaultName: 'T',
        rows: [
          { rowId: '1', changeSetId: 'cs' },
          { rowId: '2', changeSetId: 'cs' },
        ],
      },
    ]);
  });

  it.each([[['removed', 'added']], [['added', 'removed']]])(
    'P-3: a wanted segment beats a removal, in the order %j',
    (order) => {
      const plan = new ChangeSetPlan('mirror', target, undefined);
      for (const change of order) plan.add({ rowId: change, segment_code: 'a', change });
      const { changes, settled } = plan.finish();
      expect(changes).toMatchObject([{ state: 'present', rows: [{ rowId: 'added' }] }]);
      expect(settled).toMatchObject([{ row: { rowId: 'removed' }, status: 'skipped', error: { code: 'superseded' } }]);
    },
  );

  it.each([null, undefined, 7, 'row', {}, { rowId: 7 }, { rowId: null }])(
    'T-1: %j is a failed row, not a crash',
    (raw) => {
      const plan = new ChangeSetPlan('add', target, undefined);
      plan.add(raw);
      expect(plan.finish()).toMatchObject({
        changes: [],
        settled: [{ status: 'failed', error: { code: 'invalid_row' } }],
      });
    },
  );

  it('X-2: prototype keys are ordinary codes', () => {
    const plan = new ChangeSetPlan('remove', target, undefined);
    for (const code of ['__proto__', 'constructor', 'toString']) plan.add({ rowId: code, segment_code: code });
    expect(plan.finish().changes.map(({ code }) => code)).toEqual(['__proto__', 'constructor', 'toString']);
  });
});

describe('batches', () => {
  it('P-5: are filled to their size and closed', () => {
    const batches = new Batches(2);
    for (const code of ['a', 'b', 'c', 'd', 'e']) batches.add(removal(code, ''));
    expect(drain(batches)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('P-3, P-4: hold a code once; the later change of a code goes out later', () => {
    const batches = new Batches(3);
    batches.add(removal('a', '1'));
    batches.add(removal('a', '2'));
    batches.add(removal('b', ''));
    expect(drain(batches)).toEqual([['a1', 'b'], ['a2']]);
  });

  it('P-4: any number of changes of one code keep their order', () => {
    const batches = new Batches(10);
    for (const n of ['1', '2', '3', '4']) batches.add(removal('a', n));
    expect(drain(batches)).toEqual([['a1'], ['a2'], ['a3'], ['a4']]);
  });

  it('P-5: no batch exceeds its size, however codes repeat', () => {
    const batches = new Batches(3);
    for (let n = 0; n < 200; n += 1) batches.add(removal(`c${(n * 7) % 5}`, ''));
    for (const batch of drain(batches)) {
      expect(batch.length).toBeLessThanOrEqual(3);
      expect(new Set(batch).size).toBe(batch.length);
    }
  });
});
