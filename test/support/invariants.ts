import type { ChangeRow } from '../../spec/host/change-set.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import { wasLiedTo, wasLiedToOfImport } from './invariants/believed.ts';
import type { Judged } from './invariants/judged.ts';
import { inEffect, keyOf } from './invariants/keeping.ts';
import { lastWord } from './invariants/last-word.ts';
import { politeRequests } from './invariants/politeness.ts';
import { lawfulRequests } from './invariants/requests.ts';
import { oneResultARow, summaryIsTrue, wholeResults } from './invariants/told.ts';
import { unknownOnlyUnread } from './invariants/unknown.ts';

/** Everything about a run that must be true whatever happened; an empty list when it is. */
export function violations(judged: Judged): string[] {
  return [
    ...oneResultARow(judged),
    ...wholeResults(judged),
    ...resultsAreTrue(judged),
    ...unknownOnlyUnread(judged),
    ...politeRequests(judged.exchanges),
    ...lawfulRequests(judged),
    ...summaryIsTrue(judged),
  ];
}

/** Whether a segment is as its row says, letter for letter. */
const asGiven = ({ mode }: Judged, row: ChangeRow, segment: object | undefined): boolean =>
  inEffect({ mode }, row, segment);

/**
 * How many requests there had been when earlier rows of a code had succeeded. What they brought about, and is kept otherwise, nobody can tell to be
 * what a later one wants; that the later one's own operation was not carried out, its time tells (T-3).
 */
const toldBy = ({ toldAfter }: Judged, before: readonly RowResult[]): number =>
  Math.max(0, ...before.map(({ rowId, status }) => (status === 'succeeded' ? (toldAfter?.get(rowId) ?? 0) : 0)));

/** T-2: succeeded rows are in effect, failed ones are not. */
function* resultsAreTrue(judged: Judged): Generator<string> {
  const held = new Map(judged.segments.map((segment) => [keyOf(judged, segment.code), segment]));
  const applied = new Map([...judged.applied].map(([code, by]) => [keyOf(judged, code), by]));
  for (const { key, row, rows, before } of lastWord(judged)) {
    if (wasLiedTo(judged, key, rows)) continue;
    const so = inEffect(judged, row, held.get(key));
    const given = asGiven(judged, row, held.get(key));
    const by = applied.get(key);
    const own = by !== undefined && (given || by >= toldBy(judged, before));
    for (const { rowId, status, operation, error } of rows) {
      if (status === 'succeeded' && !so) yield `T-2: row ${rowId} (${key}) succeeded, but is not in effect`;
      // What was not sent for it is not its operation in effect, but an earlier row's of the same code, where there is one.
      const sent = operation !== null || before.length === 0;
      // Kept otherwise, it is taken (P-1): in add mode nobody makes it right.
      const taken = error?.code === 'duplicate_segment_code' && !given;
      const believed = error?.code === 'import_not_found' && wasLiedToOfImport(judged);
      if (status === 'failed' && error?.code !== 'outcome_unknown' && !taken && !believed && sent && so && own) {
        yield `T-2: row ${rowId} (${key}) failed with ${error?.code}, but is in effect`;
      }
    }
  }
}

/**
 * T-8: after a run without faults every row has succeeded, or was skipped. One row may fail all the same: one that adds a
 * segment whose code holds other values (P-1), with the rows that share its operation; that refusal is itself the truth.
 */
export function* unhealed(judged: Judged): Generator<string> {
  const { mode, changeSets, results, segments } = judged;
  const held = new Map(segments.map((segment) => [keyOf(judged, segment.code), segment]));
  const codes = new Map(results.map(({ rowId, segmentCode }) => [rowId, segmentCode]));
  const told = new Map(results.map((result) => [result.rowId, result]));
  for (const { rows } of changeSets) {
    // The last row of a code in a change-set is what its operation says (P-3); removed rows are skipped in add mode.
    const wanted = new Map(rows.filter(({ change }) => change !== 'removed').map((row) => [codes.get(row.rowId), row]));
    for (const { rowId } of rows) {
      const { status, segmentCode = null, error } = told.get(rowId) ?? {};
      if (status !== 'failed') continue;
      const [row, segment] = [wanted.get(segmentCode), held.get(keyOf(judged, segmentCode ?? ''))];
      const taken = mode === 'add' && error?.code === 'duplicate_segment_code' && segment !== undefined;
      if (!taken || row === undefined || asGiven(judged, row, segment))
        yield `T-8: row ${rowId} (${segmentCode}) fails with ${error?.code} although nothing is wrong any more`;
    }
  }
}

/**
 * T-6: rows that are not guilty end as they do where nobody is. Whether an operation found its segment there already is left
 * out: who put it there cannot be known where refused batches are applied in part.
 */
export function* disturbed(
  results: readonly RowResult[],
  withoutGuilt: readonly RowResult[],
  isGuilty: (result: RowResult) => boolean,
): Generator<string> {
  const ends = ({ status, error }: RowResult) => (error ? `${status} (${error.code})` : status);
  const expected = new Map(withoutGuilt.map((result) => [result.rowId, ends(result)]));
  for (const result of results) {
    const otherwise = expected.get(result.rowId);
    if (!isGuilty(result) && ends(result) !== otherwise)
      yield `T-6: row ${result.rowId} ended ${ends(result)} beside a bad row, and ${otherwise} without one`;
  }
}
