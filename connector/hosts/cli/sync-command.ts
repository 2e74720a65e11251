import { basename } from 'node:path';
import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import connector from '../../index.ts';
import { type Input, openInput } from '../files/open.ts';
import { type Format, rowsOf } from '../files/rows.ts';
import { reasonOf } from '../reason.ts';
import { type FileRunEnd, runFile } from '../report/file-run.ts';
import { UsageError } from '../usage-error.ts';
import type { Connection } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { type LogLevel, loggerTo } from './log.ts';
import { Output } from './output.ts';
import { painter } from './paint.ts';
import { printable, printableJson } from './printable.ts';
import { progressView } from './progress.ts';
import { ReportFile } from './report-file.ts';
import { noResults, openResults, type ResultsSink } from './results-file.ts';
import { summaryText } from './summary.ts';

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
  const report = options.report === undefined ? undefined : new ReportFile(options.report);
  const view = progressView({ stream: io.stderr, size: input.size, now: () => performance.now() });
  const logger = loggerTo((text) => view.line(text), options.logLevel);
  const { mode, batchSize, maxDeletes, dryRun = false } = options;
  const { baseUrl } = connection;
  let end: FileRunEnd;
  try {
    end = await runFile({
      connector,
      request: {
        config: connection.config,
        target,
        mode,
        dryRun,
        delivery: {
          ...(baseUrl !== undefined && { baseUrl }),
          ...(batchSize !== undefined && { batchSize }),
          ...(maxDeletes !== undefined && { maxDeletes }),
        },
      },
      rows: rowsOf(input.stream, {
        format: input.format,
        warn: (message) => logger.warn({}, message),
        onBytes: (bytes) => view.read(bytes),
      }),
      context: { logger, signal: io.signal, ...connection.transport },
      onResult(result) {
        report?.record(result);
        return results.write(result);
      },
      onProgress: (progress) => view.report(progress),
    });
    if (end.fault instanceof UsageError) throw end.fault;
    await results.close();
  } finally {
    view.stop();
  }
  const { summary, tally, fault } = end;
  const stdout = new Output(io.stdout);
  await stdout.write(
    options.json
      ? `${printableJson({ ...summary, causes: tally.causes }, 2)}\n`
      : summaryText(summary, tally, mode, painter(io.stdout, io.env)),
  );
  const told = { mode, fileName: input.name, segmentName: String(target.segmentName), summary };
  await report?.save(told, tally, io.faces);
  if (fault !== undefined) {
    const reason = fault instanceof Error ? `${fault.message} (${reasonOf(fault)})` : 'unknown reason';
    view.line(
      `\nThe run broke off, for the input could not be read or the results not be written: ${printable(reason)}\n`,
    );
  }
  return exitCodeOf(summary);
}

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
