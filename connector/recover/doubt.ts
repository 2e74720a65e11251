import { errorDetail } from '../../spec/host/errors.ts';
import { difference } from './difference.ts';
import type { OpenBatch } from './open-batch.ts';
import { outcomeFoundInEffect } from './pending.ts';

/** What ran out of attempts, or was given up in company, is observed before it is settled (T-4). */
export async function settleDoubtful(batch: OpenBatch): Promise<void> {
  const waiting = () => [...batch.doubtful].filter(([pending]) => batch.isOpen(pending));
  const unobserved = waiting().flatMap(([pending]) => (pending.inDoubt ? [pending] : []));
  if (unobserved.length > 0) await batch.observe(unobserved);
  for (const [pending, error] of waiting()) {
    if (pending.inDoubt) continue; // Reading it back was cut short by a stop.
    const left = difference(pending.change, pending.known, batch.run.mode);
    if (left === 'already') batch.succeed(pending, outcomeFoundInEffect(pending));
    else batch.fail(pending, error);
  }
}

/** What a fatal error or the cancellation left: not sent, refused by itself, or not to be known any more (D-6, T-9). */
export function settleUnsent(batch: OpenBatch): void {
  const stop = batch.run.fatal ?? errorDetail(batch.stopped ? 'cancelled' : 'outcome_unknown');
  for (const pending of batch.open) {
    if (pending.readBack && difference(pending.change, pending.known, batch.run.mode) === 'already') {
      batch.succeed(pending, outcomeFoundInEffect(pending));
      continue;
    }
    const error = pending.inDoubt ? errorDetail('outcome_unknown') : (batch.guilty.get(pending)?.error ?? stop);
    batch.fail(pending, error);
  }
}
