import type { DestinationConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import { ConnectorError, errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult, WriteProgress, WriteSummary } from '../../../spec/host/row-result.ts';
import { UsageError } from '../cli/usage-error.ts';
import { Causes } from './causes.ts';
import type { RunState, TargetSettings } from './protocol.ts';
import { readRows } from './row-file.ts';
import { RowTable } from './row-table.ts';
import { Timeline } from './timeline.ts';
import type { Upload } from './upload.ts';

export interface RunOrder {
  readonly id: number;
  readonly dryRun: boolean;
  readonly settings: TargetSettings;
  readonly upload: Upload;
  readonly config: unknown;
  readonly delivery: DeliveryOptions;
  readonly connector: DestinationConnector;
  readonly fetch: typeof fetch | undefined;
  /** Told of every change; `ended` when nothing more will come. */
  readonly onChange: (state: RunState, ended: boolean) => void;
}

/** One call of write() over the uploaded file, with everything the page shows of it. */
export class Run {
  readonly rows = new RowTable();
  readonly order: RunOrder;
  state: RunState;
  readonly #causes = new Causes();
  readonly #timeline = new Timeline();
  readonly #cancel = new AbortController();
  readonly #startedAt = Date.now();
  #unreadable = 0;

  constructor(order: RunOrder) {
    this.order = order;
    const { info } = order.upload;
    const { failed: _, skipped: __, ...outcomes } = this.#timeline.counts;
    this.state = {
      id: order.id,
      dryRun: order.dryRun,
      running: true,
      cancelling: false,
      rowsExpected: info.rows + info.unreadable,
      startedAt: this.#startedAt,
      progress: { rows: { received: 0, succeeded: 0, failed: 0, skipped: 0 }, requests: { sent: 0, retried: 0 } },
      outcomes,
      segmentsDeleted: 0,
    };
  }

  cancel(): void {
    this.#cancel.abort();
    this.#change({ cancelling: true });
  }

  /** Never rejects: what breaks a run off is part of its report. */
  async go(): Promise<void> {
    const { order } = this;
    this.#change({});
    let ended: { summary: WriteSummary; fault?: string };
    try {
      const summary = await order.connector.write(
        {
          config: order.config,
          target: order.settings.target,
          mode: order.settings.mode,
          dryRun: order.dryRun,
          delivery: order.delivery,
          changeSets: this.#changeSets(),
        },
        {
          signal: this.#cancel.signal,
          ...(order.fetch && { fetch: order.fetch }),
          onRowResult: (result) => this.#settle(Number(result.rowId), result),
          onProgress: (progress) => this.#progress(progress),
        },
      );
      ended = { summary: this.#withUnreadable(summary) };
    } catch (error) {
      ended = this.#brokenOff(error);
    }
    this.#end(ended);
  }

  /** Rows go by their place in the file: ids of a file need not be unique. */
  async *#changeSets() {
    const source = readRows(this.order.upload.file, {
      onUnreadable: ({ rowId, line, problem }) => {
        this.#unreadable += 1;
        const error = {
          ...errorDetail('invalid_row', { message: `Line ${line} ${problem}.` }),
          remedy: 'Correct the line in the file and sync it again.',
        };
        const place = this.rows.expect(rowId);
        this.#settle(place, { rowId, status: 'failed', outcome: null, operation: null, segmentCode: null, error });
      },
    });
    for await (const { rows } of source) {
      yield { rows: rows.map((row) => ({ ...row, rowId: String(this.rows.expect(row.rowId)) })) };
    }
  }

  #settle(place: number, result: RowResult): void {
    this.rows.settle(place, result);
    this.#causes.record({ ...result, rowId: this.rows.idAt(place) });
    this.#timeline.record(result);
    this.#timeline.sample(Date.now() - this.#startedAt);
  }

  #progress({ waitingMs, ...progress }: WriteProgress): void {
    const { waitingUntil: _, ...rest } = this.state;
    this.state = { ...rest, ...(waitingMs !== undefined && { waitingUntil: Date.now() + waitingMs }) };
    this.#timeline.sample(Date.now() - this.#startedAt);
    this.#change({ progress: this.#withUnreadable(progress) });
  }

  #change(part: Partial<RunState>): void {
    this.state = { ...this.state, ...part, outcomes: this.#outcomes };
    this.order.onChange(this.state, !this.state.running);
  }

  get #outcomes(): WriteSummary['outcomes'] {
    const { created, updated, deleted, unchanged } = this.#timeline.counts;
    return { created, updated, deleted, unchanged };
  }

  /** Lines that are no rows never reach the connector; in the counts they are failed rows like any other. */
  #withUnreadable<T extends Pick<WriteProgress, 'rows'>>(counts: T): T {
    const { received, failed } = counts.rows;
    const rows = { ...counts.rows, received: received + this.#unreadable, failed: failed + this.#unreadable };
    return { ...counts, rows };
  }

  #brokenOff(error: unknown): { summary: WriteSummary; fault: string } {
    const { progress } = this.state;
    const { failed, skipped } = this.#timeline.counts;
    const succeeded = Object.values(this.#outcomes).reduce((sum, count) => sum + count, 0);
    return {
      summary: {
        status: 'failed',
        dryRun: this.order.dryRun,
        rows: { received: succeeded + failed + skipped, succeeded, failed, skipped },
        outcomes: this.#outcomes,
        requests: progress.requests,
        durationMs: Date.now() - this.#startedAt,
      },
      fault: faultText(error),
    };
  }

  #end({ summary, fault }: { summary: WriteSummary; fault?: string }): void {
    const { order } = this;
    const withErrors = summary.status === 'completed' && summary.rows.failed > 0;
    const { waitingUntil: _, ...rest } = this.state;
    this.state = { ...rest, running: false };
    this.#change({
      segmentsDeleted: this.rows.segmentsDeleted,
      progress: { rows: summary.rows, requests: summary.requests },
      report: {
        startedAt: this.#startedAt,
        mode: order.settings.mode,
        fileName: order.upload.info.name,
        segmentName: String(order.settings.target['segmentName'] ?? ''),
        summary: withErrors ? { ...summary, status: 'completed_with_errors' } : summary,
        causes: this.#causes.all,
        timeline: this.#timeline.endingAt(Date.now() - this.#startedAt),
        ...(fault !== undefined && { fault }),
      },
    });
  }
}

/** Only the messages of errors made for people: another's text could hold anything. */
function faultText(error: unknown): string {
  if (error instanceof ConnectorError) return `${error.message} ${error.remedy}`;
  if (error instanceof UsageError) return error.message;
  return 'The file could not be read to its end.';
}
