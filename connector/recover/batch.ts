import type { SegmentChange } from '../plan/segment-change.ts';
import { attempt, takeUp } from './attempt.ts';
import { settleDoubtful, settleUnsent } from './doubt.ts';
import { sendAsAsked, vouchesForAll } from './first-sending.ts';
import { narrow, settleGuilty } from './isolate.ts';
import type { RunState } from './learned.ts';
import { OpenBatch } from './open-batch.ts';

/**
 * Brings one batch of changes to facts, whatever the network and the API do. Every change is resolved exactly once, with
 * what is true of it: accepted, observed, refused by itself, or not to be known (T-2).
 */
export async function resolveBatch(run: RunState, changes: readonly SegmentChange[]): Promise<void> {
  const first = await sendAsAsked(run, changes);
  if (first !== undefined && vouchesForAll(run, changes, first)) return run.accepted(changes);
  const batch = new OpenBatch(run, changes);
  const refused = first === undefined ? await attempt(batch, batch.open) : await takeUp(batch, first);
  for (const group of refused) await narrow(batch, group);
  await settleGuilty(batch);
  await settleDoubtful(batch);
  settleUnsent(batch);
  await batch.report();
}
