import type { ErrorCode } from '../../spec/host/errors.ts';
import type { Observed } from './decide.ts';
import { fieldsOf } from './fields.ts';
import type { ReconcileContext, ReconcileSummary, RemovalResult } from './request.ts';
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
