import type { LineKind } from '../protocol.ts';

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

/** What the signs mean before and after a run. */
export const PLANNED: Readonly<Record<LineKind, string>> = {
  deleted: 'delete',
  updated: 'update',
  created: 'create',
  failed: 'to fix',
  unchanged: 'as they are',
  skipped: 'left out',
};
/** What is left out of a full list, or of an undo, was kept back by a guard. */
export const plannedWord = (kind: LineKind, effect: string): string =>
  kind === 'skipped' && keepsBack(effect) ? 'kept back' : PLANNED[kind];
export const doneWord = (kind: LineKind, effect: string): string =>
  kind === 'skipped' && keepsBack(effect) ? 'kept back' : DONE[kind];
export const keepsBack = (effect: string): boolean => effect === 'full' || effect === 'undo';
export const DONE: Readonly<Record<LineKind, string>> = {
  deleted: 'deleted',
  updated: 'updated',
  created: 'created',
  failed: 'failed',
  unchanged: 'as they were',
  skipped: 'left out',
};

/** One sign and one colour an outcome, everywhere (U-2); `label` where no word stands beside it. */
export const Sign = ({ kind, label }: { kind: LineKind; label?: string }) => (
  <span
    className={`sign ${kind}`}
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    {SIGNS[kind]}
  </span>
);
