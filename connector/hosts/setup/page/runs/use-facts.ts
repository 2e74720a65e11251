import type { RunFacts } from '../../../../receipt/index.ts';
import type { RunHead, ScreenState } from '../../protocol.ts';
import { useAnswer } from '../use-answer.ts';

/** A run's facts: from the stream while it goes on, asked for once when it has ended. */
export function useFacts(number: number, { live }: ScreenState, head: RunHead | undefined): RunFacts | undefined {
  const running = head === undefined || head.running;
  const ended = useAnswer<RunFacts>(running ? undefined : `/api/runs/${number}`);
  return live?.about.number === number ? live : ended?.answer;
}
