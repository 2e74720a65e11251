import { describe, expect, it } from '@jest/globals';
import type { SegmentChange } from '../../connector/plan/segment-change.ts';
import { Census } from '../../connector/reconcile/census.ts';
import { ImportJournal } from '../../connector/reconcile/journal.ts';
import type { SnapshotChange, SnapshotEntry } from '../../connector/reconcile/snapshot.ts';
import type { SeenSegment } from '../../connector/send/decode.ts';
import type { BatchVerdict, ImportApi } from '../../connector/send/import-api.ts';
import type { OperationKind, RowResult } from '../../spec/host/row-result.ts';

const ENTRY: SnapshotEntry = { code: 'a', owned: { origin: 'created', id: 'ours', base: { name: 'A' } } };
const REFUSED: BatchVerdict = { kind: 'cancelled', requests: [1], trail: 'none', sentAt: 0 };

/** A journal of one code; reads show the segment of `id`. */
function journalOf(wanted: { name: string } | undefined, id: string, spelling = 'a') {
  const recorded: SnapshotChange[] = [];
  const census = new Census();
  census.remember(ENTRY);
  census.complete = true;
  const session = {
    header: { serial: 0, protect: [] },
    async *read() {},
    record: async (changes: readonly SnapshotChange[]) => void recorded.push(...changes),
    close: async () => undefined,
  };
  let sent = 0;
  const api = {
    send: async (group: readonly unknown[]) => {
      sent += group.length;
      return REFUSED;
    },
    readSegment: async () => ({
      kind: 'success' as const,
      answer: { id, code: spelling, name: 'A' } as SeenSegment,
      requests: [2],
      trail: 'none' as const,
      sentAt: 0,
    }),
  } as unknown as ImportApi; // What else an import can do is not asked for.
  const journal = new ImportJournal(
    { session, census },
    { now: () => 0, random: () => 0, wait: async () => undefined },
  );
  journal.expect('a', ENTRY, wanted);
  const through = journal.through(api);
  const change = { state: wanted === undefined ? 'absent' : 'present', code: 'a' } as SegmentChange; // Its code is what counts.
  const send = (kind: OperationKind) => through.send([change], { changeOf: () => change, kindOf: () => kind });
  return { journal, recorded, through, send, sent: () => sent };
}

const result = (outcome: RowResult['outcome']): RowResult => ({
  rowId: 'a',
  status: 'succeeded',
  outcome,
  operation: 'Create',
  segmentCode: 'a',
});

describe('the journal of a run on a full list', () => {
  it('N-1: a deletion is not sent again once another segment was told to stand in its place', async () => {
    const { send, through, sent } = journalOf(undefined, 'theirs');
    await send('Delete');
    expect((await through.readSegment('a')).kind).toBe('not_found');
    expect((await send('Delete')).kind).toBe('success');
    expect(sent()).toBe(1);
  });

  it('N-7: it is sent again where our own was told', async () => {
    const { send, through, sent } = journalOf(undefined, 'ours');
    await send('Delete');
    await through.readSegment('a');
    await send('Delete');
    expect(sent()).toBe(2);
  });

  it('N-7, T-3: it is sent again where a segment of another spelling was told', async () => {
    const { send, through, sent } = journalOf(undefined, 'theirs', 'A');
    await send('Delete');
    await through.readSegment('a');
    await send('Delete');
    expect(sent()).toBe(2);
  });

  it('N-7, R-8: the intent of a Create that met what nobody has told is taken back, and what is owned stays', async () => {
    const { send, recorded } = journalOf({ name: 'A' }, 'ours');
    await send('Create');
    await send('Update');
    expect(recorded.at(-1)).toEqual({ set: ENTRY });
  });

  it('N-1, R-20: of a segment that stands in the place of what was owned no id is told as created', async () => {
    const { send, through, journal } = journalOf({ name: 'A' }, 'theirs');
    await send('Create');
    await through.readSegment('a');
    await send('Update');
    expect(journal.settle('a', result('created')).id).toBeUndefined();
  });
});
