/** A list of a million rows against a million owned segments that are as it says: prints what it took as JSON. */
import { reconcile } from '../../../connector/reconcile/index.ts';
import { ownedSnapshot } from '../owned.ts';
import { codeAt, FIELDS, idAt, nameAt } from '../segment.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const CHUNK = 5_000;
const PAGE = 1_000;
const IMPORT = '32f8e031-c532-41bb-b25e-65bdb677a96f';
const BASE_URL = 'https://api.permutive.app/audience-api/v1';

const upTo = <T>(from: number, count: number, make: (at: number) => T): T[] =>
  Array.from({ length: Math.max(0, Math.min(count, ROWS - from)) }, (_, at) => make(from + at));

/** The import, made page by page as it is asked for. */
const requests = { pages: 0, batches: 0, others: 0 };
const answering: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  if (init?.method?.toUpperCase() === 'PATCH') {
    requests.batches += 1;
    return Response.json({ items: [] });
  }
  if (!url.pathname.endsWith('/segments')) {
    requests.others += 1;
    return Response.json({ id: IMPORT, name: 'Newsroom', code: 'newsroom' });
  }
  requests.pages += 1;
  await new Promise((resolve) => setImmediate(resolve)); // As an answer over a socket comes.
  const from = Number(url.searchParams.get('pagination_token') ?? 0);
  const elements = upTo(from, PAGE, (at) => ({
    id: idAt(at),
    code: codeAt(at),
    name: nameAt(at),
    ...FIELDS,
    import_id: IMPORT,
    updated_at: '2026-11-25T18:00:00.000Z',
  }));
  const next = from + PAGE < ROWS ? String(from + PAGE) : undefined;
  return Response.json({ elements, pagination: { next_token: next, total_count: ROWS } });
};

function* list() {
  for (let from = 0; from < ROWS; from += CHUNK) {
    const rows = upTo(from, CHUNK, (at) => ({
      rowId: `row-${at}`,
      segment_code: codeAt(at),
      segment_name: nameAt(at),
      ...FIELDS,
    }));
    yield { rows };
  }
}

const { snapshot, remove } = await ownedSnapshot(IMPORT, BASE_URL, ROWS);
try {
  const ownedMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  const results: Record<string, number> = {};
  const summary = await reconcile(
    { config: { importId: IMPORT, apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' }, snapshot, list: list() },
    {
      fetch: answering,
      onRowResult: ({ status, outcome }) => {
        const key = outcome ?? status;
        results[key] = (results[key] ?? 0) + 1;
      },
    },
  );
  const { status, owned, durationMs, removals } = summary;
  const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  if (maxRssMb > 512 || owned !== ROWS || results['unchanged'] !== ROWS || requests.batches > 0) process.exitCode = 1;
  process.stdout.write(
    `${JSON.stringify({
      status,
      owned,
      results,
      removals,
      requests,
      seconds: Math.round(durationMs / 100) / 10,
      maxRssMb,
      ofThatForWritingTheSnapshotMb: ownedMb,
    })}\n`,
  );
} finally {
  await remove();
}
