import { randomUUID } from 'node:crypto';
import connector from '../../index.ts';
import type { RowsFile } from '../files/rows.ts';
import type { Source } from '../files/source.ts';
import { BackedUpSync } from '../report/backed-up-sync.ts';
import { runFile } from '../report/file-run.ts';
import { RESULTS_FORMAT, type ResultsHeader } from '../report/results-header.ts';
import { UsageError } from '../usage-error.ts';
import { agreed, environmentOf } from './agreement.ts';
import type { Connection } from './connection.ts';
import { rowsCounted } from './counted.ts';
import { CourseLines } from './course-lines.ts';
import { type DeletionPolicy, deletionPolicy } from './deletions.ts';
import { type Remainder, readRemainder } from './earlier-results.ts';
import { readThresholds } from './fail-if.ts';
import { feedTo } from './feed.ts';
import { fileLines } from './file-told.ts';
import { withImportName } from './import-name.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { loggerTo } from './log.ts';
import { mustBeApart, type NamedFile } from './output-paths.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import { canAsk } from './question.ts';
import { SyncEnd } from './sync-end.ts';
import { remaining, rowsOptions, STDIN, sourceOf, understoodFile } from './sync-input.ts';
import type { SyncOptions } from './sync-options.ts';
import type { SyncOrder } from './sync-order.ts';
import { SyncOutputs } from './sync-outputs.ts';

/** Syncs a file of row changes into the import, shows how far it is, and tells what became of the rows. */
export async function sync(file: string, options: SyncOptions, connection: Connection, io: Io): Promise<ExitCode> {
  const thresholds = options.failIf === undefined ? undefined : readThresholds(options.failIf);
  const asks = canAsk(io, file) && options.yes !== true && options.dryRun !== true;
  const policy = deletionPolicy({
    mode: options.mode,
    yes: options.yes === true,
    maxDeletes: options.maxDeletes,
    dryRun: options.dryRun === true,
    terminal: asks,
  });
  await mustBeApart(namedFiles(file, options));
  const { dryRun, results, keep, retryFrom } = options;
  const whole = asks || dryRun === true || [results, keep, retryFrom].some((given) => given !== undefined);
  const source = await sourceOf(file, whole, io);
  try {
    // Somebody looks on.
    const named = io.stderr.isTTY === true ? await withImportName(connection, io) : connection;
    return await syncSource({ file, source, whole, asks, policy, options, connection: named, io, thresholds });
  } finally {
    await source.close();
  }
}

const namedFiles = (file: string, options: SyncOptions): NamedFile[] => [
  ...(file === STDIN ? [] : [{ option: 'FILE', path: file, written: false }]),
  ...(options.config === undefined ? [] : [{ option: '--config', path: options.config, written: false }]),
  ...(options.retryFrom ?? []).map((path) => ({ option: '--retry-from', path, written: false })),
  ...(options.results === undefined ? [] : [{ option: '--results', path: options.results, written: true }]),
  ...(options.report === undefined ? [] : [{ option: '--report', path: options.report, written: true }]),
];

async function syncSource(order: SyncOrder): Promise<ExitCode> {
  const { source, options, connection, io } = order;
  const target = targetOf(options, connection);
  const bytesRead = { take: (_count: number): void => undefined };
  const reading = { ...rowsOptions(options), whole: order.whole, onBytes: (count: number) => bytesRead.take(count) };
  const rows = await understoodFile(source, reading);
  const remainder = await remainderOf(order);
  const left = remainder === undefined ? undefined : await countOf(remaining(rows.rows(), remainder));
  const feed = feedTo(io.stderr, io.env);
  for (const line of fileLines(rows.understood, destinationOf(connection))) feed.line(line);
  if (left !== undefined) feed.line(`${rowsCounted(left)} left to be sent.`);
  if (order.asks && !(await agreed(rows.understood, options, connection, io))) {
    feed.line('Nothing was sent.');
    return io.signal.aborted ? EXIT.cancelled : EXIT.usage;
  }
  const header = headerOf(order, rows, remainder);
  const outputs = await SyncOutputs.open(options, header);
  const backup =
    options.backup === undefined
      ? undefined
      : await BackedUpSync.open(options.backup, connection.importId, connection.baseUrl);
  const end = new SyncEnd(order, rows, header, outputs, left);
  const { look, whole } = rows.understood;
  const progress = new Progress({
    feed,
    rows: left ?? (whole ? look.rows : undefined),
    bytes: source.size,
    now: Date.now,
  });
  bytesRead.take = (count) => progress.read(count);
  const lines = new CourseLines(
    (text) => feed.line(text),
    () => new Date(),
    options.dryRun === true,
  );
  try {
    const { baseUrl } = connection;
    const { batchSize } = options;
    const maxDeletes = maxDeletesBy(order.policy);
    const run = await runFile({
      connector: backup ?? connector,
      request: {
        config: connection.config,
        ...(target !== undefined && { target }),
        mode: options.mode,
        dryRun: options.dryRun === true,
        delivery: {
          ...(baseUrl !== undefined && { baseUrl }),
          ...(batchSize !== undefined && { batchSize }),
          ...(maxDeletes !== undefined && { maxDeletes }),
        },
      },
      rows: remaining(rows.rows(), remainder),
      where: rows.where,
      context: {
        logger: loggerTo((text) => feed.line(text.trimEnd()), options.logLevel),
        signal: io.signal,
        ...connection.transport,
        onRequest(event) {
          end.receipt.event(event);
          lines.event(event);
        },
      },
      onResult(result) {
        end.record(result);
        lines.result(result);
        return outputs.record(result);
      },
      onProgress: (report) => progress.report(report),
    });
    lines.end();
    progress.stop();
    return await end.tell(run, await backup?.end());
  } finally {
    progress.stop();
    await backup?.end();
  }
}

/** Only rows that have nothing else take their code from the target (F-9); for all others it is a default name (S-4). */
function targetOf(options: SyncOptions, { target }: Connection): { segmentName: unknown } | undefined {
  const name = options.segmentName ?? target.segmentName;
  const code = options.segmentCode ?? target.segmentCode;
  if (options.targetOnly !== true) return name === undefined ? undefined : { segmentName: name };
  if (name === undefined) {
    throw new UsageError(
      '--target-only needs --segment-name: the name of the one segment that every row is a member of, such as --segment-name "High-Value Customers".',
    );
  }
  return { segmentName: name, ...(code !== undefined && { segmentCode: code }) };
}

async function remainderOf({ source, options }: SyncOrder): Promise<Remainder | undefined> {
  const { retryFrom, allFailed, edited } = options;
  if (retryFrom === undefined) {
    if (allFailed === true || edited === true)
      throw new UsageError(
        '--all-failed and --edited say what --retry-from sends: name the results of the earlier run.',
      );
    return undefined;
  }
  return readRemainder(retryFrom, await digestOf(source), { allFailed: allFailed === true, edited: edited === true });
}

async function countOf(rows: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const some of rows) count += some.length;
  return count;
}

/** Known once the bytes were read to their end; else they are read for it. */
async function digestOf(source: Source): Promise<string | undefined> {
  if (source.sha256 === undefined && source.again) for await (const _ of source.bytes());
  return source.sha256;
}

const maxDeletesBy = (policy: DeletionPolicy): number | undefined => {
  switch (policy.policy) {
    case 'allowed':
      return policy.maxDeletes;
    case 'ask':
      return undefined; // It was agreed to.
    case 'withhold':
      return 0;
  }
};

function destinationOf(connection: Connection): readonly [label: string, text: string] {
  const { importName, importId } = connection;
  const [id, environment] = [importId.slice(0, 8), environmentOf(connection)];
  return importName === undefined ? [`Import ${id}`, environment] : [printable(importName), `${id}, ${environment}`];
}

function headerOf(
  { source, options, connection }: SyncOrder,
  rows: RowsFile,
  remainder: Remainder | undefined,
): ResultsHeader {
  const { look, whole } = rows.understood;
  return {
    format: RESULTS_FORMAT,
    runId: randomUUID(),
    input: { name: source.name, sha256: source.sha256 ?? null, rows: whole ? look.rows : null },
    importId: connection.importId,
    mode: options.mode,
    dryRun: options.dryRun === true,
    startedAt: new Date().toISOString(),
    ...(remainder !== undefined && { retryOf: remainder.runIds }),
  };
}
