import type { AudienceMode } from '../../spec/host/change-set.ts';
import type { OperationKind, Outcome } from '../../spec/host/row-result.ts';
import { matches } from '../imported/fingerprint.ts';
import type { Known } from '../imported/segment-index.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { firstOperationOf } from '../send/operation.ts';

/** What is left to do for a change: an operation, nothing, or nothing that the mode allows. */
export type Difference = OperationKind | 'already' | 'duplicate';

/**
 * Wanted state against observed state gives the difference: the one decision behind sending, recovering and the dry run
 * (P-1, P-2, T-4, P-7). Of an unknown segment it is assumed that the change is still to be made.
 */
export function difference(change: SegmentChange, known: Known, mode: AudienceMode): Difference {
  if (known === undefined) return firstOperationOf(change);
  switch (change.state) {
    case 'absent':
      return known === 'absent' ? 'already' : 'Delete';
    case 'present':
      if (known === 'absent') return 'Create';
      if (matches(change, known)) return 'already';
      return mode === 'add' ? 'duplicate' : 'Update';
  }
}

/** Whether anything is still to be sent. */
export const isOperation = (left: Difference): left is OperationKind => left !== 'already' && left !== 'duplicate';

/** Whether presence or absence of the segment explains that Permutive refused the operation (T-6). */
export function explainsRefusal(kind: OperationKind, known: Known): boolean {
  if (known === undefined) return false;
  return kind === 'Create' ? known !== 'absent' : known === 'absent';
}

/** What an operation does to a segment once it takes effect. */
export function outcomeOf(kind: OperationKind): Outcome {
  switch (kind) {
    case 'Create':
      return 'created';
    case 'Update':
      return 'updated';
    case 'Delete':
      return 'deleted';
  }
}
