import type { Meter } from '@opentelemetry/api';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import type { BatchEvent, RunEvent } from '../channels.ts';

/** Batches take a tenth of a second to a minute, runs with waits up to hours. */
const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

/** The instruments of O-3. Every attribute has a closed set of values: nothing of a row is among them. */
export class Metrics {
  readonly #runDuration;
  readonly #rowResults;
  readonly #batchDuration;
  readonly #batchOperations;
  readonly #batchAttempts;
  readonly #waitDuration;
  readonly #readRequests;

  constructor(meter: Meter) {
    const seconds = (name: string, description: string) =>
      meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries: SECONDS } });
    this.#runDuration = seconds('destination.run.duration', 'How long a run took.');
    this.#batchDuration = seconds(
      'destination.batch.duration',
      'From the first request of a batch until it is settled.',
    );
    this.#waitDuration = seconds('destination.wait.duration', 'Waits before a request, by their reason.');
    this.#rowResults = meter.createCounter('destination.row.results', {
      unit: '{row}',
      description: 'Rows by result.',
    });
    this.#batchOperations = meter.createHistogram('destination.batch.operations', {
      unit: '{operation}',
      description: 'Operations in a batch.',
      advice: { explicitBucketBoundaries: [1, 10, 100, 500, 1_000, 2_500, 5_000] },
    });
    this.#batchAttempts = meter.createHistogram('destination.batch.attempts', {
      unit: '{attempt}',
      description: 'Requests that sent operations of a batch.',
      advice: { explicitBucketBoundaries: [1, 2, 3, 5, 10, 25, 100, 500] },
    });
    this.#readRequests = meter.createCounter('destination.read.requests', {
      unit: '{request}',
      description: 'Requests that only read.',
    });
  }

  /** `seconds`: how long it took. A run that threw has no summary: its status is `thrown`. */
  run({ mode, dryRun, status, rows, outcomes }: RunEvent, seconds: number): void {
    const of = { mode, dry_run: dryRun };
    this.#runDuration.record(seconds, { ...of, status: status ?? 'thrown' });
    for (const [outcome, count] of Object.entries(outcomes ?? {})) {
      if (count > 0) this.#rowResults.add(count, { ...of, status: 'succeeded', outcome });
    }
    for (const result of ['failed', 'skipped'] as const) {
      const count = rows?.[result] ?? 0;
      if (count > 0) this.#rowResults.add(count, { ...of, status: result });
    }
  }

  /** `attempts`: requests that sent operations of it. */
  batch({ operations }: BatchEvent, seconds: number, attempts: number): void {
    this.#batchDuration.record(seconds);
    this.#batchOperations.record(operations);
    this.#batchAttempts.record(attempts);
  }

  exchange(event: RequestEvent): void {
    switch (event.kind) {
      case 'wait':
        this.#waitDuration.record(event.ms / 1_000, { reason: event.reason });
        return;
      case 'request':
        if (event.method === 'GET') this.#readRequests.add(1, { purpose: event.purpose });
    }
  }
}
