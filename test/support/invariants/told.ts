import type { Judged } from './judged.ts';

/** T-1: one result a received row; every row is received unless the run is cancelled. */
export function* oneResultARow({ changeSets, results, received, summary }: Judged): Generator<string> {
  const count = new Map<string, number>();
  for (const { rowId } of results) count.set(rowId, (count.get(rowId) ?? 0) + 1);
  for (const changeSet of changeSets) {
    if (summary?.status === 'cancelled' && received?.has(changeSet) === false) continue;
    for (const { rowId } of changeSet.rows) {
      const got = count.get(rowId) ?? 0;
      if (got !== 1) yield `T-1: row ${rowId} has ${got} results`;
      count.delete(rowId);
    }
  }
  for (const rowId of count.keys()) yield `T-1: a result for ${rowId}, which was never a row`;
}

/** Status, outcome and error of a result go together. */
export function* wholeResults({ results }: Judged): Generator<string> {
  for (const { rowId, status, outcome, error } of results) {
    if ((status === 'succeeded') !== (outcome !== null)) yield `T-2: row ${rowId} is ${status} with outcome ${outcome}`;
    if ((status === 'succeeded') === (error !== undefined))
      yield `T-2: row ${rowId} is ${status}, error ${error?.code}`;
    if (error && (error.message === '' || error.remedy === '')) yield `T-2: row ${rowId} fails without a word`;
  }
}

/** The summary says what the results say. */
export function* summaryIsTrue({ summary, results }: Judged): Generator<string> {
  if (summary === undefined) return;
  const rows = { received: results.length, succeeded: 0, failed: 0, skipped: 0 };
  const outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  for (const { status, outcome } of results) {
    rows[status] += 1;
    if (outcome !== null) outcomes[outcome] += 1;
  }
  yield* differences(summary.rows, rows);
  yield* differences(summary.outcomes, outcomes);
  const ended = summary.status === 'completed' || summary.status === 'completed_with_errors';
  if (ended && (summary.status === 'completed') !== (rows.failed === 0))
    yield `T-11: the run is ${summary.status} with ${rows.failed} rows failed`;
}

function* differences<T extends Record<string, number>>(told: T, counted: T): Generator<string> {
  for (const [what, count] of Object.entries(counted))
    if (told[what] !== count) yield `T-1: the summary counts ${told[what]} rows ${what}, the results ${count}`;
}
