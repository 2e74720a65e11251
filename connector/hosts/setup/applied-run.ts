import { randomUUID } from 'node:crypto';
import { ConnectorError, type ErrorDetail, errorDetail } from '../../../spec/host/errors.ts';
import type { RequestEvent } from '../../../spec/host/request-event.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import { createReceipt, type Receipt, type ReceiptRecorder, type RunAbout, titleOf } from '../../receipt/index.ts';
import { reasonOf } from '../reason.ts';
import { cellsOf } from '../report/failed-rows.ts';
import { ExchangeRecorder } from './exchange-bodies.ts';
import type { KnownRun } from './known-run.ts';
import type { Plan } from './plan.ts';
import type { Told } from './proposal.ts';
import type { ExchangeBodies, RunHead } from './protocol.ts';
import { requestOf } from './request-of.ts';
import type { RunFolder } from './run-folder.ts';
import { RunRows } from './run-rows.ts';

export interface RunOrder {
  readonly number: number;
  readonly plan: Plan;
  /** Nothing is sent: what would be done is told, and kept. */
  readonly dryRun: boolean;
  readonly connectorVersion: string;
  readonly environment: RunAbout['environment'];
  readonly importName?: string;
  readonly secrets: readonly string[];
  /** Where it is kept, while it goes on. */
  readonly folder?: RunFolder;
  readonly transport: typeof fetch;
  readonly changed: (now?: boolean) => void;
}

/** A plan being brought into effect, or gone through without being sent, and everything that is told of it. */
export class AppliedRun implements KnownRun {
  readonly order: RunOrder;
  readonly kept = new RunRows();
  readonly about: RunAbout;
  receipt: Receipt | undefined;
  stopping = false;
  /** Settles when the run has ended. */
  ended: Promise<unknown> = Promise.resolve();
  readonly #exchanges: ExchangeRecorder;
  readonly #recorder: ReceiptRecorder;
  readonly #cancel = new AbortController();

  constructor(order: RunOrder) {
    this.order = order;
    const { proposal } = order.plan.order;
    this.about = {
      runId: randomUUID(),
      number: order.number,
      connectorVersion: order.connectorVersion,
      import: { id: proposal.importId, ...(order.importName !== undefined && { name: order.importName }) },
      environment: order.environment,
      mode: proposal.mode,
      dryRun: order.dryRun,
      input: proposal.input,
      ...(!order.dryRun && { toSettle: proposal.toSettle(order.plan.lines) }),
      plan: { fingerprint: order.plan.state.fingerprint ?? '' },
      startedAt: new Date().toISOString(),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(order.folder !== undefined && { resultsFile: order.folder.results }),
    };
    this.#recorder = createReceipt(this.about);
    this.#exchanges = new ExchangeRecorder(order.secrets, (number, bodies) => order.folder?.keepBodies(number, bodies));
  }

  /** As the stream tells them: lists of requests and deletions are asked for. */
  get brief() {
    return this.receipt?.facts ?? this.#recorder.facts({ brief: true });
  }

  async facts() {
    return this.receipt?.facts ?? this.#recorder.facts();
  }

  async rows() {
    return this.kept;
  }

  get importId(): string {
    return this.about.import.id;
  }

  written() {
    return this.kept.written();
  }

  async requestOf(id: string): Promise<number | undefined> {
    return requestOf(await this.events(), id);
  }

  async events(): Promise<readonly RequestEvent[]> {
    return (await this.facts()).requests.events;
  }

  async bodies(request: number): Promise<ExchangeBodies | undefined> {
    // What was too much for the memory may still be in the folder.
    return this.#exchanges.of(request) ?? (await this.#keptBodies?.of(request));
  }

  async withBodies(): Promise<ReadonlySet<number>> {
    return new Set([...this.#exchanges.numbers, ...((await this.#keptBodies?.numbers()) ?? [])]);
  }

  /** Those of the folder, once nothing more is written to it. */
  get #keptBodies() {
    return this.receipt === undefined ? undefined : this.order.folder?.bodies;
  }

  get head(): RunHead {
    return this.#headWith(this.receipt);
  }

  #headWith(receipt: Receipt | undefined): RunHead {
    const { number, plan, folder } = this.order;
    const facts = receipt?.facts ?? this.brief;
    const { endedAt, about, summary, rows, requests } = facts;
    const { dryRun } = about;
    const running = receipt === undefined;
    const changed = rows.created + rows.updated + rows.deleted > 0;
    return {
      number,
      startedAt: about.startedAt,
      ...(endedAt !== undefined && { endedAt }),
      file: about.input?.name ?? '',
      rowsInFile: about.toSettle ?? about.input?.rows ?? rows.settled,
      title: titleOf(facts),
      rows,
      requests: requests.sent,
      durationMs: summary?.durationMs ?? Date.now() - Date.parse(about.startedAt),
      running,
      ...(this.stopping && running && { stopping: true as const }),
      ...(summary && { status: summary.status }),
      sandbox: about.environment.kind === 'sandbox',
      ...(dryRun && { dryRun }),
      ...(about.plan && { plan: about.plan.fingerprint }),
      effect: about.mode,
      ...(plan.order.after !== undefined && { resumedFrom: plan.order.after.number }),
      resumable: running ? 0 : this.resumable,
      ...(!running && !dryRun && folder?.backup !== undefined && changed && { undoable: true as const }),
    };
  }

  /** Rows that may be sent again as they are, those that were never read included. What is left of a full list is planned anew. */
  get resumable(): number {
    const { rows, about } = this.brief;
    if (about.dryRun || about.mode === 'full' || about.mode === 'undo') return 0;
    return this.kept.resumable + Math.max(0, (about.toSettle ?? 0) - rows.settled);
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
    const { plan, folder, transport, changed } = this.order;
    const watched = {
      signal: this.#cancel.signal,
      fetch: this.#exchanges.over(transport),
      onRequest: (event: RequestEvent) => {
        this.#recorder.event(event);
        folder?.event(event);
        changed();
      },
    };
    const { proposal } = plan.order;
    const tell = (told: Told) => this.#settle(told);
    const end = await (this.order.dryRun
      ? proposal.rehearse?.(watched, tell)
      : proposal.carryOut(plan.lines, watched, tell, folder?.path));
    const summary = end?.summary ?? this.#nothing(end?.fault);
    const receipt = this.#recorder.end(summary);
    // Told as ended when it is kept: whoever looks into its folder then finds it whole.
    await folder?.end(summary, receipt, this.#headWith(receipt)).catch(() => undefined); // Its rows are there; a start anew tells it by them.
    this.receipt = receipt;
    changed(true);
    return summary;
  }

  #settle({ result, row, where }: Told): void {
    const { plan, folder, changed } = this.order;
    const before =
      result.segment?.before ?? (result.segmentCode === null ? undefined : plan.lines.beforeOf(result.segmentCode));
    const asked = row === undefined ? {} : cellsOf(row);
    const kept = { result, asked, ...(before !== undefined && { before }) };
    folder?.result(kept, where);
    this.kept.settle(kept);
    const name = row?.values?.segment_name ?? before?.name ?? plan.nameOf(result.segmentCode);
    const code = row === undefined ? '' : cellsOf(row).segment_code;
    this.#recorder.record(result, {
      where,
      ...(typeof name === 'string' && name !== '' && { name }),
      ...(code !== '' && { code }),
    });
    changed();
  }

  /** The run was refused before its first row, or broke off with this program's own fault. */
  #nothing(fault: unknown): WriteSummary {
    const rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
    const outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
    const fatal = detailOf(fault);
    return {
      status: 'failed',
      dryRun: this.order.dryRun,
      rows,
      outcomes,
      segments: outcomes,
      requests: { sent: 0, retried: 0 },
      durationMs: Date.now() - Date.parse(this.about.startedAt),
      ...(fatal !== undefined && { fatal }),
    };
  }
}

function detailOf(fault: unknown): ErrorDetail | undefined {
  if (fault instanceof Error && 'syscall' in fault)
    return errorDetail('cancelled', {
      message: `The run was broken off: its folder cannot be written (${reasonOf(fault)}).`,
    });
  if (!(fault instanceof ConnectorError)) return undefined;
  const { code, message, remedy } = fault;
  return errorDetail(code, { message, remedy });
}
