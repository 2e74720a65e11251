import { useEffect, useState } from 'react';
import { get } from './api.ts';

export interface Answered<Answer> {
  /** The path that it was asked for by. */
  readonly of: string;
  readonly answer: Answer;
}

/** What the server answered last; asked for anew with another path, and what was told before stays until the answer is there. No path asks for nothing. */
export function useAnswer<Answer>(path: string | undefined): Answered<Answer> | undefined {
  const [told, setTold] = useState<Answered<Answer>>();
  useEffect(() => {
    if (path === undefined) return;
    const cancel = new AbortController();
    get<Answer>(path, cancel.signal).then(
      (answer) => setTold({ of: path, answer }),
      () => undefined, // Superseded, or the program is gone, which the frame tells.
    );
    return () => cancel.abort();
  }, [path]);
  return told;
}
