import type { SegmentChange } from '../plan/segment-change.ts';
import { attempt } from './attempt.ts';
import { narrow, settleGuilty } from './condemn.ts';
import { settleDoubtful, settleUnsent } from './doubt.ts';
import { OpenBatch } from './open-batch.ts';
import type { RunState } from './run-state.ts';

/**
 * Brings one batch of changes to facts, whatever the network and the API do. Every change is resolved exactly once, with
 * what is true of it: accepted, observed, refused by itself, or not to be known (T-2).
 */
export async function resolveBatch(run: RunState, changes: readonly SegmentChange[]): Promise<void> {
  const batch = new OpenBatch(run, changes);
  // T-5: what the listing told is known before anything is sent.
  const { index } = run.observer;
  if (index !== undefined) for (const pending of batch.open) pending.known = index.get(pending.change.code);
  for (const refused of await attempt(batch, batch.open)) await narrow(batch, refused);
  await settleGuilty(batch);
  await settleDoubtful(batch);
  settleUnsent(batch);
  await batch.report();
}
