import { matchesSegment } from '../imported/fingerprint.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import type { Sendable } from '../send/encode.ts';
import { firstOperationOf } from '../send/operation.ts';
import { warnOfOtherValues } from './accepted.ts';
import { isStopped, type RunState } from './learned.ts';
import { Listed } from './listed.ts';
import { type Sending, transmit } from './transmit.ts';

const AS_ASKED: Sendable<SegmentChange> = { changeOf: (change) => change, kindOf: firstOperationOf };

/**
 * Sends a batch of which nothing is known, as it was asked for. Nearly every batch ends with the answer to this, so nothing is
 * kept of a change but itself until an answer raises a question. Nothing, when the batch cannot go out as a whole.
 */
export async function sendAsAsked(run: RunState, changes: readonly SegmentChange[]): Promise<Sending | undefined> {
  const known = run.observer.index !== undefined; // T-5: then it is compared before it is sent.
  if (known || isStopped(run) || changes.length > run.operationLimit) return undefined;
  return transmit(run, changes, AS_ASKED);
}

/** Whether an answer vouches for the whole batch: it lists every wanted segment, by code (T-3); deletions need not be listed. */
export function vouchesForAll(run: RunState, changes: readonly SegmentChange[], { verdict }: Sending): boolean {
  if (verdict.kind !== 'success' || verdict.answer.items === undefined) return false;
  const listed = new Listed(verdict.answer.items);
  const keptOtherwise: SegmentChange[] = [];
  for (const change of changes) {
    if (change.state === 'absent') continue;
    const seen = listed.find(change.code);
    if (seen === undefined) return false;
    if (!matchesSegment(change, seen)) keptOtherwise.push(change);
  }
  for (const change of keptOtherwise) warnOfOtherValues(run, change);
  return true;
}
