import { describe, expect, it } from '@jest/globals';
import type { SharedRows } from '../../connector/plan/segment-change.ts';
import { Ledger, type LedgerOptions } from '../../connector/settle/ledger.ts';
import type { Settlement } from '../../connector/settle/settlement.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import { removal } from '../plan/changes.ts';

const DELETED: Settlement = { status: 'succeeded', outcome: 'deleted', operation: 'Delete', isThere: false };

function ledgerOf(more: Partial<LedgerOptions> = {}) {
  const told: string[] = [];
  const report = ({ rowId }: RowResult): unknown => void told.push(rowId);
  const waitFor = async (taken: unknown) => void (await taken);
  const ledger = new Ledger({ report, waitFor, onHostFault: () => {}, ...more });
  const settle = (
    rows: readonly ReturnType<typeof removal>[],
    settlement: () => Settlement | undefined = () => DELETED,
  ) => ledger.settle(rows, { rowsOf: (row) => row, settlementOf: settlement });
  return { ledger, told, settle };
}

describe('the ledger', () => {
  it('T-1: tells a result once, whoever settles it again', async () => {
    const { ledger, told, settle } = ledgerOf();
    const rows = [removal('a'), { ...removal('b'), others: [{ rowId: 'b0', changeSetId: undefined }] }];
    await settle(rows);
    await settle(rows);
    expect(told).toEqual(['a', 'b0', 'b']);
    expect(ledger.rows.succeeded).toBe(3);
    expect([ledger.outcomes.deleted, ledger.segments.counts().deleted]).toEqual([3, 2]);
  });

  it('T-1: a result has no part that its settlement lacks', async () => {
    const results: RowResult[] = [];
    const { settle } = ledgerOf({ report: (result) => void results.push(result) });
    await settle([removal('a')]);
    expect(Object.keys(results[0] ?? {})).toEqual([
      'rowId',
      'status',
      'outcome',
      'operation',
      'segmentCode',
      'codeSource',
    ]);
  });

  it('T-1: a result has every part that its row and its settlement have', async () => {
    const results: RowResult[] = [];
    const { settle } = ledgerOf({ report: (result) => void results.push(result) });
    const row = { ...removal('a'), changeSetId: 'set', others: [{ rowId: 'b', changeSetId: undefined }] };
    const error = errorDetail('outcome_unknown');
    const parts = { batch: 2, requests: [3], segment: { id: 'i' }, error };
    await settle([row], () => ({
      status: 'failed',
      outcome: null,
      operation: 'Delete',
      segmentCode: 'A',
      isThere: false,
      ...parts,
    }));
    const both = {
      status: 'failed',
      outcome: null,
      operation: 'Delete',
      segmentCode: 'A',
      codeSource: 'row',
      ...parts,
    };
    expect(results).toStrictEqual([
      { rowId: 'b', ...both },
      { rowId: 'a', changeSetId: 'set', ...both },
    ]);
  });

  it('T-1: is told under the code of its row where Permutive keeps no other, and of no source where it has none', async () => {
    const results: RowResult[] = [];
    const { ledger } = ledgerOf({ report: (result) => void results.push(result) });
    const row: SharedRows = { ...removal('a'), code: 'a', codeSource: undefined };
    await ledger.settle([row], { rowsOf: (rows) => rows, settlementOf: () => DELETED });
    expect(results).toStrictEqual([
      { rowId: 'a', status: 'succeeded', outcome: 'deleted', operation: 'Delete', segmentCode: 'a' },
    ]);
  });

  it('T-3: a segment that Permutive keeps under another code is counted once, under that', async () => {
    const { ledger, settle } = ledgerOf();
    const kept = (): Settlement => ({
      status: 'succeeded',
      outcome: 'created',
      operation: 'Create',
      segmentCode: 'news',
      isThere: true,
    });
    await settle([removal('News'), removal('NEWS')], kept);
    expect([ledger.outcomes.created, ledger.segments.counts().created]).toEqual([2, 1]);
    expect(['news', 'News'].map((code) => ledger.segments.isThere(code))).toEqual([true, false]);
  });

  it('T-1: hundreds are told in their order, those that share a result one after another, whichever of them the host takes its time with', async () => {
    const slow = new Set(['3', '64', '64b', '129']);
    const order: string[] = [];
    const report = ({ rowId }: RowResult) => {
      order.push(rowId);
      return slow.has(rowId) ? new Promise((resolve) => setImmediate(resolve)) : undefined;
    };
    const { ledger, settle } = ledgerOf({ report });
    const others = ['64b', '64c'].map((rowId) => ({ rowId, changeSetId: undefined }));
    const rows = Array.from({ length: 200 }, (_, at) => ({ ...removal(`${at}`), ...(at === 64 && { others }) }));
    await settle(rows);
    const expected = rows.flatMap(({ rowId }) => (rowId === '64' ? ['64b', '64c', '64'] : [rowId]));
    expect(order).toEqual(expected);
    expect([ledger.rows.succeeded, ledger.segments.counts().deleted]).toEqual([202, 200]);
  });

  it('T-10: a fault at one of the rows that share a result keeps none of the others from theirs', async () => {
    const order: string[] = [];
    const report = ({ rowId }: RowResult) => {
      order.push(rowId);
      if (rowId === 'b0') throw new Error(rowId);
    };
    const { ledger, settle } = ledgerOf({ report });
    const shared = { ...removal('b'), others: [{ rowId: 'b0', changeSetId: undefined }] };
    await settle([removal('a'), shared, removal('c')]);
    expect(order).toEqual(['a', 'b0', 'b', 'c']);
    expect([ledger.rows.succeeded, String(ledger.hostFault?.error)]).toEqual([4, 'Error: b0']);
  });

  it('T-10: what the host’s promise rejects with is its fault', async () => {
    const { ledger, told, settle } = ledgerOf({ waitFor: () => Promise.reject(new Error('rejected')) });
    await settle([removal('a'), removal('b')]);
    expect([ledger.hostFault, told]).toEqual([undefined, ['a', 'b']]);
    const late = ledgerOf({ report: () => 'taken later', waitFor: () => Promise.reject(new Error('rejected')) });
    await late.settle([removal('a'), removal('b')]);
    expect([String(late.ledger.hostFault?.error), late.ledger.rows.succeeded]).toEqual(['Error: rejected', 2]);
  });

  it('T-11: what failed or was skipped counts as that, and as no outcome', async () => {
    const { ledger, settle } = ledgerOf();
    ledger.receive(3);
    await settle([removal('a')], () => ({ ...DELETED, status: 'failed', outcome: null }));
    await settle([removal('b')], () => ({ ...DELETED, status: 'skipped', outcome: null }));
    expect(ledger.rows).toEqual({ received: 3, succeeded: 0, failed: 1, skipped: 1 });
    const none = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
    expect([ledger.outcomes, ledger.segments.counts()]).toEqual([none, none]);
  });

  it('T-9: a host that takes a result at once is not waited for', async () => {
    const waitFor = () => Promise.reject(new Error('It has taken it.'));
    const { ledger, settle } = ledgerOf({ waitFor });
    await settle([removal('a')]);
    expect(ledger.hostFault).toBeUndefined();
  });

  it('T-1: what is not settled yet stays open', async () => {
    const { told, settle } = ledgerOf();
    const row = removal('a');
    await settle([row], () => undefined);
    expect(row.told).toBe(false);
    await settle([row]);
    expect(told).toEqual(['a']);
  });

  it('T-1: results reach the host one after another, also when two parts of a run settle at once', async () => {
    let busy = 0;
    const waitFor = async (taken: unknown) => {
      busy += 1;
      expect(busy).toBe(1);
      await taken;
      busy -= 1;
    };
    const { ledger, settle } = ledgerOf({ waitFor, report: () => new Promise((resolve) => setImmediate(resolve)) });
    await Promise.all([settle([removal('a'), removal('b')]), settle([removal('c')])]);
    expect(ledger.rows.succeeded).toBe(3);
  });

  it('T-10: keeps the host’s first fault, and tells it the others all the same', async () => {
    const faults: string[] = [];
    let tried = 0;
    const report = ({ rowId }: RowResult) => {
      tried += 1;
      throw new Error(rowId);
    };
    const { ledger, settle } = ledgerOf({ report, onHostFault: () => void faults.push('told') });
    await settle([removal('a'), removal('b')]);
    expect([String(ledger.hostFault?.error), tried, faults]).toEqual(['Error: a', 2, ['told']]);
  });

  it('T-1: a settlement that throws breaks its own part alone', async () => {
    const { told, settle } = ledgerOf();
    const bug = new Error('a bug');
    await expect(
      settle([removal('a')], () => {
        throw bug;
      }),
    ).rejects.toBe(bug);
    await settle([removal('b')]);
    expect(told).toEqual(['b']);
  });
});
