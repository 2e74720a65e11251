import type { ErrorDetail } from '../../spec/host/errors.ts';
import type { OperationKind, Outcome } from '../../spec/host/row-result.ts';
import type { Known } from '../imported/segment-index.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { firstOperationOf } from '../send/operation.ts';
import { outcomeOf } from './difference.ts';

/** A change on its way to a fact. */
export interface Pending {
  readonly change: SegmentChange;
  /** What it came to, once it is a fact. */
  resolution: Resolution | undefined;
  /** What is known of its segment now. */
  known: Known;
  /** The operation that is to be sent next. */
  next: OperationKind;
  /** The one sent last. */
  sent: OperationKind | undefined;
  /** What was known when that was sent. */
  sentKnowing: Known;
  /** It may be in effect although nobody said so: an answer was lost, or it was refused in company. */
  inDoubt: boolean;
  /** An answer to it was lost; if it is found in effect, it was most likely this run's doing. */
  answerLost: boolean;
  /** It was read back after it was sent last: `known` is what came of it. */
  readBack: boolean;
  /** Permutive accepted it once without listing it. */
  acceptedUnseen: boolean;
}

/** The fact at the end. */
export type Resolution = { kind: 'succeeded'; outcome: Outcome } | { kind: 'failed'; error: ErrorDetail };

export const pendingOf = (change: SegmentChange, known: Known): Pending => ({
  change,
  resolution: undefined,
  known,
  next: firstOperationOf(change),
  sent: undefined,
  sentKnowing: undefined,
  inDoubt: false,
  answerLost: false,
  readBack: false,
  acceptedUnseen: false,
});

/** The outcome of a change that is found in effect: this run's doing, or already so before. */
export function outcomeFoundInEffect(pending: Pending): Outcome {
  const { sent, answerLost, sentKnowing } = pending;
  return sent !== undefined && (answerLost || sentKnowing !== undefined) ? outcomeOf(sent) : 'unchanged';
}
