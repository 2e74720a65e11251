import { attempt } from './attempt.ts';
import { difference, explainsRefusal } from './difference.ts';
import { narrowing } from './narrow.ts';
import type { OpenBatch, Refusal, Refused } from './open-batch.ts';
import type { Pending } from './pending.ts';

/** Requests of one batch without one success after which narrowing stops: 64, a few of them kept for reading back (T-7). */
const FUTILE_REQUESTS = 60;

/** Narrows a refused group until only the guilty operations fail (T-6). */
export async function narrow(batch: OpenBatch, first: Refused): Promise<void> {
  const { run } = batch;
  const started = run.requestsSent();
  const isOpen = (pending: Pending) => batch.isOpen(pending) && !batch.guilty.has(pending);
  const moves = narrowing<Pending, Refusal>(first, run.hints, isOpen);
  for (let move = moves.next(); !move.done; ) {
    if (batch.stopped) return;
    if (move.value.kind === 'guilty') {
      await condemn(batch, move.value.item, move.value.refusal);
      move = moves.next({ refused: [], accepted: false });
      continue;
    }
    if (!batch.succeeded && run.requestsSent() - started >= FUTILE_REQUESTS) {
      // T-7: everything is refused for one reason. What is left fails with it, once it is known not to be in effect.
      batch.doubt(batch.open.filter(isOpen), first.refusal.error);
      return;
    }
    const { reconciled } = batch;
    const refused = await attempt(batch, move.value.group);
    move = moves.next({ refused, accepted: batch.reconciled === reconciled });
  }
}

/** A single operation refused is read back before it fails; the first of its kind at once, for it may explain them all. */
async function condemn(batch: OpenBatch, pending: Pending, refusal: Refusal): Promise<void> {
  batch.guilty.set(pending, refusal);
  const { conflicts, unexplained } = batch.run;
  if (unexplained.has(refusal.signature) && !conflicts.has(refusal.signature)) return;
  await readBack(batch, [pending]);
}

/** Reads back in one go what waits for it. */
export async function settleGuilty(batch: OpenBatch): Promise<void> {
  const waiting = [...batch.guilty.keys()].filter((pending) => batch.isOpen(pending));
  if (waiting.length > 0) await readBack(batch, waiting);
}

/**
 * Refused operations whose segment explains the refusal were in conflict and are reconciled; the others fail (T-6). What is
 * refused again after that is read back a last time.
 */
async function readBack(batch: OpenBatch, group: readonly Pending[], last = false): Promise<void> {
  const again: Pending[] = [];
  const unread = group.filter((pending) => !pending.readBack);
  const read = unread.length > 0 ? await batch.observe(unread) : [];
  for (const pending of [...group.filter((one) => !unread.includes(one)), ...read]) {
    const refusal = batch.guilty.get(pending);
    if (refusal === undefined || pending.sent === undefined || !batch.isOpen(pending)) continue;
    const explained = explainsRefusal(pending.sent, pending.known);
    // A refusal may come after the fact: what is in effect has succeeded, whatever was said of it (T-2).
    const inEffect = difference(pending.change, pending.known, batch.run.mode) === 'already';
    if (!inEffect && (!explained || last)) {
      batch.run.unexplained.add(refusal.signature);
      batch.fail(pending, refusal.error);
      continue;
    }
    if (explained) batch.run.conflicts.add(refusal.signature);
    batch.guilty.delete(pending);
    for (const { group: still, refusal: anew } of await attempt(batch, [pending])) {
      for (const refused of still) batch.guilty.set(refused, anew);
      again.push(...still);
    }
  }
  await batch.report();
  if (again.length > 0) await readBack(batch, again, true);
}
