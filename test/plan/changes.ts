import type { SegmentChange } from '../../connector/plan/segment-change.ts';

/** A change that removes a segment: what batches are filled with where nothing but the code matters. */
export const removal = (code: string, rowId = code, bytes = 100): SegmentChange => ({
  state: 'absent',
  code,
  codeSource: 'row',
  plain: true,
  bytes,
  rowId,
  changeSetId: undefined,
  others: [],
  told: false,
});

/** A change that wants a segment. */
export const wanted = (code: string, rowId = code): SegmentChange => ({
  ...removal(code, rowId),
  state: 'present',
  name: code,
  defaultName: code,
  description: undefined,
  cpm: undefined,
  categories: undefined,
});

/** The changes of a change-set, by their keys. */
export const byCode = (changes: readonly SegmentChange[]): Map<string, SegmentChange> =>
  new Map(changes.map((change) => [change.code, change]));
