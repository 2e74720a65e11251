import { randomUUID } from 'node:crypto';
import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import { createReceipt, type Receipt, type ReceiptRecorder, type RunAbout, titleOf } from '../../receipt/index.ts';
import type { FileRow } from '../files/file-row.ts';
import { runFile } from '../report/file-run.ts';
import { chosenRows, type Lines } from './chosen-rows.ts';
import { ExchangeRecorder } from './exchange-bodies.ts';
import type { Plan } from './plan.ts';
import type { RunHead } from './protocol.ts';
import { RunRows } from './run-rows.ts';

export interface RunOrder {
  readonly number: number;
  readonly plan: Plan;
  /** Lines of the file to be sent; all when absent. */
  readonly only?: Lines;
  readonly resumedFrom?: number;
  /** Ids of the runs that this one goes on from. */
  readonly retryOf?: readonly string[];
  readonly environment: RunAbout['environment'];
  readonly importName?: string;
  readonly secrets: readonly string[];
  readonly maxDeletes: number;
  readonly resultsFile?: string;
  readonly changed: (now?: boolean) => void;
}

/** A plan being brought into effect: one call of write(), and everything that is told of it. */
export class AppliedRun {
  readonly order: RunOrder;
  readonly rows = new RunRows();
  readonly exchanges: ExchangeRecorder;
  readonly about: RunAbout;
  receipt: Receipt | undefined;
  stopping = false;
  /** Settles when the run has ended. */
  ended: Promise<unknown> = Promise.resolve();
  readonly #recorder: ReceiptRecorder;
  readonly #cancel = new AbortController();

  constructor(order: RunOrder) {
    this.order = order;
    const { mode, importId, upload, connector } = order.plan.order;
    const { name, bytes, sha256, rows } = upload.view;
    this.about = {
      runId: randomUUID(),
      number: order.number,
      connectorVersion: connector.manifest.version,
      import: { id: importId, ...(order.importName !== undefined && { name: order.importName }) },
      environment: order.environment,
      mode,
      dryRun: false,
      input: { name, bytes, sha256, rows: order.only?.size ?? rows },
      plan: { fingerprint: order.plan.state.fingerprint ?? '' },
      startedAt: new Date().toISOString(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(order.resultsFile !== undefined && { resultsFile: order.resultsFile }),
    };
    this.#recorder = createReceipt(this.about);
    this.exchanges = new ExchangeRecorder(order.secrets);
  }

  get facts() {
    return this.receipt?.facts ?? this.#recorder.facts({ brief: true });
  }

  /** Each exchange and wait, with the batch it was for. */
  get events(): readonly RequestEvent[] {
    return (this.receipt?.facts ?? this.#recorder.facts()).requests.events;
  }

  get head(): RunHead {
    const { number, resumedFrom } = this.order;
    const { facts } = this;
    const { about, endedAt, summary, rows, requests } = facts;
    return {
      number,
      startedAt: about.startedAt,
      ...(endedAt !== undefined && { endedAt }),
      file: about.input?.name ?? '',
      rowsInFile: about.input?.rows ?? rows.settled,
      title: titleOf(facts),
      rows,
      requests: requests.sent,
      durationMs: summary?.durationMs ?? Date.now() - Date.parse(about.startedAt),
      running: this.receipt === undefined,
      ...(this.stopping && this.receipt === undefined && { stopping: true as const }),
      ...(summary && { status: summary.status }),
      sandbox: about.environment.kind === 'sandbox',
      ...(resumedFrom !== undefined && { resumedFrom }),
      resumable: this.receipt === undefined ? 0 : this.resumable,
    };
  }

  /** Rows that may be sent again as they are, those that were never read included. */
  get resumable(): number {
    const { rows, about } = this.facts;
    return this.rows.resumable + Math.max(0, (about.input?.rows ?? 0) - rows.settled);
  }

  stop(): void {
    this.stopping = true;
    this.#cancel.abort();
    this.order.changed(true);
  }

  /** Never rejects: what breaks a run off is part of its receipt. @returns what ended it. */
  go(): Promise<WriteSummary> {
    const ended = this.#run();
    this.ended = ended;
    return ended;
  }

  async #run(): Promise<WriteSummary> {
    const { plan, only, maxDeletes, changed } = this.order;
    const { connector, config, delivery, context, upload, mode, corrections } = plan.order;
    const waiting = new Map<number, FileRow>();
    const end = await runFile({
      connector,
      request: { config, mode, delivery: { ...delivery, maxDeletes } },
      where: (line, field) => upload.where(line, field),
      rows: chosenRows(upload.rows(), {
        corrections,
        ...(only && { only }),
        seen: (row) => waiting.set(row.line, row),
      }),
      context: {
        ...context,
        signal: this.#cancel.signal,
        fetch: this.exchanges.over(context.fetch ?? fetch),
        onRequest: (event) => {
          this.#recorder.event(event);
          changed();
        },
      },
      onResult: (result) => {
        const row = waiting.get(result.line);
        waiting.delete(result.line);
        this.rows.settle(result, row);
        const { line, rowId } = result;
        const name = row?.values?.segment_name ?? plan.nameOf(result.segmentCode);
        const place = upload.where(line);
        const where = rowId === String(line) || rowId === `line ${line}` ? place : `${rowId}, ${place}`;
        this.#recorder.record(result, { where, ...(typeof name === 'string' && name !== '' && { name }) });
        changed();
      },
    }).catch((fault: unknown) => ({ fault, summary: undefined }));
    const summary = end.summary ?? this.#nothing();
    this.receipt = this.#recorder.end(summary);
    changed(true);
    return summary;
  }

  /** The run was refused before its first row. */
  #nothing(): WriteSummary {
    const rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
    const outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
    return {
      status: 'failed',
      dryRun: false,
      rows,
      outcomes,
      segments: outcomes,
      requests: { sent: 0, retried: 0 },
      durationMs: 0,
    };
  }
}
