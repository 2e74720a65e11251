import type { RunAbout } from '../../../receipt/index.ts';
import type { LineKind, RunRow } from '../protocol.ts';

const SIGNS: Readonly<Record<LineKind, string>> = {
  created: '+',
  updated: '~',
  deleted: '−',
  unchanged: '=',
  failed: '!',
  skipped: '‖',
};

/** The order of sums, as against that of the review, where deletions come first. */
export const SUM_ORDER = [
  'created',
  'updated',
  'deleted',
  'unchanged',
  'failed',
  'skipped',
] as const satisfies readonly LineKind[];

/** What the signs mean before a run, after it, and of one that only looked. */
export const PLANNED: Readonly<Record<LineKind, string>> = {
  deleted: 'delete',
  updated: 'update',
  created: 'create',
  failed: 'to fix',
  unchanged: 'as they are',
  skipped: 'left out',
};
export const DONE: Readonly<Record<LineKind, string>> = {
  deleted: 'deleted',
  updated: 'updated',
  created: 'created',
  failed: 'failed',
  unchanged: 'as they were',
  skipped: 'left out',
};
const WOULD: Readonly<Record<LineKind, string>> = {
  deleted: 'would be deleted',
  updated: 'would be updated',
  created: 'would be created',
  failed: 'would fail',
  unchanged: 'would stay',
  skipped: 'would be left out',
};

/** What is left out of a full list, or of an undo, was kept back by a guard. */
export const keepsBack = (effect: string): boolean => effect === 'full' || effect === 'undo';
export const plannedWord = (kind: LineKind, effect: string): string =>
  kind === 'skipped' && keepsBack(effect) ? 'kept back' : PLANNED[kind];
export const doneWord = (kind: LineKind, { mode, dryRun }: Pick<RunAbout, 'mode' | 'dryRun'>): string =>
  kind === 'skipped' && keepsBack(mode) ? 'kept back' : (dryRun ? WOULD : DONE)[kind];

/** What became of a row, as one of the signs. */
export const kindOf = ({ status, outcome }: Pick<RunRow, 'status' | 'outcome'>): LineKind =>
  status === 'succeeded' ? (outcome ?? 'unchanged') : status;

/** One sign and one colour an outcome, everywhere (U-2); `label` where no word stands beside it. */
export const Sign = ({ kind, label }: { kind: LineKind; label?: string }) => (
  <span
    className={`sign ${kind}`}
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    {SIGNS[kind]}
  </span>
);
