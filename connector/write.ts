import type { WriteContext, WriteRequest } from '../spec/host/connector.ts';
import type { ErrorDetail } from '../spec/host/errors.ts';
import type { WriteSummary } from '../spec/host/row-result.ts';
import { type Clock, systemClock } from './clock.ts';
import { Rehearsal } from './dry-run.ts';
import { Reader } from './imported/reader.ts';
import type { SegmentIndex } from './imported/segment-index.ts';
import { readConfig, readDelivery, readMode, readTarget } from './order.ts';
import { BatchReader } from './plan/batch-reader.ts';
import { resolveBatch } from './recover/batch.ts';
import { LONGEST_PATIENCE_MS, nothingLearned, type Run } from './recover/learned.ts';
import { carryOut, type World } from './recover/step.ts';
import { redactedLogger, redaction } from './redact.ts';
import { BatchSize } from './send/batch-size.ts';
import type { ImportApi } from './send/import-api.ts';
import { openImport } from './send/open.ts';
import { Ledger } from './settle/ledger.ts';
import { Progress } from './settle/progress.ts';
import { settlementOfAccepted, settlementOfFact, settlementOfUnsent } from './settle/settlement.ts';
import { statusOf } from './settle/summary.ts';

/** What stands in for the world in tests, and what a run on a full list brings with it. */
export interface Machinery {
  readonly clock?: Clock;
  /** What the import holds, where the caller has listed it: then only differences are sent, from the first batch on (T-5). */
  readonly known?: SegmentIndex;
  /** Stands between the run and the import it sends to. */
  readonly through?: (api: ImportApi) => ImportApi;
}

/**
 * Brings the import into the state the change-sets ask for and reports one result a row: plan -> send -> recover -> settle.
 *
 * @throws {ConnectorError} before a row is read, when config, target, mode or delivery are not valid (T-10).
 * @throws whatever the host's `onRowResult` or source threw, once the rows already read are settled (T-10).
 */
export async function write(
  request: WriteRequest,
  context: WriteContext,
  { clock = systemClock, known, through = (api) => api }: Machinery = {},
): Promise<WriteSummary> {
  const config = readConfig(request.config);
  const target = readTarget(request.target);
  const mode = readMode(request.mode);
  const delivery = readDelivery(request.delivery);
  const { signal: cancel } = context;
  const dryRun = request.dryRun ?? false;
  const redact = redaction(config.apiKey);
  const log = redactedLogger(context.logger, redact);
  const startedAt = clock.now();

  const ledger = new Ledger((result) =>
    context.onRowResult(result.error ? { ...result, error: redact(result.error) } : result),
  );
  const progress = new Progress(ledger, (report) => context.onProgress?.(report));
  const onWait = (ms: number, { code, requestId }: ErrorDetail) => {
    log.info({ waitMs: Math.round(ms), reason: code, requestId }, 'Waiting for Permutive.');
    progress.waiting(ms);
  };
  const onRequest = (retried: boolean) => progress.requested(retried);
  const { api } = openImport({ config, delivery, clock, redact, log, cancel, onRequest, onWait }, context);
  const imported = through(api);
  const rehearsal = dryRun ? new Rehearsal(imported, known) : undefined;
  const observer = rehearsal ?? new Reader(imported, known);
  const run: Run = {
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
  const reader = new BatchReader(request.changeSets, {
    mode,
    target,
    cancel,
    batchSize: delivery.batchSize,
    maxDeletes: delivery.maxDeletes,
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
  let upcoming = reader.next();
  for (;;) {
    const batch = await upcoming;
    if (ledger.hostFault !== undefined) reader.stop();
    if (batch === undefined) break;
    upcoming = reader.next(); // Prepared while this one is in flight (P-6).
    number += 1;
    await carryOut(resolveBatch(run, batch, number), world);
  }

  const fault = reader.sourceFault ?? ledger.hostFault;
  if (fault !== undefined) throw fault.error;
  const fatal = run.fatal && redact(run.fatal);
  const cancelled = cancel?.aborted ?? false;
  const summary: WriteSummary = {
    status: statusOf({ rows: ledger.rows, outcomes: ledger.outcomes, fatal, cancelled }),
    dryRun,
    rows: { ...ledger.rows },
    outcomes: { ...ledger.outcomes },
    requests: { ...progress.requests },
    durationMs: clock.now() - startedAt,
    ...(fatal !== undefined && { fatal }),
  };
  log.info({ ...summary }, 'Run ended.');
  return summary;
}
