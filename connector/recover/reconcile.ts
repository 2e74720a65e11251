import type { AudienceMode } from '../../spec/host/change-set.ts';
import type { Outcome } from '../../spec/host/row-result.ts';
import type { GivenFields, SegmentChange } from '../plan/segment-change.ts';
import type { Operation } from '../send/operation.ts';
import { matches } from './fingerprint.ts';
import type { Known } from './segment-index.ts';

/** What is left to do for a change, given what is known of its segment. */
export type Difference =
  | { kind: 'send'; operation: Operation }
  | { kind: 'already'; state: SegmentChange['state'] }
  | { kind: 'duplicate' };

/**
 * Wanted state against observed state gives the difference: the one decision behind sending, recovering and the dry run
 * (P-1, P-2, T-4, P-7). Of an unknown segment it is assumed that the change is still to be made.
 */
export function difference(change: SegmentChange, known: Known, mode: AudienceMode): Difference {
  const { code } = change;
  switch (change.state) {
    case 'absent':
      return known === 'absent'
        ? { kind: 'already', state: 'absent' }
        : { kind: 'send', operation: { operation: 'Delete', code } };
    case 'present': {
      if (known === undefined || known === 'absent') {
        return { kind: 'send', operation: { operation: 'Create', code, fields: named(change) } };
      }
      if (matches(change.given, known)) return { kind: 'already', state: 'present' };
      if (mode === 'add') return { kind: 'duplicate' };
      return { kind: 'send', operation: { operation: 'Update', code, fields: change.given } };
    }
  }
}

/** S-4: a Create needs a name. Rows that gave one, the most, are not copied. */
function named({ given, defaultName }: Extract<SegmentChange, { state: 'present' }>): GivenFields & { name: string } {
  return hasName(given) ? given : { ...given, name: defaultName };
}

const hasName = (given: GivenFields): given is GivenFields & { name: string } => given.name !== undefined;

/** Whether presence or absence of the segment explains that Permutive refused the operation (T-6). */
export function explainsRefusal(operation: Operation, known: Known): boolean {
  if (known === undefined) return false;
  return operation.operation === 'Create' ? known !== 'absent' : known === 'absent';
}

/** What an operation does to a segment once it takes effect. */
export function outcomeOf(operation: Operation): Outcome {
  switch (operation.operation) {
    case 'Create':
      return 'created';
    case 'Update':
      return 'updated';
    case 'Delete':
      return 'deleted';
  }
}
