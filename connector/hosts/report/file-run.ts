import type { ChangeRow, ChangeSet } from '../../../spec/host/change-set.ts';
import type { ConnectorContext, PermutiveConnector, WriteRequest } from '../../../spec/host/connector.ts';
import { ConnectorError, ERROR_CATALOGUE, type ErrorDetail } from '../../../spec/host/errors.ts';
import type { RowResult, WriteProgress, WriteSummary } from '../../../spec/host/row-result.ts';
import { MAX_BATCH_OPERATIONS } from '../../../spec/taxonomy/limits.ts';
import { type FileRow, isUnreadable, type RowValues } from '../files/file-row.ts';

/** A row's result under the id and line that the file gives it. */
export type FileRowResult = RowResult & { readonly line: number };

export interface FileRunOrder {
  readonly connector: Pick<PermutiveConnector, 'write'>;
  readonly request: Omit<WriteRequest, 'changeSets'>;
  readonly rows: AsyncIterable<readonly FileRow[]>;
  readonly context: ConnectorContext;
  /** What a row is called in its file: `line 31, column "Price"`. */
  readonly where: (line: number, field?: string) => string;
  /** Once a row, lines that are none included; a returned promise is awaited. */
  readonly onResult: (result: FileRowResult) => void | Promise<void>;
  readonly onProgress?: (progress: WriteProgress) => void;
}

export interface FileRunEnd {
  readonly summary: WriteSummary;
  /** What broke the run off, other than Permutive: the input, or whoever takes the results. */
  readonly fault?: unknown;
}

/** Rows in a change-set: a batch's worth. Inside one, rows have no order; of two, the later one wins (P-3, P-4). */
const ROWS_IN_CHANGE_SET = MAX_BATCH_OPERATIONS;

/** Runs a file through write(): its unreadable lines are failed rows like any other, and what breaks it off is told. @throws {ConnectorError} */
export async function runFile(order: FileRunOrder): Promise<FileRunEnd> {
  const run = new FileRun(order);
  const startedAt = performance.now();
  try {
    const summary = await order.connector.write(
      { ...order.request, changeSets: run.changeSets() },
      {
        ...order.context,
        onRowResult: (result) => run.settle(result),
        onProgress: (progress) => run.progress(progress),
      },
    );
    return { summary: run.whole(summary) };
  } catch (fault) {
    if (fault instanceof ConnectorError) throw fault;
    return { summary: run.brokenOff(performance.now() - startedAt), fault };
  }
}

/** Ids of a file need not be unique, lines are: a row goes by its line, and carries its own id behind it. */
const keyOf = ({ line, rowId }: FileRow): string => {
  const key = String(line);
  return rowId === key ? key : `${key}:${rowId}`;
};

/** In place: the values were read for this run alone. */
function keyed(values: RowValues & { rowId?: string }, key: string): ChangeRow {
  values.rowId = key;
  return values as ChangeRow; // Its id was set just above.
}

class FileRun {
  readonly #order: FileRunOrder;
  readonly #rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
  readonly #outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
  #refused = 0;
  #skipped = 0;
  #requests = { sent: 0, retried: 0 };

  constructor(order: FileRunOrder) {
    this.#order = order;
  }

  /** What was read before the input broke off is sent, and settled, before that is told (F-4). */
  async *changeSets(): AsyncGenerator<ChangeSet> {
    let rows: ChangeRow[] = [];
    let fault: { readonly error: unknown } | undefined;
    const source = this.#order.rows[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await source.next().catch((error: unknown) => {
          fault = { error };
          return undefined;
        });
        if (next === undefined || next.done) break;
        for (const row of next.value) {
          if ('refused' in row) await this.#refuse(row);
          else rows.push(keyed(row.values, keyOf(row)));
          if (rows.length < ROWS_IN_CHANGE_SET) continue;
          yield { rows };
          rows = [];
        }
      }
      if (rows.length > 0) yield { rows };
      if (fault !== undefined) throw fault.error;
    } finally {
      await source.return?.();
    }
  }

  settle(result: RowResult): void | Promise<void> {
    const { rowId: key, error } = result;
    const colon = key.indexOf(':');
    const line = Number(colon < 0 ? key : key.slice(0, colon));
    // Made for this row and handed over: a copy a row would cost a tenth of the run.
    const told: RowResult & { line?: number } = result;
    told.rowId = colon < 0 ? key : key.slice(colon + 1);
    told.line = line;
    if (error !== undefined) told.error = this.#placed(error, line);
    return this.#take(told as FileRowResult); // Its line was set just above.
  }

  progress(progress: WriteProgress): void {
    this.#requests = progress.requests;
    this.#order.onProgress?.(this.#counted(progress));
  }

  whole(summary: WriteSummary): WriteSummary {
    const { status } = summary;
    const withErrors = status === 'completed' && this.#refused > 0;
    return { ...this.#counted(summary), status: withErrors ? 'completed_with_errors' : status };
  }

  brokenOff(durationMs: number): WriteSummary {
    return {
      status: 'failed',
      dryRun: this.#order.request.dryRun === true,
      rows: this.#rows,
      outcomes: this.#outcomes,
      segments: { created: 0, updated: 0, deleted: 0, unchanged: 0 }, // Only write() counts them, and it did not end.
      requests: this.#requests,
      durationMs,
    };
  }

  #refuse(row: FileRow & { readonly refused: ErrorDetail }): void | Promise<void> {
    const { line, rowId, refused } = row;
    const code = isUnreadable(row) ? undefined : row.values?.segment_code;
    const segmentCode = typeof code === 'string' && code.trim() !== '' ? code.trim() : null;
    // A row that another has overtaken is no failure.
    const status = refused.code === 'superseded' ? 'skipped' : 'failed';
    if (status === 'skipped') this.#skipped += 1;
    else this.#refused += 1;
    return this.#take({ rowId, line, status, outcome: null, operation: null, segmentCode, error: refused });
  }

  /** An error about a row says where in the file it stands. */
  #placed(error: ErrorDetail, line: number): ErrorDetail {
    if (ERROR_CATALOGUE[error.code].scope !== 'row') return error;
    return { ...error, message: `${error.message} (${this.#order.where(line, error.field)})` };
  }

  #take(result: FileRowResult): void | Promise<void> {
    const { status, outcome } = result;
    this.#rows.received += 1;
    this.#rows[status] += 1;
    if (outcome !== null) this.#outcomes[outcome] += 1;
    return this.#order.onResult(result);
  }

  /** Refused rows never reach the connector; in the counts they are failed rows like any other. */
  #counted<T extends Pick<WriteProgress, 'rows'>>(counts: T): T {
    const { received, failed, skipped } = counts.rows;
    const rows = {
      ...counts.rows,
      received: received + this.#refused + this.#skipped,
      failed: failed + this.#refused,
      skipped: skipped + this.#skipped,
    };
    return { ...counts, rows };
  }
}
