import type { RowResult } from '../../spec/host/row-result.ts';
import type { Judged } from './invariants/judged.ts';
import { inEffect, lastWord } from './invariants/last-word.ts';
import { politeRequests } from './invariants/politeness.ts';
import { unknownOnlyUnread } from './invariants/reading-back.ts';

/** Everything about a run that must be true whatever happened; an empty list when it is. */
export function violations(judged: Judged): string[] {
  return [
    ...oneResultARow(judged),
    ...resultsAreTrue(judged),
    ...unknownOnlyUnread(judged),
    ...politeRequests(judged.exchanges),
    ...summaryIsTrue(judged),
  ];
}

function* oneResultARow({ changeSets, results }: Judged): Generator<string> {
  const count = new Map<string, number>();
  for (const { rowId } of results) count.set(rowId, (count.get(rowId) ?? 0) + 1);
  for (const { rows } of changeSets) {
    for (const { rowId } of rows) {
      const got = count.get(rowId) ?? 0;
      if (got !== 1) yield `T-1: row ${rowId} has ${got} results`;
      count.delete(rowId);
    }
  }
  for (const rowId of count.keys()) yield `T-1: a result for ${rowId}, which was never a row`;
}

/** T-2: succeeded rows are in effect, failed ones are not. */
function* resultsAreTrue({ mode, changeSets, results, segments, applied }: Judged): Generator<string> {
  const held = new Map(segments.map((segment) => [segment.code, segment]));
  for (const { code, row, rows } of lastWord(mode, changeSets, results)) {
    const so = inEffect(mode, row, held.get(code));
    for (const { rowId, status, error } of rows) {
      if (status === 'succeeded' && !so) yield `T-2: row ${rowId} (${code}) succeeded, but is not in effect`;
      if (status === 'failed' && error?.code !== 'outcome_unknown' && so && applied.has(code)) {
        yield `T-2: row ${rowId} (${code}) failed with ${error?.code}, but is in effect`;
      }
    }
  }
}

/** The summary says what the results say. */
function* summaryIsTrue({ summary, results }: Judged): Generator<string> {
  if (summary === undefined) return;
  const told = { received: results.length, succeeded: 0, failed: 0, skipped: 0 };
  for (const { status } of results) told[status] += 1;
  for (const [what, count] of Object.entries(told)) {
    const counted = summary.rows[what as keyof typeof told]; // Its own key.
    if (counted !== count) yield `T-1: the summary counts ${counted} rows ${what}, the results ${count}`;
  }
}

/**
 * T-8: after a run without faults every row has succeeded, or was skipped. One row may fail all the same: one that adds a
 * segment whose code holds other values (P-1), with the rows that share its operation; that refusal is itself the truth.
 */
export function* unhealed({ mode, changeSets, results, segments }: Judged): Generator<string> {
  const held = new Map(segments.map((segment) => [segment.code, segment]));
  const codes = new Map(results.map(({ rowId, segmentCode }) => [rowId, segmentCode]));
  const told = new Map(results.map((result) => [result.rowId, result]));
  for (const { rows } of changeSets) {
    // The last row of a code in a change-set is what its operation says (P-3); removed rows are skipped in add mode.
    const wanted = new Map(rows.filter(({ change }) => change !== 'removed').map((row) => [codes.get(row.rowId), row]));
    for (const { rowId } of rows) {
      const { status, segmentCode = null, error } = told.get(rowId) ?? {};
      if (status !== 'failed') continue;
      const [row, segment] = [wanted.get(segmentCode), held.get(segmentCode ?? '')];
      const taken = mode === 'add' && error?.code === 'duplicate_segment_code' && segment !== undefined;
      if (!taken || row === undefined || inEffect(mode, row, segment))
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
