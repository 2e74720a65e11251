import { type ErrorCode, type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { RowResult, WriteSummary } from '../../spec/host/row-result.ts';
import type { Clock } from '../clock.ts';
import { write } from '../write.ts';
import type { Observed } from './decide.ts';
import { FIELDS, fieldsOf, sameValue } from './fields.ts';
import type { ImportJournal } from './journal.ts';
import { readCodes } from './observe.ts';
import type { ReconcileContext, ReconcileSummary, RemovalResult } from './request.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';
import type { Telling } from './telling.ts';

/** A segment that is to be deleted. */
export interface Candidate {
  readonly code: string;
  readonly entry: SnapshotEntry;
  readonly observed: Observed;
}

/** Removals as they end, told and counted. */
export class Removals {
  readonly counts = { candidates: 0, deleted: 0, gone: 0, withheld: 0, failed: 0 };
  readonly why: Partial<Record<ErrorCode, number>> = {};
  readonly #telling: Telling;
  readonly #tell: ReconcileContext['onRemoval'];

  constructor(telling: Telling, { onRemoval }: Pick<ReconcileContext, 'onRemoval'>) {
    this.#telling = telling;
    this.#tell = onRemoval;
  }

  async end(result: RemovalResult): Promise<void> {
    this.counts.candidates += 1;
    this.counts[result.status] += 1;
    if (result.reason !== undefined) this.why[result.reason] = (this.why[result.reason] ?? 0) + 1;
    await this.#telling.attempt(() => this.#tell?.(result));
  }

  withhold({ code, observed }: Candidate, reason: ErrorCode): Promise<void> {
    return this.end({ segmentCode: code, status: 'withheld', reason, before: fieldsOf(observed.fields) });
  }

  summary(): ReconcileSummary['removals'] {
    return { ...this.counts, why: { ...this.why } };
  }
}

const CODES_A_CHANGE_SET = 5_000;

/** Reads candidates once more and deletes those that are as they were. Everything else has settled before (N-5). */
export async function deleteAll(
  room: Room,
  candidates: readonly Candidate[],
  journal: ImportJournal,
  removals: Removals,
  context: ReconcileContext,
  clock: Clock,
): Promise<WriteSummary | undefined> {
  if (candidates.length === 0) return undefined;
  const reading = await readCodes(
    room.api,
    candidates.map(({ code }) => code),
    room.pages,
  );
  if ('kind' in reading) {
    for (const candidate of candidates) await removals.end(failedAs(candidate, errorDetail('cancelled')));
    return undefined;
  }
  const due: Candidate[] = [];
  for (const candidate of candidates) {
    const now = reading.get(candidate.code);
    if (now === 'absent') {
      journal.note({ forget: candidate.code });
      await removals.end({ segmentCode: candidate.code, status: 'gone' });
    } else if (now === undefined || 'code' in now) {
      await removals.end(failedAs(candidate, now ?? errorDetail('outcome_unknown')));
    } else if (isAsItWas(candidate.observed, now)) due.push(candidate);
    else await removals.withhold(candidate, 'edited_elsewhere');
  }
  return due.length === 0 ? undefined : send(room, due, journal, removals, context, clock);
}

/** The same segment, with every field as it was seen when it was decided about. */
export const isAsItWas = (before: Observed, now: Observed): boolean =>
  before.id === now.id && FIELDS.every((field) => sameValue(field, before.fields, now.fields));

const failedAs = ({ code, observed }: Candidate, error: ErrorDetail, trace: Trace = {}): RemovalResult => ({
  segmentCode: code,
  status: 'failed',
  error,
  before: fieldsOf(observed.fields),
  ...trace,
});

type Trace = Pick<RemovalResult, 'batch' | 'requests'>;

/** Which exchanges a result was settled by; nothing when none carried its operation. */
const traceOf = ({ operation, batch, requests }: RowResult): Trace =>
  operation === null ? {} : { ...(batch !== undefined && { batch }), ...(requests !== undefined && { requests }) };

function send(
  { config, options, course }: Room,
  due: readonly Candidate[],
  journal: ImportJournal,
  removals: Removals,
  context: ReconcileContext,
  clock: Clock,
): Promise<WriteSummary> {
  const byCode = new Map(due.map((candidate) => [candidate.code, candidate]));
  function* changeSets() {
    for (let at = 0; at < due.length; at += CODES_A_CHANGE_SET) {
      const part = due.slice(at, at + CODES_A_CHANGE_SET);
      for (const { code, entry } of part) journal.expect(code, entry, undefined);
      yield { rows: part.map(({ code }) => ({ rowId: code, segment_code: code })) };
    }
  }
  const part = course.part();
  const onRowResult = (told: RowResult) => {
    const result = part.placed(told);
    const candidate = byCode.get(result.rowId);
    if (candidate === undefined) return undefined;
    journal.settle(candidate.code, result);
    if (result.status !== 'succeeded')
      return removals.end(failedAs(candidate, result.error ?? errorDetail('outcome_unknown'), traceOf(result)));
    const status = result.outcome === 'deleted' ? 'deleted' : 'gone';
    const before = fieldsOf(candidate.observed.fields);
    return removals.end({ segmentCode: candidate.code, status, before, ...traceOf(result) });
  };
  const { onProgress: _progress, ...rest } = context;
  return write(
    { config, mode: 'remove', changeSets: changeSets(), delivery: options, afterFatal: 'read' },
    { ...rest, onRequest: part.onRequest, onRowResult },
    { clock, through: journal.through },
  );
}
