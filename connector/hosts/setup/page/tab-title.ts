import type { ScreenState } from '../protocol.ts';
import { changesIn } from './changes/counts.ts';
import { shareOf } from './runs/progress.ts';
import { number } from './words.ts';

/** The tab counts: per cent of a run, changes of a plan (U-1). */
export function titleOf({ live, plan, connection }: ScreenState): string {
  const where = connection.import?.name ?? 'destination-permutive';
  if (live !== undefined) return `${shareOf(live)}% · Run ${live.about.number} · ${where}`;
  if (plan?.status === 'ready') return `${number(changesIn(plan.counts))} changes · ${where}`;
  if (plan?.status === 'reading') return `Planning · ${where}`;
  return where;
}
