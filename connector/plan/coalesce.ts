import type { AudienceMode } from '../../spec/host/change-set.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { type Desired, desiredBy, type PlannedTarget } from './desired.ts';
import type { RowRef, SegmentChange, SettledRow } from './segment-change.ts';

/** A change whose rows are still being gathered. */
type Gathering = SegmentChange & { readonly rows: RowRef[] };

/** The rows of one change-set, made one change a segment (P-3). A set has no order, so it is complete only at `finish`. */
export class ChangeSetPlan {
  readonly #changes = new Map<string, Gathering>();
  readonly #settled: SettledRow[] = [];
  readonly #mode: AudienceMode;
  readonly #target: PlannedTarget;
  readonly #changeSetId: string | undefined;
  /** Whether any code was generated (S-7). */
  generatedCode = false;

  constructor(mode: AudienceMode, target: PlannedTarget, changeSetId: string | undefined) {
    this.#mode = mode;
    this.#target = target;
    this.#changeSetId = changeSetId;
  }

  /** Takes one row, whatever the host sent as one. */
  add(raw: unknown): void {
    const row = { rowId: rowIdOf(raw), changeSetId: this.#changeSetId };
    if (typeof raw !== 'object' || raw === null || typeof (raw as { rowId?: unknown }).rowId !== 'string') {
      this.#settled.push({
        row,
        status: 'failed',
        segmentCode: null,
        error: errorDetail('invalid_row', { field: 'rowId' }),
      });
      return;
    }
    const desired = desiredBy(raw, this.#mode, this.#target);
    switch (desired.kind) {
      case 'skipped':
      case 'failed': {
        const segmentCode = desired.kind === 'failed' ? (desired.code ?? null) : null;
        this.#settled.push({ row, status: desired.kind, segmentCode, error: desired.error });
        return;
      }
      case 'present':
      case 'absent':
        this.generatedCode ||= desired.generated;
        this.#join(desired, row);
    }
  }

  /** A row that wants the segment beats every removal, and the last one's values count. */
  #join(desired: Extract<Desired, { code: string; generated: boolean }>, row: RowRef): void {
    const { code } = desired;
    const former = this.#changes.get(code);
    if (former === undefined) this.#changes.set(code, changeBy(desired, [row]));
    else if (desired.kind === former.state) {
      former.rows.push(row);
      this.#changes.set(code, changeBy(desired, former.rows));
    } else if (former.state === 'present') this.#supersede(row, code);
    else {
      for (const removing of former.rows) this.#supersede(removing, code);
      this.#changes.set(code, changeBy(desired, [row]));
    }
  }

  #supersede(row: RowRef, segmentCode: string): void {
    this.#settled.push({ row, status: 'skipped', segmentCode, error: errorDetail('superseded') });
  }

  /** One change a segment, and the rows that are settled already. */
  finish(): { changes: SegmentChange[]; settled: SettledRow[] } {
    return { changes: [...this.#changes.values()], settled: this.#settled };
  }
}

function changeBy(desired: Extract<Desired, { code: string; generated: boolean }>, rows: RowRef[]): Gathering {
  const { code } = desired;
  if (desired.kind === 'absent') return { state: 'absent', code, rows };
  return { state: 'present', code, given: desired.given, defaultName: desired.defaultName, rows };
}

/** A row without a proper id is reported under what it has for one. */
function rowIdOf(raw: unknown): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? (raw as { rowId?: unknown }).rowId : undefined;
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : '';
}
