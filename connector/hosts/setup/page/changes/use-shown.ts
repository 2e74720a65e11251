import { useEffect, useRef } from 'react';
import type { PlanState, ScreenState } from '../../protocol.ts';

/**
 * What is reviewed: the plan, or while it is made anew of the same file and effect the one before, so that neither the place on the page nor
 * what has the focus is lost. Never one file's plan under another's heading.
 */
export function useShown({ plan, file }: ScreenState): PlanState | undefined {
  const last = useRef<{ plan: PlanState; reading: number | undefined }>(undefined);
  const made = plan !== undefined && plan.status !== 'reading' && plan.status !== 'failed';
  useEffect(() => {
    last.current = made ? { plan, reading: file?.reading } : plan?.status === 'reading' ? last.current : undefined;
  }, [made, plan, file?.reading]);
  if (made) return plan;
  const before = last.current;
  const same = plan?.status === 'reading' && before?.reading === file?.reading && before?.plan.effect === plan.effect;
  return same ? before?.plan : undefined;
}
