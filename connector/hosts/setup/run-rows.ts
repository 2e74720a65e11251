import type { RowResult } from '../../../spec/host/row-result.ts';
import type { FileRow } from '../files/file-row.ts';
import { cellsOf } from '../report/failed-rows.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { kindOf } from './plan-lines.ts';
import type { LineKind, Page, RunRow } from './protocol.ts';

/** A row's result with the values it was asked by. */
export interface KeptRow {
  readonly result: FileRowResult;
  readonly asked: Readonly<Record<string, string>>;
}

/** Failed, and nothing is wrong with the row: it was never sent, or not to its end. */
const NOT_THE_ROWS_FAULT = new Set([
  'cancelled',
  'authentication_failed',
  'insufficient_permissions',
  'import_not_found',
]);

/** Whether the row may be sent again as it is, to a better end (F-16). */
const canResume = ({ status, error }: Pick<RowResult, 'status' | 'error'>): boolean =>
  status === 'failed' && error !== undefined && (error.retryable || NOT_THE_ROWS_FAULT.has(error.code));

/** Every row of a run with what became of it, in the order in which they were settled. */
export class RunRows {
  readonly #rows: KeptRow[] = [];
  readonly #places = new Map<number, number>();
  #resumable = 0;

  settle(result: FileRowResult, row: FileRow | undefined): void {
    this.#places.set(result.line, this.#rows.push({ result, asked: row === undefined ? {} : cellsOf(row) }) - 1);
    if (canResume(result)) this.#resumable += 1;
  }

  get resumable(): number {
    return this.#resumable;
  }

  /** Lines of the file that have a final result: everything but these is sent by Resume. */
  *finalLines(): Generator<number> {
    for (const { result } of this.#rows) if (!canResume(result)) yield result.line;
  }

  /** Why the row of that line is one to be mended or sent again. */
  failureAt(line: number): FileRowResult['error'] {
    const kept = this.at(line);
    return kept?.result.status === 'failed' ? kept.result.error : undefined;
  }

  *all(): Generator<FileRowResult> {
    for (const { result } of this.#rows) yield result;
  }

  at(line: number): KeptRow | undefined {
    const place = this.#places.get(line);
    return place === undefined ? undefined : this.#rows[place];
  }

  page(kind: LineKind | 'all', query: string, offset: number, limit: number): Page<RunRow> {
    const words = query.trim().toLowerCase();
    const lines: RunRow[] = [];
    let total = 0;
    for (const kept of this.#rows) {
      if (kind !== 'all' && kindOf(kept.result) !== kind) continue;
      if (words !== '' && !textOf(kept).includes(words)) continue;
      if (total >= offset && lines.length < limit) lines.push(rowOf(kept));
      total += 1;
    }
    return { total, lines };
  }
}

export function rowOf({ result, asked }: KeptRow): RunRow {
  const { line, rowId, status, outcome, segmentCode, error } = result;
  const name = asked['segment_name'];
  return {
    line,
    rowId,
    status,
    outcome,
    segmentCode,
    ...(name !== undefined && name !== '' && { name }),
    ...(error && { message: error.message }),
  };
}

const textOf = ({ result: { rowId, segmentCode, error }, asked }: KeptRow) =>
  `${rowId} ${segmentCode ?? ''} ${asked['segment_name'] ?? ''} ${error?.message ?? ''}`.toLowerCase();
