import type { WriteContext, WriteRequest } from '../spec/host/connector.ts';
import { type ErrorDetail, errorDetail } from '../spec/host/errors.ts';
import type { WriteSummary } from '../spec/host/row-result.ts';
import { controllerUnder } from './cancellation.ts';
import { type BatchEvent, channels, type RunEvent, traced } from './channels.ts';
import { type Clock, systemClock } from './clock.ts';
import { Rehearsal } from './dry-run.ts';
import { Reader } from './imported/reader.ts';
import type { SegmentIndex } from './imported/segment-index.ts';
import { type Order, readOrder } from './order.ts';
import { BatchReader } from './plan/batch-reader.ts';
import type { PlannedTarget } from './plan/desired.ts';
import { resolveBatch } from './recover/batch.ts';
import { isStopped, LONGEST_PATIENCE_MS, nothingLearned, type Run } from './recover/learned.ts';
import { carryOut, type World } from './recover/step.ts';
import { redactedLogger, redaction } from './redact.ts';
import { BatchSize } from './send/batch-size.ts';
import type { ImportApi } from './send/import-api.ts';
import { openImport } from './send/open.ts';
import { Ledger } from './settle/ledger.ts';
import { Patience } from './settle/patience.ts';
import { Progress } from './settle/progress.ts';
import { settlementOfAccepted, settlementOfFact, settlementOfUnsent } from './settle/settlement.ts';
import { summaryOf } from './settle/summary.ts';

/** What stands in for the world in tests, and what a run on a full list brings with it. */
export interface Machinery {
  readonly clock?: Clock;
  /** What the import holds, where the caller has listed it: then only differences are sent, from the first batch on (T-5). */
  readonly known?: SegmentIndex;
  /** What rows fall back on instead of the request's target. */
  readonly target?: PlannedTarget;
  /** Stands between the run and the import it sends to. */
  readonly through?: (api: ImportApi) => ImportApi;
}

/**
 * Brings the import into the state the change-sets ask for and reports one result a row: plan -> send -> recover -> settle.
 *
 * @throws {ConnectorError} before a row is read, when the request is not valid (T-10).
 * @throws whatever the host's `onRowResult` or source threw, once the rows already read are settled (T-10).
 */
export async function write(
  request: WriteRequest,
  context: WriteContext,
  machinery: Machinery = {},
): Promise<WriteSummary> {
  const order = readOrder(request, context);
  const { own, release } = controllerUnder(context.signal);
  try {
    const event: RunEvent = { kind: 'run', mode: order.mode, dryRun: order.dryRun };
    return await traced(channels.run, event, async () => {
      const summary = await run(order, context, own.signal, machinery);
      const { fatal, ...told } = summary;
      Object.assign(event, told, fatal && { fatal: fatal.code }); // O-1: its message may repeat a row.
      return summary;
    });
  } finally {
    release();
  }
}

async function run(
  { config, target: asked, mode, delivery, changeSets, dryRun, afterFatal }: Order,
  context: WriteContext,
  cancel: AbortSignal,
  { clock = systemClock, known, target = asked, through = (api) => api }: Machinery,
): Promise<WriteSummary> {
  const redact = redaction(config.apiKey);
  const log = redactedLogger(context.logger, redact);
  const startedAt = clock.now();
  /** Ends the reading of the input, not the delivery of what was read. */
  const { own: reading } = controllerUnder(cancel);

  const patience = new Patience(cancel, clock);
  const ledger = new Ledger({
    report: (result) => context.onRowResult(result.error ? { ...result, error: redact(result.error) } : result),
    waitFor: (taken) => patience.waitFor(taken),
    onHostFault: () => reading.abort(),
  });
  const progress = new Progress(ledger, clock, (report) => context.onProgress?.(report));
  const onWait = (ms: number, { code, requestId }: ErrorDetail) => {
    log.info({ waitMs: Math.round(ms), reason: code, requestId }, 'Waiting for Permutive.');
    progress.waiting(ms, code);
  };
  const onRequest = (retried: boolean) => progress.requested(retried);
  const { api } = openImport({ config, delivery, clock, redact, log, cancel, onRequest, onWait }, context);
  const imported = through(api);
  const rehearsal = dryRun ? new Rehearsal(imported, known) : undefined;
  const observer = rehearsal ?? new Reader(imported, known);
  const state: Run = {
    mode,
    log,
    cancel,
    observer,
    size: new BatchSize(delivery.batchSize),
    patienceMs: Math.min(delivery.timeoutMs, LONGEST_PATIENCE_MS),
    random: () => clock.random(),
    rowsSettled: () => ledger.rows.succeeded + ledger.rows.failed + ledger.rows.skipped,
    learned: nothingLearned(),
    fatal: undefined,
  };
  const world: World = {
    imported: rehearsal?.imported ?? imported,
    observer,
    wait: (ms) => clock.wait(ms, cancel).catch(() => undefined),
    tellAccepted: async (changes, by) => {
      await ledger.settle(changes, (change) => change, settlementOfAccepted(by, rehearsal));
      progress.report();
    },
    tellFacts: async (facts, batch) => {
      await ledger.settle(facts, ({ change }) => change, settlementOfFact(batch, observer, rehearsal));
      progress.report();
    },
  };
  const reader = new BatchReader(changeSets, {
    mode,
    target,
    batchSize: delivery.batchSize,
    maxBatchWaitMs: delivery.maxBatchWaitMs,
    maxDeletes: delivery.maxDeletes,
    clock,
    redact,
    halt: reading.signal,
    isStopped: () => isStopped(state),
    foldsCodes: () => observer.folds === true,
    onReceived: async (rows, settled) => {
      ledger.receive(rows);
      if (settled.length > 0) await ledger.settle(settled, (rows) => rows, settlementOfUnsent);
      progress.report();
    },
    onGeneratedCode: () =>
      log.warn(
        {},
        'Segment codes are generated from names. Map stable segment codes of your own for production: a renamed segment gets a new code.',
      ),
  });

  log.info({ importId: config.importId, mode, dryRun, batchSize: delivery.batchSize }, 'Run started.');
  let number = 0;
  try {
    for await (const batch of reader) {
      number += 1;
      const event: BatchEvent = { kind: 'batch', batch: number, operations: batch.length };
      await traced(channels.batch, event, () => carryOut(resolveBatch(state, batch, number), world));
      if (state.fatal !== undefined && afterFatal === 'stop') reading.abort();
    }
  } catch (escaped) {
    reading.abort();
    const unknown = settlementOfUnsent({ status: 'failed', error: errorDetail('outcome_unknown') });
    await ledger.settle(
      await reader.remaining(),
      (change) => change,
      () => unknown,
    );
    throw escaped;
  } finally {
    await reader.close();
  }

  const fault = reader.sourceFault ?? ledger.hostFault;
  if (fault !== undefined) throw fault.error;
  const durationMs = clock.now() - startedAt;
  const fatal = state.fatal && redact(state.fatal);
  const summary = summaryOf(ledger, progress, { dryRun, durationMs, fatal, cancelled: cancel.aborted });
  log.info({ ...summary }, 'Run ended.');
  return summary;
}
