import type { AudienceMode, ChangeRow, ChangeSet } from '../../spec/host/change-set.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { LoggedRequest } from '../../spec/taxonomy/sandbox/index.ts';
import type { WireSegment } from '../../spec/taxonomy/segment.ts';
import type { ExchangeRecord } from './exchange-log.ts';

/** A run, as far as the invariants look at it. */
export interface Judged {
  readonly mode: AudienceMode;
  readonly changeSets: readonly ChangeSet[];
  readonly results: readonly RowResult[];
  readonly segments: readonly WireSegment[];
  readonly exchanges: readonly ExchangeRecord[];
  readonly requests: readonly LoggedRequest[];
  /** Codes whose segments the run changed: what was so before and stayed so is not this run's operation in effect. */
  readonly applied: ReadonlySet<string>;
  /** The run was cancelled or stopped by a fatal error, so that reading back was not allowed. */
  readonly stopped?: boolean;
}

/** Everything about a run that must be true whatever happened; an empty list when it is. */
export function violations(judged: Judged): string[] {
  return [
    ...oneResultARow(judged),
    ...resultsAreTrue(judged),
    ...unknownOnlyUnread(judged),
    ...politeRequests(judged.exchanges),
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

const removes = (mode: AudienceMode, row: ChangeRow): boolean =>
  row.change === 'removed' || (mode === 'remove' && row.change === undefined);

/** The rows that decide on each code: those of the last change-set that names it; a wanted segment beats a removal. */
function decisive(
  mode: AudienceMode,
  changeSets: readonly ChangeSet[],
  results: ReadonlyMap<string, RowResult>,
): Map<string, ChangeRow[]> {
  const byCode = new Map<string, ChangeRow[]>();
  for (const { rows } of changeSets) {
    const here = new Map<string, ChangeRow[]>();
    for (const row of rows) {
      const result = results.get(row.rowId);
      if (result === undefined || result.status === 'skipped' || result.segmentCode === null) continue;
      here.set(result.segmentCode, [...(here.get(result.segmentCode) ?? []), row]);
    }
    for (const [code, named] of here)
      byCode.set(
        code,
        named.filter((row) => removes(mode, row) === removes(mode, named.at(-1) ?? row)),
      );
  }
  return byCode;
}

/** T-2: succeeded rows are in effect, failed ones are not. */
function* resultsAreTrue({ mode, changeSets, results, segments, applied }: Judged): Generator<string> {
  const byRow = new Map(results.map((result) => [result.rowId, result]));
  const held = new Map(segments.map((segment) => [segment.code, segment]));
  for (const [code, deciding] of decisive(mode, changeSets, byRow)) {
    const last = deciding.at(-1);
    if (last === undefined) continue;
    const inEffect = removes(mode, last) ? !held.has(code) : asGiven(last, held.get(code));
    for (const row of deciding) {
      const result = byRow.get(row.rowId);
      if (result?.status === 'succeeded' && !inEffect)
        yield `T-2: row ${row.rowId} (${code}) succeeded, but is not in effect`;
      if (result?.status === 'failed' && result.error?.code !== 'outcome_unknown' && inEffect && applied.has(code)) {
        yield `T-2: row ${row.rowId} (${code}) failed with ${result.error?.code}, but is in effect`;
      }
    }
  }
}

function asGiven(row: ChangeRow, segment: WireSegment | undefined): boolean {
  if (segment === undefined) return false;
  return (
    (row.segment_name === undefined || segment.name === row.segment_name) &&
    (row.description === undefined || segment.description === row.description) &&
    (row.cpm === undefined || segment.cpm === row.cpm)
  );
}

/** T-2: an outcome is unknown only where reading it back failed too. */
function* unknownOnlyUnread({ results, exchanges, requests, stopped }: Judged): Generator<string> {
  if (stopped || !results.some(({ error }) => error?.code === 'outcome_unknown')) return;
  const failedRead = requests.some(
    ({ method, status, fault }) => method === 'GET' && (fault !== undefined || (status !== 200 && status !== 404)),
  );
  const closedWindow = exchanges.some(({ retryAfter }) => retryAfter !== null);
  if (!failedRead && !closedWindow) yield 'T-2: an outcome is unknown although no read failed';
}

/** P-5 and D-3: one request at a time, none inside a Retry-After window. */
function* politeRequests(exchanges: readonly ExchangeRecord[]): Generator<string> {
  let busyUntil = Number.NEGATIVE_INFINITY;
  let closedUntil = Number.NEGATIVE_INFINITY;
  for (const { at, endedAt, status, retryAfter, method, path } of exchanges) {
    if (at < busyUntil) yield `P-5: ${method} ${path} was sent while another request was in flight`;
    if (at < closedUntil) yield `D-3: ${method} ${path} was sent inside a Retry-After window`;
    busyUntil = endedAt ?? at;
    if (status === 429 || status === 503) closedUntil = Math.max(closedUntil, windowEnd(retryAfter, endedAt ?? at));
  }
}

/** D-3: seconds from the answer on, or a date and a second of slack; anything else opens no window. */
function windowEnd(retryAfter: string | null, answeredAt: number): number {
  if (retryAfter === null) return answeredAt;
  if (/^\d+$/.test(retryAfter)) return answeredAt + Number(retryAfter) * 1_000;
  const date = / GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  return date > answeredAt ? date + 1_000 : answeredAt;
}
