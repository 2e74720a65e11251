import type { RowResult } from '../../../spec/host/row-result.ts';
import { evidenceOf } from './evidence.ts';
import { type Judged, segmentCodeIn } from './judged.ts';
import { keyOf } from './keeping.ts';

/** Whether a run was told in Permutive's own words that its import is not there, which was a lie, and has it believed (D-6). */
export function wasLiedToOfImport({ exchanges, requests }: Judged): boolean {
  if (requests === undefined || requests.length !== exchanges.length) return false;
  const isLie = ({ method, path, status }: (typeof exchanges)[number], at: number) =>
    method === 'GET' && /\/imports\/[^/]+$/.test(path) && status === 404 && requests[at]?.fault !== undefined;
  return exchanges.some((read, at) => isLie(read, at) && evidenceOf(read).envelope);
}

/**
 * Whether the last read of a segment by its code, before these rows were told, was a lie that T-4 has a run believe, so that no client could tell: a mishap that answers 404 in
 * Permutive's own words, or in somebody else's while another segment can be read.
 */
export function wasLiedTo(judged: Judged, key: string, rows: readonly RowResult[]): boolean {
  const { requests, toldAfter } = judged;
  if (requests === undefined || requests.length !== judged.exchanges.length) return false;
  // What is read once they were told, to learn how paths are decoded, comes too late for them.
  const exchanges = judged.exchanges.slice(
    0,
    Math.max(...rows.map(({ rowId }) => toldAfter?.get(rowId) ?? requests.length)),
  );
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
