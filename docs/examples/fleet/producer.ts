/** Puts syncs into the queue of their import. */

import { type ConnectionOptions, Queue } from 'bullmq';
import type { ChangeRow } from 'destination-permutive/spec';

/** One sync: up to a few thousand rows; more go into a file or a table that the job names. */
export interface SyncJob {
  readonly mode: 'add' | 'remove' | 'mirror' | 'upsert';
  readonly rows: readonly ChangeRow[];
}

/** What became of it, kept as the job's result. */
export interface SyncDone {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** Rows that no further attempt can help. */
  readonly refused: readonly { readonly rowId: string; readonly why: string }[];
}

/** A queue for each import: its jobs run one after another, those of other imports beside them. */
export const queueOf = (importId: string): string => `permutive-${importId.toLowerCase()}`;

export async function openQueue(connection: ConnectionOptions, importId: string): Promise<Queue<SyncJob, SyncDone>> {
  const queue = new Queue<SyncJob, SyncDone>(queueOf(importId), {
    connection,
    defaultJobOptions: { attempts: 8, backoff: { type: 'exponential', delay: 1_000 } },
  });
  // One job at a time in the whole fleet: Permutive takes one batch at a time, and a later sync must not be overtaken.
  await queue.setGlobalConcurrency(1);
  return queue;
}
