import { useEffect, useState } from 'react';
import type { TaxonomyPage } from '../../taxonomy-view.ts';
import { get, wordsOf } from '../api.ts';

/** What the import holds, as far as the page says of all of it; asked for anew with another `path` or `reading`. */
export function useTaxonomy(
  path: string,
  reading: number,
): { found: TaxonomyPage | undefined; fault: string | undefined } {
  const [found, setFound] = useState<TaxonomyPage>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const cancel = new AbortController();
    setFault(undefined);
    get<TaxonomyPage>(`${path}limit=1&reading=${reading}`, cancel.signal).then(setFound, (error: unknown) => {
      if (!cancel.signal.aborted) setFault(wordsOf(error));
    });
    return () => cancel.abort();
  }, [path, reading]);
  return { found, fault };
}
