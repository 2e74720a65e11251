import type { AudienceMode } from '../../spec/host/change-set.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { type Desired, desiredBy, type PlannedTarget } from './desired.ts';
import type { RowRef, SegmentChange, SettledRow } from './segment-change.ts';

interface Group {
  wanted: Extract<Desired, { kind: 'present' }> | undefined;
  wanting: RowRef[] | undefined;
  removing: RowRef[] | undefined;
}

/** The rows of one change-set, made one change a segment (P-3). A set has no order, so it is complete only at `finish`. */
export class ChangeSetPlan {
  readonly #groups = new Map<string, Group>();
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

  #join(desired: Extract<Desired, { code: string; generated: boolean }>, row: RowRef): void {
    let group = this.#groups.get(desired.code);
    if (group === undefined) {
      group = { wanted: undefined, wanting: undefined, removing: undefined };
      this.#groups.set(desired.code, group);
    }
    if (desired.kind === 'present') {
      group.wanted = desired;
      group.wanting = joined(group.wanting, row);
    } else group.removing = joined(group.removing, row);
  }

  /** One change a segment, and the rows that are settled already: a removal is beaten by a row that wants the segment. */
  finish(): { changes: SegmentChange[]; settled: SettledRow[] } {
    const changes: SegmentChange[] = [];
    for (const [code, { wanted, wanting = [], removing = [] }] of this.#groups) {
      if (wanted === undefined) {
        changes.push({ state: 'absent', code, rows: removing });
        continue;
      }
      const { given, defaultName } = wanted;
      changes.push({ state: 'present', code, given, defaultName, rows: wanting });
      for (const row of removing) {
        this.#settled.push({ row, status: 'skipped', segmentCode: code, error: errorDetail('superseded') });
      }
    }
    return { changes, settled: this.#settled };
  }
}

/** A list of one takes a tenth of the memory of one that was pushed to, and most segments have one row. */
function joined(rows: RowRef[] | undefined, row: RowRef): RowRef[] {
  if (rows === undefined) return [row];
  rows.push(row);
  return rows;
}

/** A row without a proper id is reported under what it has for one. */
function rowIdOf(raw: unknown): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? (raw as { rowId?: unknown }).rowId : undefined;
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : '';
}
