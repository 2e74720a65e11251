import type { Judged } from './judged.ts';
import { keyOf } from './keeping.ts';

/**
 * T-4: nobody else writes to the import, so whatever a run says it has created or changed, it has. An accepted deletion does not
 * say whether there was anything to delete.
 */
export function* falseClaims(judged: Judged): Generator<string> {
  // Without a time nothing tells an old segment from a new one.
  if (judged.switches?.stamps === 'left_out') return;
  const applied = new Set([...judged.applied.keys()].map((code) => keyOf(judged, code)));
  for (const { rowId, outcome, segmentCode } of judged.results) {
    if ((outcome !== 'created' && outcome !== 'updated') || segmentCode === null) continue;
    if (!applied.has(keyOf(judged, segmentCode)))
      yield `T-4: row ${rowId} (${segmentCode}) is told as ${outcome}, but nothing of it was carried out`;
  }
}
