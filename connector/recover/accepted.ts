import { errorDetail } from '../../spec/host/errors.ts';
import { fingerprintOf, matchesSegment, merged } from '../imported/fingerprint.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { operationFor } from '../send/operation.ts';
import { difference, outcomeOf } from './difference.ts';
import type { RunState } from './learned.ts';
import { Listed } from './listed.ts';
import type { OpenBatch } from './open-batch.ts';
import type { Pending } from './pending.ts';

/**
 * Settles an accepted group by code, never by position or count (T-3). Returns what must be sent once more, because it was
 * accepted but is not in effect.
 */
export async function settleAccepted(
  batch: OpenBatch,
  group: readonly Pending[],
  segments: readonly unknown[] | undefined,
): Promise<readonly Pending[]> {
  const unseen = segments?.length
    ? settleListed(batch, group, new Listed(segments))
    : await settleUnlisted(batch, group, segments !== undefined);
  if (unseen.length === 0) return [];
  for (const pending of unseen) pending.inDoubt = true;
  return confirm(batch, await batch.observe(unseen));
}

/** Settles what the answer vouches for; the rest is returned. */
function settleListed(batch: OpenBatch, group: readonly Pending[], listed: Listed): readonly Pending[] {
  const unseen: Pending[] = [];
  for (const pending of group) {
    const { change } = pending;
    if (change.state === 'present') {
      const seen = listed.find(change.code);
      if (seen === undefined) {
        unseen.push(pending);
        continue;
      }
      if (!matchesSegment(change, seen)) warnOfOtherValues(batch.run, change);
    }
    conclude(batch, pending);
  }
  return unseen;
}

/** An answer that lists nothing: one code read back speaks for all. For an Update, being there is not enough. */
async function settleUnlisted(
  batch: OpenBatch,
  group: readonly Pending[],
  hasItems: boolean,
): Promise<readonly Pending[]> {
  const wanted = group.filter(({ change }) => change.state === 'present');
  // Deletions alone have nothing to list, so an empty list is the answer to expect.
  if (wanted.length > 0 || !hasItems) {
    const [sample = group[0]] = wanted;
    if (sample === undefined) return [];
    for (const pending of group) pending.inDoubt = true;
    // What cannot be read back is settled as unknown.
    if ((await batch.observe([sample], group)).length === 0) return [];
    if (difference(sample.change, sample.known, batch.run.mode) !== 'already') return group;
  }
  for (const pending of group) conclude(batch, pending);
  return [];
}

/** Keeps what was accepted without being listed if it is in effect; what is not is returned, once. */
function confirm(batch: OpenBatch, unseen: readonly Pending[]): Pending[] {
  const again: Pending[] = [];
  for (const pending of unseen) {
    const left = difference(pending.change, pending.known, batch.run.mode);
    if (left === 'already') conclude(batch, pending);
    else if (!pending.acceptedUnseen) {
      pending.acceptedUnseen = true;
      again.push(pending);
    } else if (pending.change.state === 'present' && pending.known !== 'absent') {
      warnOfOtherValues(batch.run, pending.change);
      conclude(batch, pending);
    } else {
      const message = 'Permutive accepted the operation twice, but it is not in effect.';
      batch.fail(pending, errorDetail('unexpected_response', { message }));
    }
  }
  return again;
}

/** The operation sent last is in effect: the listing is kept true to it (T-5). */
function conclude(batch: OpenBatch, pending: Pending): void {
  const { sent, known, change } = pending;
  if (sent === undefined) return;
  const { index } = batch.run.observer;
  if (index !== undefined) {
    const base = known === undefined || known === 'absent' ? fingerprintOf({}) : known;
    const operation = operationFor(change, sent);
    index.set(change.code, operation.operation === 'Delete' ? 'absent' : merged(base, operation.data));
  }
  batch.succeed(pending, outcomeOf(sent));
}

/** T-3: Permutive may normalise what it is sent; that is not a failure. */
export function warnOfOtherValues({ log }: RunState, { code }: SegmentChange): void {
  log.warn({ segmentCode: code }, 'Permutive keeps other values than were sent for this segment.');
}
