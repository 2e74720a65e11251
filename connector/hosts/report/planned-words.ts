import { ERROR_CATALOGUE, type ErrorCode } from '../../../spec/host/errors.ts';
import type { PlannedChange, Undo } from '../../reconcile/index.ts';

/** Why a deletion is kept back, in a few words; the catalogue says it whole. */
const SHORT: Partial<Record<ErrorCode, string>> = {
  protected: 'protected',
  edited_elsewhere: 'somebody edited it at Permutive',
  ownership_uncertain: 'nothing proves who made it',
  code_change: 'a new code in the list has its name',
  list_incomplete: 'the list is not whole',
  list_empty: 'the list is empty',
  too_many_deletions: 'more are missing from the list than the guard allows',
};

export const shortReason = (code: ErrorCode): string => SHORT[code] ?? ERROR_CATALOGUE[code].message;

/** What to know of a change before agreeing to it. */
export function remarks({ reason, warnings }: Pick<PlannedChange, 'reason' | 'warnings'>): string[] {
  return [
    ...(reason === 'edited_elsewhere' ? ['somebody edited it at Permutive since the last run'] : []),
    ...(reason === 'deleted_elsewhere' ? ['somebody deleted it at Permutive since the last run'] : []),
    ...(reason === 'taken_over' ? ['was there before; taken over in value, never deleted'] : []),
    ...warnings.map((code) => WARNINGS[code] ?? code),
  ];
}

const WARNINGS: Partial<Record<ErrorCode, string>> = {
  edited_elsewhere: 'somebody edited it at Permutive since the last run',
  ownership_uncertain: 'nothing proves who made it',
  code_change: 'the code changed: members and cohorts stay with the old one',
};

const NAMED = 5;

/** What an undo cannot bring back. */
export function lostByUndo({ newIds, keptFields }: Pick<Undo, 'newIds' | 'keptFields'>): string[] {
  const named = keptFields.slice(0, NAMED).map(({ code, field }) => `${field} of ${code}`);
  const more = keptFields.length > NAMED ? ` and ${counted(keptFields.length - NAMED)} more` : '';
  return [
    ...(newIds.length > 0
      ? [
          `${counted(newIds.length)} deleted ${newIds.length === 1 ? 'segment comes' : 'segments come'} back under a new id: memberships and cohorts of the old one do not come back.`,
        ]
      : []),
    ...(keptFields.length > 0
      ? [`Cannot be taken away again, for the API has no way to empty a field: ${named.join(', ')}${more}.`]
      : []),
    'A lifetime that was set at Permutive is not in the API, and does not come back either.',
  ];
}

const counted = (value: number) => value.toLocaleString('en');
