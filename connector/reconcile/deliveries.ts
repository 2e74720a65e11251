import type { ChangeRow } from '../../spec/host/change-set.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { Observed } from './decide.ts';
import { fieldsOf, type Values } from './fields.ts';
import type { ImportJournal } from './journal.ts';
import type { SnapshotEntry } from './snapshot.ts';
import type { Telling } from './telling.ts';

/** A segment that write() is to bring about. */
export interface Delivery<Why> {
  readonly rowId: string;
  readonly code: string;
  readonly wanted: Values;
  /** The snapshot's entry, where the segment is ours. */
  readonly entry: SnapshotEntry | undefined;
  readonly observed: Observed | 'absent';
  readonly why: Why;
}

/** What rows of one segment share. */
type Shared = Omit<RowResult, 'rowId' | 'changeSetId' | 'segmentCode'>;

/** Rows of a list on their way through write(), and how those end that need not take it. */
export class Deliveries<Why> {
  readonly #telling: Telling;
  readonly #journal: ImportJournal | undefined;
  readonly #onSettled: (delivery: Delivery<Why>, result: RowResult) => void;
  readonly #underWay = new Map<string, { delivery: Delivery<Why>; others: string[] }>();
  /** How codes ended that did not end as unchanged: later rows of a code share its result. */
  readonly #ended = new Map<string, Shared>();

  /** Without a journal nothing is sent, and nothing recorded: a plan. */
  constructor(
    telling: Telling,
    journal: ImportJournal | undefined,
    onSettled: (delivery: Delivery<Why>, result: RowResult) => void,
  ) {
    this.#telling = telling;
    this.#journal = journal;
    this.#onSettled = onSettled;
  }

  /** Takes a segment that something is to be sent for, or more that is known of one: later rows of its code wait for its result. */
  expect(delivery: Delivery<Why>): void {
    const { code } = delivery;
    this.#underWay.set(code, { delivery, others: this.#underWay.get(code)?.others ?? [] });
  }

  /** The row that write() gets for it; its code stands for it, for row ids need not be unique. */
  rowOf({ code, wanted, entry }: Delivery<Why>): ChangeRow {
    this.#journal?.expect(code, entry, wanted);
    const { name, description, cpm, categories } = wanted;
    return { rowId: code, segment_code: code, segment_name: name, description, cpm, categories };
  }

  /** Ends one that was expected, without anything being sent. */
  refuse({ code }: Delivery<Why>, error: ErrorDetail): Promise<void> {
    const result: RowResult = {
      rowId: code,
      status: 'failed',
      outcome: null,
      operation: null,
      segmentCode: code,
      error,
    };
    return this.take(result);
  }

  /** A row that is as wanted already. */
  unchanged(rowId: string, segmentCode: string): Promise<void> {
    return this.#telling.tell([{ ...UNCHANGED, rowId, segmentCode }]);
  }

  /** A row for which nothing is sent. `code`: its own, when later rows of it share this. */
  unsent(rowId: string, code: string | undefined, status: 'failed' | 'skipped', error: ErrorDetail): Promise<void> {
    const shared: Shared = { status, outcome: null, operation: null, error };
    return this.#telling.tell([{ ...shared, rowId, segmentCode: code ?? null }]);
  }

  /** The same for a row whose code was decided about. */
  decidedUnsent(rowId: string, code: string, status: 'failed' | 'skipped', error: ErrorDetail): Promise<void> {
    this.#ended.set(code, { status, outcome: null, operation: null, error });
    return this.unsent(rowId, code, status, error);
  }

  /** A row equal to an earlier one of its code. */
  share(rowId: string, code: string, segmentCode: string): Promise<void> {
    const under = this.#underWay.get(code);
    if (under === undefined)
      return this.#telling.tellMore([{ ...(this.#ended.get(code) ?? UNCHANGED), rowId, segmentCode }]);
    under.others.push(rowId);
    return Promise.resolve();
  }

  /** Takes a result of write()'s. */
  take(result: RowResult): Promise<void> {
    const under = this.#underWay.get(result.rowId);
    if (under === undefined) return Promise.resolve();
    const { delivery, others } = under;
    this.#underWay.delete(result.rowId);
    const { observed, code, rowId } = delivery;
    const told = this.#journal?.settle(code, result);
    const { rowId: _code, changeSetId: _set, segmentCode, ...rest } = result;
    const succeeded = result.status === 'succeeded';
    const after = succeeded ? (told?.after ?? fieldsOf({ ...held(observed), ...given(delivery.wanted) })) : undefined;
    const shared: Shared = {
      ...rest,
      segment: {
        before: observed === 'absent' ? null : fieldsOf(observed.fields),
        ...(after !== undefined && { after }),
        ...(told?.id !== undefined && { id: told.id }),
      },
    };
    const { segment: _segment, ...lean } = shared;
    this.#ended.set(code, SHARED_BY_OUTCOME[succeeded ? (result.outcome ?? 'none') : 'none'] ?? lean);
    this.#onSettled(delivery, result);
    return this.#telling.tell([rowId, ...others].map((id) => ({ ...shared, rowId: id, segmentCode })));
  }

  /** Rows that write() has not settled: it broke off. */
  settleRest(): Promise<void> {
    const error = errorDetail('outcome_unknown');
    const rest = [...this.#underWay.keys()];
    for (const code of rest)
      void this.take({ rowId: code, status: 'failed', outcome: null, operation: null, segmentCode: code, error });
    return this.#telling.tell([]);
  }
}

const UNCHANGED: Shared = { status: 'succeeded', outcome: 'unchanged', operation: null };

/** One object for all that end alike: a million of a first run must fit. */
const SHARED_BY_OUTCOME: Partial<Record<string, Shared>> = {
  created: { status: 'succeeded', outcome: 'created', operation: 'Create' },
  updated: { status: 'succeeded', outcome: 'updated', operation: 'Update' },
  unchanged: UNCHANGED,
};

const held = (observed: Observed | 'absent'): Values => (observed === 'absent' ? {} : observed.fields);

const given = (wanted: Values): Values => fieldsOf(wanted);
