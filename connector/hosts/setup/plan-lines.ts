import type { ErrorCode } from '../../../spec/host/errors.ts';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { SegmentFields } from '../../../spec/host/segment.ts';
import type { PlannedChange } from '../../reconcile/index.ts';
import { type FileRow, isUnreadable } from '../files/file-row.ts';
import { cellsOf } from '../report/failed-rows.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { shortReason } from '../report/planned-words.ts';
import { type KeptBack, type KindCounts, LINE_KINDS, type LineKind, type Page, type PlanLine } from './protocol.ts';

type Growing = { -readonly [Part in keyof PlanLine]: PlanLine[Part] };

const KIND_OF = { Create: 'created', Update: 'updated', Delete: 'deleted' } as const;

/** Of those that one guard keeps back, so many are named beside its reason. */
const KEPT_BY_NAME = 4;

/** What would change, by segment: deletions before all. Rows that share a segment are one line. */
export class PlanLines {
  readonly #lines: Record<LineKind, Growing[]> = {
    deleted: [],
    updated: [],
    created: [],
    failed: [],
    unchanged: [],
    skipped: [],
  };
  readonly #bySegment = new Map<string, Growing>();
  readonly #rows = new Map<LineKind, number>();
  readonly #removed = new Set<string>();
  readonly #kept = new Map<ErrorCode, { segments: number; first: { code: string; name: string }[] }>();

  /** A row's result. `removes`: whether it asks for its segment to be gone. */
  record(
    result: FileRowResult,
    row: FileRow | undefined,
    { corrected, removes }: { corrected: boolean; removes: boolean },
  ): void {
    const kind = kindOf(result);
    this.#rows.set(kind, (this.#rows.get(kind) ?? 0) + 1);
    if (kind === 'deleted' || (kind === 'unchanged' && removes)) this.#removed.add(result.segmentCode ?? '');
    const segment = kind === 'failed' || kind === 'skipped' ? undefined : `${kind} ${result.segmentCode}`;
    const shared = segment === undefined ? undefined : this.#bySegment.get(segment);
    if (shared !== undefined) {
      shared.rows += 1;
      return;
    }
    const line = lineOf(kind, result, row, corrected);
    this.#lines[kind].push(line);
    if (segment !== undefined) this.#bySegment.set(segment, line);
  }

  /** A change of a plan: what to know of it stands at the line of its row, or at one of its own when no row asks for it. */
  plan({ operation, code, before, after }: PlannedChange, remarks: readonly string[]): void {
    const kind = KIND_OF[operation];
    const key = `${kind} ${code}`;
    let line = this.#bySegment.get(key);
    if (line === undefined) {
      const name = (after?.name ?? before?.name) || code;
      line = { kind, line: 0, rowId: '', rows: 0, code, name, before, after };
      this.#lines[kind].push(line);
      this.#bySegment.set(key, line);
    }
    if (remarks.length > 0) line.remarks = remarks;
  }

  /** A deletion that a guard keeps back, or what an undo leaves alone. */
  keepBack(code: string, before: SegmentFields | undefined, reason: ErrorCode = 'edited_elsewhere'): void {
    const { message, remedy } = errorDetail(reason);
    const name = before?.name ?? code;
    const kept = this.#kept.get(reason) ?? { segments: 0, first: [] };
    kept.segments += 1;
    if (kept.first.length < KEPT_BY_NAME) kept.first.push({ code, name });
    this.#kept.set(reason, kept);
    this.#lines.skipped.push({
      kind: 'skipped',
      line: 0,
      rowId: '',
      rows: 0,
      code,
      name,
      ...(before !== undefined && { before }),
      error: { code: reason, message: shortReason(reason) || message, remedy },
    });
  }

  /** What is kept back, by why; most first. */
  get keptBack(): KeptBack[] {
    return [...this.#kept]
      .map(([reason, kept]) => ({ reason, ...kept, ...worded(reason) }))
      .sort((one, other) => other.segments - one.segments);
  }

  /** Segments that would change. */
  get changes(): number {
    return this.#lines.deleted.length + this.#lines.updated.length + this.#lines.created.length;
  }

  /** Where the row of a segment stands in the file. */
  placeOf(code: string): Pick<PlanLine, 'line' | 'rowId'> | undefined {
    return this.#bySegment.get(`created ${code}`) ?? this.#bySegment.get(`updated ${code}`);
  }

  /** What was there when the plan was made. */
  beforeOf(code: string): SegmentFields | null | undefined {
    return (['updated', 'deleted', 'unchanged'] as const)
      .map((kind) => this.#bySegment.get(`${kind} ${code}`))
      .find((line) => line !== undefined)?.before;
  }

  get counts(): KindCounts {
    const entries = LINE_KINDS.map((kind) => [
      kind,
      { rows: this.#rows.get(kind) ?? 0, segments: this.#lines[kind].length },
    ]);
    return Object.fromEntries(entries) as KindCounts; // One entry a kind.
  }

  named(code: string): string | undefined {
    const line = this.#bySegment.get(`deleted ${code}`) ?? this.#bySegment.get(`updated ${code}`);
    return line?.name;
  }

  /** Segments that rows remove, those that are gone already included: what P-8 counts. */
  get removed(): number {
    return this.#removed.size;
  }

  /** Every line, in the order of the review. */
  *all(): Generator<PlanLine> {
    for (const kind of LINE_KINDS) yield* this.#lines[kind];
  }

  /** How many lines of each kind mention the words. */
  found(query: string): Readonly<Partial<Record<LineKind, number>>> {
    return Object.fromEntries(LINE_KINDS.map((kind) => [kind, this.page(kind, query, 0, 0).total]));
  }

  page(kind: LineKind | 'all', query: string, offset: number, limit: number): Page<PlanLine> {
    const words = query.trim().toLowerCase();
    const found: PlanLine[] = [];
    let total = 0;
    for (const one of kind === 'all' ? LINE_KINDS : [kind]) {
      const lines = words === '' ? this.#lines[one] : this.#lines[one].filter((line) => mentions(line, words));
      const from = Math.max(0, offset - total);
      if (found.length < limit) found.push(...lines.slice(from, from + limit - found.length));
      total += lines.length;
    }
    return { total, lines: found };
  }
}

const worded = (reason: ErrorCode) => {
  const { message, remedy } = errorDetail(reason);
  return { message, remedy };
};

export function kindOf({ status, outcome }: Pick<RowResult, 'status' | 'outcome'>): LineKind {
  return status === 'succeeded' ? (outcome ?? 'unchanged') : status;
}

function lineOf(kind: LineKind, result: FileRowResult, row: FileRow | undefined, corrected: boolean): Growing {
  const { line, rowId, segmentCode: code, segment, error, codeSource } = result;
  const cells = row === undefined || isUnreadable(row) ? undefined : cellsOf(row);
  const name = segment?.after?.name ?? segment?.before?.name ?? cells?.segment_name ?? '';
  const { code: reason, message = '', remedy = '', field } = error ?? {};
  return {
    kind,
    line,
    rowId,
    rows: 1,
    code,
    name: name === '' ? (code ?? '') : name,
    ...((codeSource === 'row_name' || codeSource === 'target') && kind === 'created' && { madeCode: true as const }),
    ...(segment?.before !== undefined && { before: segment.before }),
    ...(segment?.after !== undefined && { after: segment.after }),
    ...(reason !== undefined && { error: { code: reason, message, remedy, ...(field !== undefined && { field }) } }),
    ...(kind === 'failed' && row?.values !== undefined && cells && { values: cells }),
    ...(corrected && { corrected: true as const }),
  };
}

const mentions = ({ name, code, rowId }: PlanLine, words: string): boolean =>
  `${name} ${code ?? ''} ${rowId}`.toLowerCase().includes(words);
