import { ERROR_CATALOGUE, type ErrorCode } from '../../../../spec/host/errors.ts';

/** Why a deletion is kept back, in a few words; the catalogue says it whole. */
const SHORT: Partial<Record<ErrorCode, string>> = {
  protected: 'protected',
  edited_elsewhere: 'somebody edited it at Permutive',
  ownership_uncertain: 'a run broke off before it was known who made it',
  code_change: 'a new code in the list has its name',
  list_incomplete: 'the list is not whole',
  list_empty: 'the list is empty',
  too_many_deletions: 'more are missing from the list than the guard allows',
};

export const shortReason = (code: ErrorCode): string => SHORT[code] ?? ERROR_CATALOGUE[code].message;

/** What would let through what was kept back for a reason; nothing where the list has to be mended. */
export function wayThrough(code: ErrorCode, count: number): string | undefined {
  switch (code) {
    case 'too_many_deletions':
      return `--approve-deletions ${count}`;
    case 'list_empty':
      return '--allow-empty';
    case 'edited_elsewhere':
    case 'ownership_uncertain':
    case 'code_change':
      return 'make a plan that lists it, and apply it';
    case 'protected':
      return 'destination-permutive state protect CODE --remove --state FILE';
    default:
      return undefined;
  }
}
