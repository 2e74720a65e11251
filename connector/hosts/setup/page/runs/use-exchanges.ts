import { useEffect, useState } from 'react';
import type { ExchangeLine } from '../../protocol.ts';
import { get } from '../api.ts';

/** The run's requests, asked for anew when there are more. */
export function useExchanges(run: number, count: number): readonly ExchangeLine[] {
  const [lines, setLines] = useState<readonly ExchangeLine[]>([]);
  useEffect(() => {
    const cancel = new AbortController();
    // `count` is no part of the address; it says when there is something new to ask for.
    get<readonly ExchangeLine[]>(`/api/runs/${run}/requests?seen=${count}`, cancel.signal).then(
      setLines,
      () => undefined,
    );
    return () => cancel.abort();
  }, [run, count]);
  return lines;
}
