/** A run: change-sets in, batches out, one result a row. */
import { type TSchema, Type } from '@sinclair/typebox';
import type { DestinationConnector, DestinationRow } from 'destination-permutive/spec';
import { type Change, changesOf, type Received } from './changes.ts';
import type { Destination, Told } from './destination.ts';
import type { Code } from './errors.ts';
import { courteously, graceAfter, pulled, unless } from './host.ts';
import { Api } from './requests.ts';
import { trimmed, valid, withDefaults } from './settings.ts';

const Asked = Type.Object({ mode: Type.RegExp(/^(upsert|remove|mirror)$/), dryRun: Type.Literal(false) });
const Given = Type.Object({ onRowResult: Type.Function([], Type.Unknown()), isSource: Type.Literal(true) });
const SKIPS: ReadonlySet<Code> = new Set(['not_in_mode', 'superseded']);

export const writeOf =
  <Row extends DestinationRow, Put, Body extends TSchema>(
    destination: Destination<Row, Put, Body>,
  ): DestinationConnector<Row, Code>['write'] =>
  async (request, context) => {
    const { settings, errorOf, wantedBy, deliver } = destination;
    const { mode, changeSets, target = {}, dryRun = false, afterFatal } = request;
    const { token } = valid(errorOf, 'invalid_config', settings.config, trimmed(request.config));
    const delivery = valid(errorOf, 'invalid_delivery', settings.delivery, withDefaults(settings, request.delivery));
    valid(errorOf, 'invalid_target', settings.target, target);
    valid(errorOf, 'invalid_mode', Asked, { mode, dryRun });
    valid(errorOf, 'invalid_config', Given, { onRowResult: context.onRowResult, isSource: isIterable(changeSets) });
    const from = performance.now();
    const cancel = context.signal ?? new AbortController().signal;
    const over = new AbortController();
    const gone = graceAfter(cancel, over.signal);
    const rows = { received: 0, succeeded: 0, failed: 0, skipped: 0 };
    const outcomes = { created: 0, updated: 0, deleted: 0, unchanged: 0 };
    const owed = new Set<Received<DestinationRow>>();
    const batch = new Map<string, Change<Put>>();
    const broken: unknown[] = []; // The host's, or our own: they end the run once what was received is settled (T-10).

    const progress = (wait = {}) => {
      const told = { rows: { ...rows }, requests: { ...api.requests }, ...wait };
      courteously(() => context.onProgress?.(told));
    };
    const api = new Api<Body>({ service: destination, token, delivery, context, cancel, gone, onWait: progress });

    async function settle(
      row: Received<DestinationRow>,
      told: Told,
      operation: 'put' | 'delete' | null = null,
    ): Promise<void> {
      if (!owed.delete(row)) return;
      const { rowId, changeSetId } = row;
      const { outcome = null, error } = told;
      const status = error === undefined ? 'succeeded' : SKIPS.has(error.code) ? 'skipped' : 'failed';
      rows[status] += 1;
      if (outcome !== null) outcomes[outcome] += 1;
      try {
        const taken = context.onRowResult({ rowId, changeSetId, status, outcome, operation, error });
        if (taken !== undefined) await unless(gone, taken);
      } catch (thrown) {
        broken.push(thrown);
      }
    }

    async function flush(): Promise<void> {
      const changes = [...batch.values()];
      batch.clear();
      const told = changes.length > 0 ? await deliver(api, changes, delivery, gone) : new Map<string, Told>();
      for (const { key, put, rows: its } of changes)
        for (const row of its)
          await settle(row, told.get(key) ?? { error: errorOf('outcome_unknown') }, put ? 'put' : 'delete');
      progress();
    }

    async function read(): Promise<void> {
      for await (const { id: changeSetId, rows: given } of pulled(changeSets, cancel)) {
        const received = given.map((row) => ({ row, rowId: idOf(row), changeSetId }));
        rows.received += received.length;
        for (const row of received) owed.add(row);
        const { changes, refused } = changesOf(received, mode, errorOf, wantedBy);
        for (const { row, error } of refused) await settle(row, { error });
        for (const change of changes) {
          if (batch.has(change.key)) await flush(); // The later change-set wins, and is sent later (P-4).
          batch.set(change.key, change);
          if (batch.size >= delivery.batchSize) await flush();
        }
        if (broken.length > 0 || (api.fatal !== undefined && afterFatal === 'stop')) return;
      }
    }

    for (const part of [read, flush]) await part().catch((thrown: unknown) => broken.push(thrown));
    for (const row of owed) await settle(row, { error: errorOf('outcome_unknown') }); // T-1: whatever has happened.
    over.abort();
    if (broken.length > 0) throw broken[0];
    const ended = rows.failed > 0 ? 'completed_with_errors' : 'completed';
    const failed = api.fatal !== undefined && rows.succeeded === 0 ? 'failed' : ended;
    const status = cancel.aborted ? 'cancelled' : failed;
    const durationMs = performance.now() - from;
    const summary = { status, dryRun, rows, outcomes, requests: api.requests, durationMs, fatal: api.fatal } as const;
    courteously(() => context.logger?.info(summary, 'The run has ended.'));
    return summary;
  };

const isIterable = (source: unknown): boolean =>
  typeof source === 'object' && source !== null && (Symbol.asyncIterator in source || Symbol.iterator in source);

const idOf = (row: DestinationRow): string => {
  try {
    return String(row.rowId);
  } catch {
    return '';
  }
};
