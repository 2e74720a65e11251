import type { ErrorCode } from '../../../../spec/host/errors.ts';

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
      return 'destination-permutive plan LIST --state FILE --out PLAN, and apply PLAN';
    case 'protected':
      return 'destination-permutive state protect CODE --remove --state FILE';
    default:
      return undefined;
  }
}
