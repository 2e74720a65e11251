import type { ErrorCode } from '../../../../spec/host/errors.ts';
import { quoted } from '../next-command.ts';

/** What would let through what was kept back for a reason; nothing where the list has to be mended. `state`: the snapshot's file. */
export function wayThrough(code: ErrorCode, count: number, state?: string): string | undefined {
  const named = `--state ${state === undefined ? 'FILE' : quoted(state)}`;
  switch (code) {
    case 'too_many_deletions':
      return `--approve-deletions ${count}`;
    case 'list_empty':
      return '--allow-empty';
    case 'edited_elsewhere':
    case 'ownership_uncertain':
    case 'code_change':
      return `destination-permutive plan LIST ${named} --out PLAN, and apply PLAN`;
    case 'protected':
      return `destination-permutive state protect CODE --remove ${named}, with the code or the prefix* that protects it`;
    default:
      return undefined;
  }
}
