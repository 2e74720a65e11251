import type { Page } from '../../protocol.ts';
import { useAnswer } from '../use-answer.ts';

/** How many lines a list has: as `known`, or as the server counts them. */
export function useTotal(path: string, known: number | undefined): number {
  const counted = useAnswer<Page<unknown>>(known === undefined ? `${path}limit=1` : undefined);
  return known ?? counted?.answer.total ?? 0;
}
