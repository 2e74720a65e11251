/** A list of a million rows against a million owned segments that are as it says: prints what it took as JSON. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fileSnapshot,
  reconcile,
  type SnapshotChange,
  type SnapshotStore,
} from '../../../connector/reconcile/index.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const CHUNK = 5_000;
const PAGE = 1_000;
const IMPORT = '32f8e031-c532-41bb-b25e-65bdb677a96f';
const BASE_URL = 'https://api.permutive.app/audience-api/v1';

const fieldsAt = (at: number) => ({
  name: `Interest > In market > Segment ${at}`,
  description: 'Read three or more articles in the last 30 days',
  cpm: 1.5,
});
const codeAt = (at: number) => `segment_code_${at}`;
const idAt = (at: number) => `32f8e031-5e60-4000-8000-${at.toString(16).padStart(12, '0')}`;
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
    ...fieldsAt(at),
    import_id: IMPORT,
    updated_at: '2026-11-25T18:00:00.000Z',
  }));
  const next = from + PAGE < ROWS ? String(from + PAGE) : undefined;
  return Response.json({ elements, pagination: { next_token: next, total_count: ROWS } });
};

function* list() {
  for (let from = 0; from < ROWS; from += CHUNK) {
    const rows = upTo(from, CHUNK, (at) => {
      const { name, description, cpm } = fieldsAt(at);
      return { rowId: `row-${at}`, segment_code: codeAt(at), segment_name: name, description, cpm };
    });
    yield { rows };
  }
}

/** Writes the snapshot down as a first run would have left it. */
async function own(snapshot: SnapshotStore): Promise<void> {
  const session = await snapshot.open({ baseUrl: BASE_URL, importId: IMPORT, owner: 'default' });
  for (let from = 0; from < ROWS; from += CHUNK) {
    await session.record(
      upTo(
        from,
        CHUNK,
        (at): SnapshotChange => ({
          set: { code: codeAt(at), owned: { origin: 'created', id: idAt(at), base: fieldsAt(at) } },
        }),
      ),
    );
  }
  await session.close();
}

const folder = await mkdtemp(join(tmpdir(), 'full-list-'));
try {
  const snapshot = fileSnapshot(join(folder, 'million.state'));
  await own(snapshot);
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
  await rm(folder, { recursive: true, force: true });
}
