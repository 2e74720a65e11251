import type { KnownRun } from './known-run.ts';
import type { ComparedRow, Comparison } from './protocol.ts';
import { type KeptRow, rowOf } from './run-rows.ts';

const NAMED = 5;

/** Failed rows of two runs, matched by segment code and cause; a row without a code goes by its own id (U-12). */
export async function compareRuns(earlier: KnownRun, later: KnownRun): Promise<Comparison> {
  const [before, after] = [await endsOf(earlier), await endsOf(later)];
  const same: ComparedRow[] = [];
  const fresh: ComparedRow[] = [];
  const mended: ComparedRow[] = [];
  for (const [key, { kept, place }] of after) {
    if (kept.result.status !== 'failed') continue;
    const was = before.get(key)?.kept.result;
    const both = was?.status === 'failed' && was.error?.code === kept.result.error?.code;
    (both ? same : fresh).push(comparedRow(kept, place));
  }
  for (const [key, { kept }] of before) {
    const now = after.get(key);
    if (kept.result.status === 'failed' && now?.kept.result.status === 'succeeded')
      mended.push(comparedRow(now.kept, now.place));
  }
  const told = (rows: readonly ComparedRow[]) => ({ count: rows.length, rows: rows.slice(0, NAMED) });
  return { same: told(same), fresh: told(fresh), mended: told(mended) };
}

/** A row that failed before its code was settled goes by the code that it gives. */
const keyOf = ({ result: { segmentCode, rowId }, asked }: KeptRow) => {
  const code = segmentCode ?? asked['segment_code'];
  return code === undefined || code === '' ? `row ${rowId}` : `code ${code}`;
};

/** What became of each segment, and of each row without one, in the end. */
async function endsOf(run: KnownRun): Promise<ReadonlyMap<string, { kept: KeptRow; place: number }>> {
  const ends = new Map<string, { kept: KeptRow; place: number }>();
  let place = 0;
  for (const kept of (await run.rows()).all()) {
    ends.set(keyOf(kept), { kept, place });
    place += 1;
  }
  return ends;
}

function comparedRow(kept: KeptRow, place: number): ComparedRow {
  const code = kept.asked['segment_code'];
  return { ...rowOf(kept, place), ...(code !== undefined && code !== '' && { askedCode: code }) };
}
