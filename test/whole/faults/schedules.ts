import type { Fault } from '../../../spec/taxonomy/sandbox/index.ts';

/** Which requests a fault befalls. */
export interface Schedule {
  readonly where: Pick<Fault, 'on' | 'nth' | 'every' | 'always'>;
  /** It strikes once, so nothing of it may be left. */
  readonly once?: boolean;
  /** Reads are befallen too, so what is in doubt may stay so. */
  readonly reads?: boolean;
}

const batch = { on: { kind: 'batch' } } as const;
const read = { on: { method: 'GET' } } as const;
const from = (first: number): number[] => Array.from({ length: 500 }, (_, at) => first + at);

export const SCHEDULES: Readonly<Record<string, Schedule>> = {
  'once, at the first batch': { where: { ...batch, nth: 1 }, once: true },
  'once, at a middle batch': { where: { ...batch, nth: 3 }, once: true },
  'once, at a later batch': { where: { ...batch, nth: 6 }, once: true },
  'at every third batch': { where: { ...batch, every: 3 } },
  'at every batch': { where: { ...batch, always: true } },
  'at every batch from the third on': { where: { ...batch, nth: from(3) } },
  'once, at the first read': { where: { ...read, nth: 1 }, reads: true },
  'at every other read': { where: { ...read, every: 2 }, reads: true },
  'at every read': { where: { ...read, always: true }, reads: true },
  'at every fifth request': { where: { every: 5 }, reads: true },
  'at every request': { where: { always: true }, reads: true },
};
