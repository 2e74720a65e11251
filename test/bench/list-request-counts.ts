import { memorySnapshot } from '../../connector/reconcile/index.ts';
import { reconcile } from '../../connector/reconcile/reconcile.ts';
import type { ListRow } from '../../connector/reconcile/request.ts';
import { createWorld } from '../support/run.ts';
import type { Counted } from './request-counts.ts';

const ROWS = 100_000;
const DIFFERENT = 180;

/** What a full list of 100,000 rows costs that the import is as already, and one of which 180 rows differ. */
export async function fullLists(): Promise<Counted[]> {
  const { clock, sandbox } = createWorld({ pageSize: 1_000 });
  const snapshot = memorySnapshot();
  const sync = async (rows: readonly ListRow[]) => {
    const before = sandbox.requests.length;
    const summary = await reconcile(
      {
        config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
        snapshot,
        list: [{ rows }],
        delivery: { baseUrl: sandbox.inProcessBaseUrl },
      },
      { fetch: sandbox.fetch, onRowResult: () => undefined },
      { clock },
    );
    const sent = sandbox.requests.slice(before);
    const count = (kind: string) => sent.filter((request) => request.kind === kind).length;
    return {
      summary,
      batches: count('batch'),
      pages: count('list'),
      others: sent.length - count('batch') - count('list'),
    };
  };
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    rowId: `row ${at}`,
    segment_code: `c${at}`,
    segment_name: `Segment ${at}`,
  }));
  await sync(rows);
  const unchanged = await sync(rows);
  const different = await sync(
    rows.map((row, at) => (at % 555 === 0 && at < 555 * DIFFERENT ? { ...row, cpm: 1 } : row)),
  );
  await sandbox.close();
  const missed = (done: number, wanted: number) => Math.abs(wanted - done);
  return [
    { what: 'full list, 100,000 rows that are as listed: PATCH', counted: unchanged.batches, limit: 0, note: 'R-3' },
    { what: '… listing pages of 1,000', counted: unchanged.pages, limit: 100, note: 'R-3' },
    { what: '… other requests', counted: unchanged.others, limit: 1, note: 'R-3: the import' },
    {
      what: '… rows that are not told as unchanged',
      counted: missed(unchanged.summary.outcomes.unchanged, ROWS),
      limit: 0,
      note: 'R-4',
    },
    { what: 'full list, 180 differences in 100,000 rows: PATCH', counted: different.batches, limit: 1, note: 'R-3' },
    {
      what: '… differing rows that were not updated',
      counted: missed(different.summary.outcomes.updated, DIFFERENT),
      limit: 0,
      note: 'R-3',
    },
  ];
}
