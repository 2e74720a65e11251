import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import { ConnectorError } from '../../../spec/host/errors.ts';
import type { WriteProgress, WriteSummary } from '../../../spec/host/row-result.ts';
import { failedRowsCsv } from '../report/failed-rows.ts';
import { type FileRowResult, type FileRunEnd, runFile } from '../report/file-run.ts';
import { Tally } from '../report/tally.ts';
import { Timeline } from '../report/timeline.ts';
import { UsageError } from '../usage-error.ts';
import type { RunState, TargetSettings } from './protocol.ts';
import { RowTable } from './row-table.ts';
import { readUpload, type Upload } from './upload.ts';

export interface RunOrder {
  readonly id: number;
  readonly dryRun: boolean;
  readonly settings: TargetSettings;
  readonly upload: Upload;
  readonly config: unknown;
  readonly delivery: DeliveryOptions;
  readonly connector: PermutiveConnector;
  readonly fetch: typeof fetch | undefined;
  /** Told of every change; `ended` when nothing more will come. */
  readonly onChange: (state: RunState, ended: boolean) => void;
}

/** One call of write() over the uploaded file, with everything the page shows of it. */
export class Run {
  readonly rows = new RowTable();
  readonly order: RunOrder;
  state: RunState;
  readonly #timeline = new Timeline();
  readonly #cancel = new AbortController();
  readonly #startedAt = Date.now();

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
    try {
      this.#end(
        await runFile({
          connector: order.connector,
          request: {
            config: order.config,
            target: order.settings.target,
            mode: order.settings.mode,
            dryRun: order.dryRun,
            delivery: order.delivery,
          },
          rows: this.#expected(),
          context: { signal: this.#cancel.signal, ...(order.fetch && { fetch: order.fetch }) },
          where: (line) => `line ${line}`,
          onResult: (result) => this.#settle(result),
          onProgress: (progress) => this.#progress(progress),
        }),
      );
    } catch (fault) {
      const { progress } = this.state;
      const [outcomes, segments] = [this.#outcomes, this.#outcomes];
      const summary = { status: 'failed', dryRun: order.dryRun, outcomes, segments, durationMs: 0 } as const;
      this.#end({ summary: { ...summary, ...progress }, tally: new Tally(), fault });
    }
  }

  /** The failed rows as they came, to be mended and run again. */
  failedRows(): AsyncIterable<string> {
    return failedRowsCsv(readUpload(this.order.upload.file), (line) => this.rows.failureAt(line));
  }

  async *#expected() {
    for await (const rows of readUpload(this.order.upload.file)) {
      for (const { line, rowId } of rows) this.rows.expect(line, rowId);
      yield rows;
    }
  }

  #settle(result: FileRowResult): void {
    this.rows.settle(result);
    this.#timeline.record(result);
    this.#timeline.sample(Date.now() - this.#startedAt);
  }

  #progress({ waitingUntil, waitingFor: _reason, ...progress }: WriteProgress): void {
    const { waitingUntil: _former, ...rest } = this.state;
    this.state = { ...rest, ...(waitingUntil !== undefined && { waitingUntil: Date.parse(waitingUntil) }) };
    this.#timeline.sample(Date.now() - this.#startedAt);
    this.#change({ progress });
  }

  #change(part: Partial<RunState>): void {
    this.state = { ...this.state, ...part, outcomes: this.#outcomes };
    this.order.onChange(this.state, !this.state.running);
  }

  get #outcomes(): WriteSummary['outcomes'] {
    const { created, updated, deleted, unchanged } = this.#timeline.counts;
    return { created, updated, deleted, unchanged };
  }

  #end({ summary, tally, fault }: FileRunEnd): void {
    const { order } = this;
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
        summary,
        causes: tally.causes,
        timeline: this.#timeline.endingAt(Date.now() - this.#startedAt),
        ...(fault !== undefined && { fault: faultText(fault) }),
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
