import { writeFile } from 'node:fs/promises';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { reasonOf } from '../reason.ts';
import type { RowLine, RunReport } from '../report/run-report.ts';
import type { Tally } from '../report/tally.ts';
import { Timeline } from '../report/timeline.ts';
import { UsageError } from '../usage-error.ts';
import type { Faces } from './faces.ts';

/** The most failed rows that go into the file. */
const MAX_FAILED = 5_000;

/** Gathers what a run's report shows, in memory that does not grow with the rows. */
export class ReportFile {
  readonly #path: string;
  readonly #timeline = new Timeline();
  readonly #failed: RowLine[] = [];
  readonly #startedAt = Date.now();

  constructor(path: string) {
    this.#path = path;
  }

  record(result: RowResult): void {
    this.#timeline.record(result);
    this.#timeline.sample(Date.now() - this.#startedAt);
    const { rowId, segmentCode, status, outcome, error } = result;
    if (status !== 'failed' || this.#failed.length === MAX_FAILED) return;
    const why = error && { message: error.message, remedy: error.remedy };
    const requestId = error?.requestId;
    this.#failed.push({ rowId, segmentCode, status, outcome, ...why, ...(requestId !== undefined && { requestId }) });
  }

  /** @throws {UsageError} when the file cannot be written. */
  async save(
    run: Pick<RunReport, 'mode' | 'fileName' | 'segmentName' | 'summary'>,
    tally: Tally,
    { reportHtml }: Faces,
  ): Promise<void> {
    const failed = this.#failed;
    const report: RunReport = {
      ...run,
      startedAt: this.#startedAt,
      causes: tally.causes,
      timeline: this.#timeline.endingAt(Date.now() - this.#startedAt),
    };
    const html = await reportHtml({ report, failed, more: run.summary.rows.failed - failed.length });
    try {
      await writeFile(this.#path, html);
    } catch (error) {
      throw new UsageError(
        `The rows were synced, but the report ${this.#path} cannot be written (${reasonOf(error)}).`,
      );
    }
  }
}
