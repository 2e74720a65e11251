import type { WriteContext, WriteRequest } from '../spec/host/connector.ts';
import type { WriteSummary } from '../spec/host/row-result.ts';
import { signalUnder } from './cancellation.ts';
import { tracedBatch, tracedRun } from './channels.ts';
import { systemClock } from './clock.ts';
import { Rehearsal } from './dry-run.ts';
import { Reader } from './imported/reader.ts';
import type { Machinery } from './machinery.ts';
import { type Order, readOrder } from './order.ts';
import { BatchReader } from './plan/batch-reader.ts';
import { resolveBatch } from './recover/batch.ts';
import { beginRun, isStopped } from './recover/learned.ts';
import { carryOut, type World } from './recover/step.ts';
import { redactedLogger, redaction } from './redact.ts';
import { openImport } from './send/open.ts';
import { Results } from './settle/results.ts';

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
  return tracedRun(order, () => run(order, context, machinery));
}

async function run(
  order: Order,
  context: WriteContext,
  { clock = systemClock, known, target = order.target, through = (api) => api }: Machinery,
): Promise<WriteSummary> {
  const { config, mode, delivery, dryRun, afterFatal } = order;
  const redact = redaction(config.apiKey);
  const log = redactedLogger(context.logger, redact);
  const { signal: cancel, release } = signalUnder(context.signal);
  const results = new Results(context, { log, clock, redact, cancel, onHostFault: () => reader.stop() });
  const { onRequest, onWait } = results;
  const { api } = openImport({ config, delivery, clock, redact, log, cancel, onRequest, onWait }, context);
  const imported = through(api);
  const rehearsal = dryRun ? new Rehearsal(imported, redact, known) : undefined;
  const observer = rehearsal ?? new Reader(imported, known);
  const state = beginRun({ mode, log, cancel, observer, clock, results }, delivery);
  const world: World = {
    imported: rehearsal?.imported ?? imported,
    observer,
    wait: (ms) => clock.wait(ms, cancel).catch(() => undefined),
    tellAccepted: (changes, by) => results.accepted(changes, by, rehearsal),
    tellFacts: (facts, batch) => results.facts(facts, batch, observer, rehearsal),
  };
  const planning = { mode, target, redact, log };
  const reader = new BatchReader(order.changeSets, {
    ...delivery,
    ...planning,
    clock,
    cancel,
    onReceived: results.received,
    isStopped: () => isStopped(state),
    foldsCodes: () => observer.folds || undefined,
  });

  log.info({ importId: config.importId, mode, dryRun, batchSize: delivery.batchSize }, 'Run started.');
  let number = 0;
  try {
    for await (const batch of reader) {
      number += 1;
      await tracedBatch(number, batch.length, () => carryOut(resolveBatch(state, batch, number), world));
      if (state.fatal !== undefined && afterFatal === 'stop') reader.stop();
    }
  } catch (escaped) {
    await results.unknown(await reader.remaining());
    throw escaped;
  } finally {
    await reader.close();
    release();
  }
  const fault = reader.sourceFault ?? results.hostFault;
  if (fault !== undefined) throw fault.error;
  return results.summary({ dryRun, fatal: state.fatal });
}
