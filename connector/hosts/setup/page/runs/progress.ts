import type { RunFacts } from '../../../../receipt/index.ts';

/** Whole per cent of the rows that have a result; 100 only when all have. */
export function shareOf({ rows, about }: RunFacts): number {
  const all = about.toSettle ?? about.input?.rows ?? 0;
  return all === 0 ? 0 : Math.min(100, Math.floor((rows.settled / all) * 100));
}

/** When the wait that goes on ends, in milliseconds since 1970. */
export function waitingOf({ batches }: RunFacts): number | undefined {
  const until = batches.findLast(({ waitingUntil }) => waitingUntil !== undefined)?.waitingUntil;
  return until === undefined ? undefined : Date.parse(until);
}
