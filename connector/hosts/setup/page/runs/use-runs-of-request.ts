import { useAnswer } from '../use-answer.ts';

/** With fewer characters nearly every run has such a request. */
const SHORTEST = 4;

/** Which runs sent a request of an ID with these words in it: the number of the request, by the number of the run. */
export function useRunsOfRequest(query: string): ReadonlyMap<number, number> {
  const words = query.trim();
  const path = words.length < SHORTEST ? undefined : `/api/runs/of-request?q=${encodeURIComponent(words)}`;
  const found = useAnswer<{ run: number; request: number }[]>(path);
  return new Map(found?.of === path ? found?.answer.map(({ run, request }) => [run, request]) : []);
}
