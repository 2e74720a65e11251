import { basename } from 'node:path';
import type { AudienceMode } from '../../../spec/host/change-set.ts';
import { ConnectorError, errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult, WriteProgress, WriteSummary } from '../../../spec/host/row-result.ts';
import { write } from '../../index.ts';
import { changeSetsOf, type Format, type UnreadableLine } from '../files/change-sets.ts';
import { type Input, openInput } from '../files/open.ts';
import type { Connection } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { type LogLevel, loggerTo } from './log.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { printable, printableJson } from './printable.ts';
import { progressView } from './progress.ts';
import { ReportFile } from './report-file.ts';
import { noResults, openResults, type ResultsSink } from './results-file.ts';
import { reasonOf } from './settings-file.ts';
import { summaryText } from './summary.ts';
import { Tally } from './tally.ts';
import { UsageError } from './usage-error.ts';

export interface SyncOptions {
  readonly mode: AudienceMode;
  readonly format?: Format;
  readonly segmentName?: string;
  readonly segmentCode?: string;
  readonly batchSize?: number;
  readonly maxDeletes?: number;
  readonly dryRun?: boolean;
  readonly results?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
}

/** Syncs a file of row changes into the import, shows how far it is, and tells what became of the rows. */
export async function sync(file: string, options: SyncOptions, connection: Connection, io: Io): Promise<ExitCode> {
  const target = targetOf(options, connection);
  const input = await openInput(file, options.format, options.results, io.stdin);
  try {
    const results = options.results === undefined ? noResults : await openResults(options.results);
    return await deliver(
      { ...input, name: file === '-' ? 'standard input' : basename(file) },
      results,
      target,
      options,
      connection,
      io,
    );
  } finally {
    input.stream.destroy(); // A reader that is still open would keep the process alive.
  }
}

/** Settings of the target: the command line's, else the settings file's. */
function targetOf({ segmentName, segmentCode }: SyncOptions, { target }: Connection): { segmentName: unknown } {
  const name = segmentName ?? target.segmentName;
  const code = segmentCode ?? target.segmentCode;
  if (name === undefined) {
    throw new UsageError(
      '--segment-name is missing: the name of the segment for rows that bring no segment of their own, such as --segment-name "High-Value Customers".',
    );
  }
  return { segmentName: name, ...(code !== undefined && { segmentCode: code }) };
}

async function deliver(
  input: Input & { name: string },
  results: ResultsSink,
  target: { readonly segmentName: unknown },
  options: SyncOptions,
  connection: Connection,
  io: Io,
): Promise<ExitCode> {
  const tally = new Tally();
  const report = options.report === undefined ? undefined : new ReportFile(options.report);
  const record = (result: RowResult) => {
    tally.record(result);
    report?.record(result);
  };
  const startedAt = performance.now();
  const view = progressView({ stream: io.stderr, size: input.size, now: () => performance.now() });
  const logger = loggerTo((text) => view.line(text), options.logLevel);
  let unreadable = 0;
  const changeSets = changeSetsOf(input.stream, {
    format: input.format,
    warn: (message) => logger.warn({}, message),
    onBytes: (bytes) => view.read(bytes),
    onUnreadable: async (line) => {
      unreadable += 1;
      const result = unreadableResult(line);
      record(result);
      await results.write(result);
    },
  });
  const { mode, batchSize, maxDeletes, dryRun = false } = options;
  const { baseUrl } = connection;
  let progress: WriteProgress | undefined;
  let summary: WriteSummary;
  let fault: unknown;
  try {
    const written = await write(
      {
        config: connection.config,
        target,
        mode,
        changeSets,
        dryRun,
        delivery: {
          ...(baseUrl !== undefined && { baseUrl }),
          ...(batchSize !== undefined && { batchSize }),
          ...(maxDeletes !== undefined && { maxDeletes }),
        },
      },
      {
        logger,
        signal: io.signal,
        ...connection.transport,
        onProgress(report) {
          progress = withUnreadable(report, unreadable);
          view.report(progress);
        },
        onRowResult(result) {
          record(result);
          return results.write(result);
        },
      },
    );
    summary = { ...withUnreadable(written, unreadable), status: statusWith(written.status, unreadable) };
    await results.close();
  } catch (error) {
    // Nothing was started, or the input or the results file broke down midway: then what was done is told all the same.
    if (error instanceof UsageError || error instanceof ConnectorError) throw error;
    fault = error;
    const received = tally.rows.succeeded + tally.rows.failed + tally.rows.skipped;
    summary = {
      status: 'failed',
      dryRun,
      rows: { received, ...tally.rows },
      outcomes: tally.outcomes,
      requests: progress?.requests ?? { sent: 0, retried: 0 },
      durationMs: performance.now() - startedAt,
    };
  } finally {
    view.stop();
  }
  const stdout = new Output(io.stdout);
  await stdout.write(
    options.json
      ? `${printableJson({ ...summary, failures: tally.failures, skips: tally.skips }, 2)}\n`
      : summaryText(summary, tally, mode, painter(io.stdout, io.env)),
  );
  await report?.save({ mode, fileName: input.name, segmentName: String(target.segmentName), summary });
  if (fault !== undefined) {
    const reason = fault instanceof Error ? `${fault.message} (${reasonOf(fault)})` : 'unknown reason';
    view.line(
      `\nThe run broke off, for the input could not be read or the results not be written: ${printable(reason)}\n`,
    );
  }
  return exitCodeOf(summary);
}

const unreadableResult = ({ rowId, line, problem }: UnreadableLine) =>
  ({
    rowId,
    status: 'failed',
    outcome: null,
    operation: null,
    segmentCode: null,
    error: {
      ...errorDetail('invalid_row', { message: `Line ${line} ${problem}.` }),
      remedy: 'Correct the line in the file and sync it again.',
    },
  }) as const;

/** Lines that are no rows never reach the connector; in the counts they are failed rows like any other. */
function withUnreadable<T extends Pick<WriteProgress, 'rows'>>(counts: T, unreadable: number): T {
  const { received, failed } = counts.rows;
  return { ...counts, rows: { ...counts.rows, received: received + unreadable, failed: failed + unreadable } };
}

const statusWith = (status: WriteSummary['status'], unreadable: number): WriteSummary['status'] =>
  status === 'completed' && unreadable > 0 ? 'completed_with_errors' : status;

function exitCodeOf({ status }: WriteSummary): ExitCode {
  switch (status) {
    case 'completed':
      return EXIT.ok;
    case 'completed_with_errors':
      return EXIT.rowsFailed;
    case 'failed':
      return EXIT.runFailed;
    case 'cancelled':
      return EXIT.cancelled;
  }
}
