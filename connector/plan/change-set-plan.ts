import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { desiredBy, type RowContext } from './desired.ts';
import { NO_OTHERS, type RowRef, type SegmentChange, type SettledRows } from './segment-change.ts';

/** The rows of a change, as the others of the one that takes its place. One list a segment: thousands of rows may share it. */
function joined({ rowId, changeSetId, others }: SegmentChange): readonly RowRef[] {
  const rows = others === NO_OTHERS ? [] : (others as RowRef[]); // Made here, and nobody else's yet.
  rows.push({ rowId, changeSetId });
  return rows;
}

/** The rows of one change-set, made one change a segment (P-3). A set has no order, so it is complete only at `finish`. */
export class ChangeSetPlan {
  readonly #changes = new Map<string, SegmentChange>();
  readonly #settled: SettledRows[] = [];
  readonly #context: RowContext;
  /** Whether any code was generated (S-7). */
  generatedCode = false;

  constructor(context: RowContext) {
    this.#context = context;
  }

  /** Takes one row, whatever the host sent as one. */
  add(raw: unknown): void {
    const rowId = rowIdOf(raw);
    if (typeof raw !== 'object' || raw === null || typeof (raw as { rowId?: unknown }).rowId !== 'string') {
      this.#settle(rowId, 'failed', null, errorDetail('invalid_row', { field: 'rowId' }));
      return;
    }
    const desired = desiredBy(raw, rowId, this.#context);
    switch (desired.state) {
      case 'skipped':
      case 'failed':
        this.#settle(rowId, desired.state, desired.code ?? null, desired.error);
        return;
      case 'present':
      case 'absent':
        this.generatedCode ||= desired.generated;
        this.#join(desired);
    }
  }

  /** A row that wants the segment beats every removal, and the last one's values count. */
  #join(change: SegmentChange): void {
    const { code, rowId } = change;
    const former = this.#changes.get(code);
    if (former === undefined) this.#changes.set(code, change);
    else if (change.state === former.state) this.#changes.set(code, { ...change, others: joined(former) });
    else if (former.state === 'present') this.#supersede(rowId, code);
    else {
      for (const removing of former.others) this.#supersede(removing.rowId, code);
      this.#supersede(former.rowId, code);
      this.#changes.set(code, change);
    }
  }

  #supersede(rowId: string, code: string): void {
    this.#settle(rowId, 'skipped', code, errorDetail('superseded'));
  }

  #settle(rowId: string, status: SettledRows['status'], code: string | null, error: ErrorDetail): void {
    const { changeSetId } = this.#context;
    this.#settled.push({ rowId, changeSetId, others: NO_OTHERS, code, status, error });
  }

  /** One change a segment, by its code, and the rows that are settled already. */
  finish(): { changes: Map<string, SegmentChange>; settled: SettledRows[] } {
    return { changes: this.#changes, settled: this.#settled };
  }
}

/** A row without a proper id is reported under what it has for one. */
function rowIdOf(raw: unknown): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? (raw as { rowId?: unknown }).rowId : undefined;
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : '';
}
