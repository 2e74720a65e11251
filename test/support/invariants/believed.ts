import { evidenceOf } from './evidence.ts';
import { type Judged, segmentCodeIn } from './judged.ts';
import { keyOf } from './keeping.ts';

/**
 * Whether the last read of a segment by its code was a lie that T-4 has a run believe, so that no client could tell: a mishap that answers 404 in
 * Permutive's own words, or in somebody else's while another segment can be read.
 */
export function wasLiedTo(judged: Judged, key: string): boolean {
  const { exchanges, requests } = judged;
  if (requests === undefined || requests.length !== exchanges.length) return false;
  const asksFor = ({ path }: { readonly path: string }) => {
    const code = segmentCodeIn(path);
    return code !== undefined && keyOf(judged, code) === key;
  };
  const last = exchanges.findLastIndex(({ method, path }) => method === 'GET' && asksFor({ path }));
  const read = exchanges[last];
  if (read?.status !== 404 || requests[last]?.fault === undefined) return false;
  const another = ({ path, status }: (typeof exchanges)[number]) =>
    segmentCodeIn(path) !== undefined && status === 200 && !asksFor({ path });
  return evidenceOf(read).envelope || exchanges.some(another);
}
