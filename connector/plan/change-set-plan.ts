import type { ChangeSet } from '../../spec/host/change-set.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { desiredBy, type RowContext } from './desired.ts';
import {
  type CodeSource,
  joined,
  NO_OTHERS,
  type RowRef,
  type SegmentChange,
  type SettledRows,
} from './segment-change.ts';

export interface ChangeSetContext extends RowContext {
  readonly order: NonNullable<ChangeSet['order']>;
  /** Codes with the same key are one segment's. */
  readonly keyOf: (code: string) => string;
}

/** The rows of one change-set, made one change a segment (P-3). A set has no order, so it is complete only at `finish`. */
export class ChangeSetPlan {
  readonly #changes = new Map<string, SegmentChange>();
  /** Rows that want the opposite of what their segment's change says now, by its key. */
  readonly #beaten = new Map<string, RowRef[]>();
  readonly #settled: SettledRows[] = [];
  readonly #context: ChangeSetContext;
  /** Whether any code was generated (S-7). */
  generatedCode = false;

  constructor(context: ChangeSetContext) {
    this.#context = context;
  }

  /** Takes one row, whatever the host sent as one and whatever happens when it is read (T-10). */
  add(rows: readonly unknown[], at: number): void {
    let rowId = '';
    try {
      const raw = rows[at];
      rowId = rowIdOf(raw);
      if (typeof raw !== 'object' || raw === null || typeof (raw as { rowId?: unknown }).rowId !== 'string')
        this.#settle(rowId, 'failed', errorDetail('invalid_row', { field: 'rowId' }));
      else this.#take(raw, rowId);
    } catch {
      this.#settle(rowId, 'failed', errorDetail('invalid_row', { message: 'The row fails when it is read.' }));
    }
  }

  #take(row: object, rowId: string): void {
    const desired = desiredBy(row, rowId, this.#context);
    switch (desired.state) {
      case 'skipped':
      case 'failed':
        this.#settle(rowId, desired.state, desired.error, desired.code, desired.codeSource);
        return;
      case 'present':
      case 'absent':
        this.generatedCode ||= this.#isGenerated(desired.codeSource);
        this.#join(desired);
    }
  }

  #isGenerated(codeSource: CodeSource): boolean {
    switch (codeSource) {
      case 'row':
        return false;
      case 'row_name':
        return true;
      case 'target':
        return this.#context.target?.segmentCode === undefined;
    }
  }

  /** In a set a row that wants the segment beats every removal; in a log the later row wins. Of equals the last one's values count. */
  #join(change: SegmentChange): void {
    const { order, keyOf } = this.#context;
    const key = keyOf(change.code);
    const former = this.#changes.get(key);
    if (former === undefined) {
      this.#changes.set(key, change);
    } else if (former.state === change.state) {
      this.#changes.set(key, { ...change, others: joined(former) });
    } else if (order === 'log' || change.state === 'present') {
      const others = this.#beaten.get(key) ?? NO_OTHERS;
      this.#beaten.set(key, joined(former));
      this.#changes.set(key, { ...change, others });
    } else {
      const { rowId, changeSetId } = change;
      const beaten = this.#beaten.get(key);
      if (beaten === undefined) this.#beaten.set(key, [{ rowId, changeSetId }]);
      else beaten.push({ rowId, changeSetId });
    }
  }

  #settle(
    rowId: string,
    status: SettledRows['status'],
    error: ErrorDetail,
    code?: string,
    codeSource?: CodeSource,
  ): void {
    const { changeSetId } = this.#context;
    this.#settled.push({
      rowId,
      changeSetId,
      others: NO_OTHERS,
      code: code ?? null,
      codeSource,
      status,
      error,
      told: false,
    });
  }

  /** One change a segment, by its key, and the rows that are settled already. */
  finish(): { changes: Map<string, SegmentChange>; settled: readonly SettledRows[] } {
    const superseded = errorDetail('superseded');
    for (const [key, beaten] of this.#beaten) {
      const { code = null, codeSource } = this.#changes.get(key) ?? {};
      for (const row of beaten)
        this.#settled.push({
          ...row,
          others: NO_OTHERS,
          code,
          codeSource,
          status: 'skipped',
          error: superseded,
          told: false,
        });
    }
    return { changes: this.#changes, settled: this.#settled };
  }
}

/** Whole numbers that are ids at all; others would take long to write out. */
const ID_BITS = 256;

/** A row without a proper id is reported under what it has for one. */
function rowIdOf(raw: unknown): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? (raw as { rowId?: unknown }).rowId : undefined;
  switch (typeof id) {
    case 'string':
    case 'number':
      return String(id);
    case 'bigint':
      return BigInt.asIntN(ID_BITS, id) === id ? String(id) : '';
    default:
      return '';
  }
}
