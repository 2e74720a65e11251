import type { RowResult } from '../../../spec/host/row-result.ts';
import type { SegmentFields } from '../../../spec/host/segment.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { kindOf } from './plan-lines.ts';
import type { LineKind, Page, RunRow, RunSegment } from './protocol.ts';

/** A row's result with the values it was asked by, and what was there before. */
export interface KeptRow {
  readonly result: FileRowResult;
  readonly asked: Readonly<Record<string, string>>;
  readonly before?: SegmentFields | null;
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

export const mayHaveWritten = ({ outcome, error }: Pick<RowResult, 'outcome' | 'error'>): boolean =>
  (outcome !== null && outcome !== 'unchanged') || error?.code === 'outcome_unknown';

interface SegmentRows {
  /** Place of its last row. */
  last: number;
  rows: number;
}

/** Every row of a run with what became of it, in the order in which they were settled. */
export class RunRows {
  readonly #rows: KeptRow[] = [];
  readonly #places = new Map<number, number>();
  readonly #segments = new Map<string, SegmentRows>();
  #resumable = 0;

  settle(kept: KeptRow): void {
    const { result } = kept;
    const place = this.#rows.push(kept) - 1;
    if (result.line > 0) this.#places.set(result.line, place);
    if (canResume(result)) this.#resumable += 1;
    if (result.segmentCode === null) return;
    const segment = this.#segments.get(result.segmentCode);
    if (segment === undefined) this.#segments.set(result.segmentCode, { last: place, rows: 1 });
    else {
      segment.last = place;
      segment.rows += 1;
    }
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
    const place = this.#places.get(line);
    const result = place === undefined ? undefined : this.#rows[place]?.result;
    return result?.status === 'failed' ? result.error : undefined;
  }

  *all(): Generator<KeptRow> {
    yield* this.#rows;
  }

  /** Results that changed a segment, or may have. */
  *written(): Generator<FileRowResult> {
    for (const { result } of this.#rows) if (mayHaveWritten(result)) yield result;
  }

  at(place: number): KeptRow | undefined {
    return this.#rows[place];
  }

  page(kind: LineKind | 'all', query: string, offset: number, limit: number): Page<RunRow> {
    const words = query.trim().toLowerCase();
    const lines: RunRow[] = [];
    let total = 0;
    for (const [place, kept] of this.#rows.entries()) {
      if (!fits(kept, kind, words)) continue;
      if (total >= offset && lines.length < limit) lines.push(rowOf(kept, place));
      total += 1;
    }
    return { total, lines };
  }

  /** Rows of a batch that were sent and failed: what was never sent is not at fault. */
  atFault(batch: number, limit: number): Page<RunRow> {
    const lines: RunRow[] = [];
    let total = 0;
    for (const [place, kept] of this.#rows.entries()) {
      const { result } = kept;
      if (result.batch !== batch || result.status !== 'failed' || !result.requests?.length) continue;
      if (lines.length < limit) lines.push(rowOf(kept, place));
      total += 1;
    }
    return { total, lines };
  }

  /** Every row by segment: what became of each in the end. */
  segments(kind: LineKind | 'all', query: string, offset: number, limit: number): Page<RunSegment> {
    const words = query.trim().toLowerCase();
    const lines: RunSegment[] = [];
    let total = 0;
    for (const { last, rows } of this.#segments.values()) {
      const kept = this.#rows[last];
      if (kept === undefined || !fits(kept, kind, words)) continue;
      if (total >= offset && lines.length < limit) lines.push({ ...rowOf(kept, last), rows, ...fieldsOf(kept) });
      total += 1;
    }
    return { total, lines };
  }
}

const fits = (kept: KeptRow, kind: LineKind | 'all', words: string) =>
  (kind === 'all' || kindOf(kept.result) === kind) && (words === '' || textOf(kept).includes(words));

export function rowOf({ result, asked, before }: KeptRow, place: number): RunRow {
  const { line, rowId, status, outcome, segmentCode, error } = result;
  const name = asked['segment_name'] || before?.name;
  return {
    place,
    line,
    rowId,
    status,
    outcome,
    segmentCode,
    ...(name !== undefined && name !== '' && { name }),
    ...(error && { message: error.message }),
  };
}

/** Fields of a segment, and the columns of a file that say them. */
export const FIELDS = [
  ['name', 'segment_name'],
  ['cpm', 'cpm'],
  ['description', 'description'],
  ['categories', 'categories'],
] as const;

/** What was there, and what was asked for: what a segment's line shows of it. */
function fieldsOf({ asked, before }: KeptRow): Pick<RunSegment, 'changed'> {
  const changed = FIELDS.flatMap(([field, column]) => {
    const to = asked[column];
    const was = textOfField(before?.[field]);
    return to === undefined || to === '' || to === was ? [] : [{ field, ...(was !== undefined && { was }), is: to }];
  });
  return { changed };
}

export const textOfField = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : Array.isArray(value) ? value.join(', ') : String(value);

const textOf = ({ result: { rowId, segmentCode, error }, asked, before }: KeptRow) =>
  `${rowId} ${segmentCode ?? ''} ${asked['segment_name'] ?? ''} ${before?.name ?? ''} ${error?.message ?? ''}`.toLowerCase();
