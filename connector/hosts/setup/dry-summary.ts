import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { FileRowResult } from '../report/file-run.ts';

/** The end of a run that sent nothing, from what it told. */
export class DrySummary {
  readonly #rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
  readonly #outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  readonly #startedAt = Date.now();

  record({ status, outcome }: Pick<FileRowResult, 'status' | 'outcome'>): void {
    this.#rows.received += 1;
    this.#rows[status] += 1;
    if (outcome !== null) this.#outcomes[outcome] += 1;
  }

  get summary(): WriteSummary {
    return {
      status: this.#rows.failed > 0 ? 'completed_with_errors' : 'completed',
      dryRun: true,
      rows: this.#rows,
      outcomes: this.#outcomes,
      segments: this.#outcomes,
      requests: { sent: 0, retried: 0 },
      durationMs: Date.now() - this.#startedAt,
    };
  }
}
