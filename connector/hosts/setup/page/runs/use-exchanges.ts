import type { ExchangeLine } from '../../protocol.ts';
import { useAnswer } from '../use-answer.ts';

/** The run's requests, asked for anew when there are more. */
export function useExchanges(run: number, count: number): readonly ExchangeLine[] {
  // `count` is no part of the address; it says when there is something new to ask for.
  return useAnswer<readonly ExchangeLine[]>(`/api/runs/${run}/requests?seen=${count}`)?.answer ?? NONE;
}

const NONE: readonly ExchangeLine[] = [];
