/** Runs the syncs of one import. Start it on as many machines as you like. */

import { type ConnectionOptions, Queue, UnrecoverableError, Worker } from 'bullmq';
import connector from 'destination-permutive';
import type { DeliveryOptions } from 'destination-permutive/spec';
import { queueOf, type SyncDone, type SyncJob } from './producer.ts';

/** A Retry-After up to this is waited for within the job, so that each attempt gets on; a longer one is the queue's. */
const SHORT_WAIT_MS = 10_000;

export interface WorkerSettings {
  readonly connection: ConnectionOptions;
  readonly config: { readonly importId: string; readonly apiKey: string };
  readonly delivery?: DeliveryOptions;
  /** How long a job of a worker that died waits for another, in milliseconds. */
  readonly lockDuration?: number;
}

export function startWorker(settings: WorkerSettings): Worker<SyncJob, SyncDone> {
  const { connection, config, delivery, lockDuration = 30_000 } = settings;
  const name = queueOf(config.importId);
  const queue = new Queue(name, { connection });

  const sync = async ({ mode, rows }: SyncJob, signal: AbortSignal | undefined): Promise<SyncDone> => {
    const refused: { rowId: string; why: string }[] = [];
    let again: string | undefined;
    let closedForMs = 0;
    const { fatal, outcomes } = await connector.write(
      { config, mode, changeSets: [{ rows }], delivery: { maxRetryAfterMs: SHORT_WAIT_MS, ...delivery } },
      {
        ...(signal && { signal }),
        onRowResult({ rowId, error, status }) {
          if (status !== 'failed' || error === undefined) return;
          const { code, message, remedy, retryAfterMs = 0, retryable } = error;
          if (retryable) again ??= `${code}: ${message}`;
          else refused.push({ rowId, why: `${code}: ${message} ${remedy}` });
          closedForMs = Math.max(closedForMs, retryAfterMs);
        },
      },
    );
    if (closedForMs > 0) {
      await queue.rateLimit(closedForMs);
      throw Worker.RateLimitError(); // Back to the head of the queue; counts as no attempt.
    }
    if (fatal !== undefined) throw new UnrecoverableError(`${fatal.message} ${fatal.remedy}`);
    if (again !== undefined) throw new Error(again); // Sent again as a whole: what is in place is recognised.
    return { ...outcomes, refused };
  };

  return new Worker<SyncJob, SyncDone>(name, (job, _token, signal) => sync(job.data, signal), {
    connection,
    // Never reached, but without a limiter rateLimit() does not hold.
    limiter: { max: 1_000, duration: 1 },
    lockDuration,
    stalledInterval: lockDuration,
    // A worker that dies is no fault of its job.
    maxStalledCount: 100,
  });
}
