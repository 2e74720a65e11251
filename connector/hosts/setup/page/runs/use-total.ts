import { useEffect, useState } from 'react';
import type { Page } from '../../protocol.ts';
import { get } from '../api.ts';

/** How many lines a list has: as `known`, or as the server counts them. */
export function useTotal(path: string, known: number | undefined): number {
  const [counted, setCounted] = useState(0);
  useEffect(() => {
    if (known !== undefined) return;
    const cancel = new AbortController();
    get<Page<unknown>>(`${path}limit=1`, cancel.signal).then(
      ({ total }) => setCounted(total),
      () => undefined, // Superseded, or the program is gone, which the frame tells.
    );
    return () => cancel.abort();
  }, [path, known]);
  return known ?? counted;
}
