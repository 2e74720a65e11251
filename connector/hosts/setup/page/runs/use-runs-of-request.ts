import { useEffect, useState } from 'react';
import { get } from '../api.ts';

/** With fewer characters nearly every run has such a request. */
const SHORTEST = 4;

/** Which runs sent a request of an ID with these words in it: the number of the request, by the number of the run. */
export function useRunsOfRequest(query: string): ReadonlyMap<number, number> {
  const [found, setFound] = useState<{ of: string; requests: ReadonlyMap<number, number> }>();
  const words = query.trim();
  const asked = words.length >= SHORTEST;
  useEffect(() => {
    if (!asked) return;
    const cancel = new AbortController();
    get<{ run: number; request: number }[]>(`/api/runs/of-request?q=${encodeURIComponent(words)}`, cancel.signal).then(
      (told) => setFound({ of: words, requests: new Map(told.map(({ run, request }) => [run, request])) }),
      () => undefined, // Superseded, or the program is gone, which the frame tells.
    );
    return () => cancel.abort();
  }, [words, asked]);
  return asked && found?.of === words ? found.requests : NONE;
}

const NONE: ReadonlyMap<number, number> = new Map();
