import { useEffect, useState } from 'react';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { RunHead, ScreenState } from '../../protocol.ts';
import { get } from '../api.ts';

/** A run's facts: from the stream while it goes on, asked for once when it has ended. */
export function useFacts(number: number, { live }: ScreenState, head: RunHead | undefined): RunFacts | undefined {
  const [ended, setEnded] = useState<RunFacts>();
  const running = head === undefined || head.running;
  useEffect(() => {
    if (running) return;
    const cancel = new AbortController();
    get<RunFacts>(`/api/runs/${number}`, cancel.signal).then(setEnded, () => undefined); // The frame tells when the program is gone.
    return () => cancel.abort();
  }, [number, running]);
  return live?.about.number === number ? live : ended;
}
