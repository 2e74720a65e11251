import type { AudienceMode } from '../../spec/host/change-set.ts';
import type { OperationKind, Outcome } from '../../spec/host/row-result.ts';
import type { SegmentChange } from '../plan/segment-change.ts';
import { firstOperationOf } from '../send/operation.ts';
import { matches } from './fingerprint.ts';
import type { Known } from './segment-index.ts';

/** What is left to do for a change: an operation, nothing, or nothing that the mode allows. */
export type Difference = OperationKind | 'already' | 'duplicate';

/**
 * Wanted state against observed state gives the difference: the one decision behind sending, recovering and the dry run
 * (P-1, P-2, T-4, P-7). Of a segment that is unknown, or only guessed to be absent, it is assumed that the change is still to
 * be made.
 */
export function difference(change: SegmentChange, known: Known, mode: AudienceMode): Difference {
  if (known === undefined || known === 'unlisted') return firstOperationOf(change);
  switch (change.state) {
    case 'absent':
      return known === 'absent' ? 'already' : 'Delete';
    case 'present':
      if (known === 'absent') return 'Create';
      if (matches(change, known)) return 'already';
      return mode === 'add' ? 'duplicate' : 'Update';
  }
}

/** Whether presence or absence of the segment explains that Permutive refused the operation (T-6). A guess explains nothing. */
export function explainsRefusal(kind: OperationKind, known: Known): boolean {
  if (known === undefined || known === 'unlisted') return false;
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
