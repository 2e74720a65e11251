import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { ConnectorContext, PermutiveConnector } from '../../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import { ConnectorError } from '../../../spec/host/errors.ts';
import type { FileRow } from '../files/file-row.ts';
import { type FileRunEnd, runFile } from '../report/file-run.ts';
import { UsageError } from '../usage-error.ts';
import { type Corrections, chosenRows, type Lines } from './chosen-rows.ts';
import { fingerprintOf, staleSegments } from './fingerprint.ts';
import { PlanLines } from './plan-lines.ts';
import type { PlanState } from './protocol.ts';
import type { Upload } from './upload.ts';

/** `summary` is missing when write() refused the request. */
type Rehearsed = Pick<FileRunEnd, 'fault'> & { readonly summary: FileRunEnd['summary'] | undefined };

/** Everything a plan is a plan of. When one of these changes it is another plan. */
export interface PlanOrder {
  readonly id: number;
  readonly connector: PermutiveConnector;
  readonly config: unknown;
  readonly importId: string;
  readonly delivery: DeliveryOptions;
  readonly context: ConnectorContext;
  readonly upload: Upload;
  readonly mode: AudienceMode;
  readonly corrections: Corrections;
  readonly changed: (now?: boolean) => void;
}

/** What a file would change, by the dry run that write() itself makes (P-7); and whether that still holds. */
export class Plan {
  readonly order: PlanOrder;
  lines: PlanLines;
  state: PlanState;
  readonly #cancel = new AbortController();

  constructor(order: PlanOrder) {
    this.order = order;
    this.lines = this.#empty();
    this.state = {
      id: order.id,
      status: 'reading',
      settled: 0,
      expected: order.upload.view.rows,
      at: new Date().toISOString(),
      counts: this.lines.counts,
      rows: 0,
      corrections: order.corrections.size,
    };
  }

  /** The segment's name, as the plan knows it. */
  nameOf(code: string | null): string | undefined {
    return code === null ? undefined : this.lines.named(code);
  }

  /** Never rejects: a plan that cannot be made says why. */
  async make(): Promise<void> {
    const lines = this.#empty();
    const end = await this.#rehearse(lines);
    if (this.#cancel.signal.aborted) return;
    this.lines = lines;
    const { upload, mode, importId, corrections } = this.order;
    const { counts } = lines;
    const rows = Object.values(counts).reduce((sum, count) => sum + count.rows, 0);
    const about = [upload.view.sha256, upload.view.columns, mode, importId, [...corrections]];
    const reason = faultOf(end);
    this.#change(
      reason === undefined
        ? {
            status: 'ready',
            counts,
            rows,
            at: new Date().toISOString(),
            fingerprint: fingerprintOf(about, lines.all()),
          }
        : { status: 'failed', reason },
    );
  }

  /** Makes the dry run again. @returns whether everything is as it was shown; when not the plan has expired, and says why. */
  async stillHolds(only?: Lines): Promise<boolean> {
    this.#change({ status: 'rereading', settled: 0 });
    const now = this.#empty();
    const end = await this.#rehearse(now, only);
    const reason = faultOf(end);
    if (reason !== undefined) return this.#expire(`The import could not be read again: ${reason}`);
    const stale = staleSegments(this.lines.all(), now.all(), { part: only !== undefined });
    if (stale.length === 0) return true;
    this.#change({
      status: 'expired',
      reason: 'The import is not as this plan was made for. Nothing was sent.',
      stale: stale.slice(0, 20),
    });
    return false;
  }

  used(run: number): void {
    this.#change({ status: 'used', run });
  }

  expire(reason: string): void {
    if (this.state.status === 'ready' || this.state.status === 'reading') this.#expire(reason);
  }

  cancel(): void {
    this.#cancel.abort();
  }

  #empty(): PlanLines {
    const { mode } = this.order;
    return new PlanLines((row) => mode === 'remove' || (mode === 'mirror' && row?.values?.change === 'removed'));
  }

  #expire(reason: string): false {
    this.#change({ status: 'expired', reason });
    return false;
  }

  async #rehearse(lines: PlanLines, only?: Lines): Promise<Rehearsed> {
    const { connector, config, delivery, context, upload, mode, corrections } = this.order;
    const waiting = new Map<number, FileRow>();
    let settled = 0;
    return await runFile({
      connector,
      request: { config, mode, dryRun: true, delivery },
      where: (line, field) => upload.where(line, field),
      rows: chosenRows(upload.rows(), {
        corrections,
        ...(only && { only }),
        seen: (row) => waiting.set(row.line, row),
      }),
      context: {
        ...context,
        signal: this.#cancel.signal,
        onRequest: (event) => this.#change({ waitingUntil: event.kind === 'wait' ? event.until : undefined }),
      },
      onResult: (result) => {
        lines.record(result, waiting.get(result.line), corrections.has(result.line));
        waiting.delete(result.line);
        settled += 1;
        this.state = { ...this.state, settled };
        this.order.changed();
      },
    }).catch((fault: unknown) => ({ fault, summary: undefined }));
  }

  #change(part: Partial<Omit<PlanState, 'waitingUntil'>> & { waitingUntil?: string | undefined }): void {
    const { waitingUntil: _, ...state } = this.state;
    const { waitingUntil, ...rest } = part;
    this.state = { ...state, ...rest, ...(waitingUntil !== undefined && { waitingUntil }) };
    this.order.changed(part.status !== undefined);
  }
}

/** What broke a dry run off, in words made for people: another's text could hold anything. */
function faultOf({ fault, summary }: Rehearsed): string | undefined {
  if (fault instanceof ConnectorError) return `${fault.message} ${fault.remedy}`;
  if (fault instanceof UsageError) return fault.message;
  if (fault !== undefined) return 'The file could not be read to its end.';
  if (summary?.fatal !== undefined) return `${summary.fatal.message} ${summary.fatal.remedy}`;
  return undefined;
}
