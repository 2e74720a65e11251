/** Lists an import of a million segments after a conflict, and prints the memory it took as JSON; exits 1 over 250 MB. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { write } from '../../../connector/index.ts';

const SEGMENTS = 1_000_000;
const PAGE = 5_000;
const LIMIT_MB = 250;
const RENAMED = 20_000;

const segment = (at: number) => ({
  id: '32f8e031-c532-41bb-b25e-65bdb677a96f',
  code: `segment_code_${at}`,
  name: `Interest > In market > Segment ${at}`,
  description: 'Read three or more articles in the last 30 days',
  cpm: 1.5,
  categories: ['Interest', 'In market'],
});

/** The API, in a process of its own, so that its memory is not counted. */
function serve(): void {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (request.method === 'PATCH') {
      const { operations } = JSON.parse(body) as { operations: { operation: string; code?: string; data?: object }[] }; // What D-1 sends.
      if (operations.some(({ operation }) => operation === 'Create'))
        answer(409, { request_id: 'r', error: { status: 409, message: 'Segment already exists' } });
      else answer(200, { items: operations.map(({ code, data }) => ({ code, ...data })) });
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const from = Number(url.searchParams.get('pagination_token') ?? 0);
    const elements = Array.from({ length: Math.min(PAGE, SEGMENTS - from) }, (_, at) => segment(from + at));
    const next = from + PAGE < SEGMENTS ? { next_token: String(from + PAGE) } : {};
    answer(200, { elements, pagination: { total_count: SEGMENTS, ...next } });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);
  });
}

function* changeSets() {
  for (let from = 0; from < RENAMED; from += 5_000) {
    yield {
      rows: Array.from({ length: 5_000 }, (_, at) => ({
        rowId: `${from + at}`,
        segment_code: `segment_code_${(from + at) * 50}`,
        segment_name: 'Renamed',
      })),
    };
  }
}

async function measure(): Promise<void> {
  const server = fork(fileURLToPath(import.meta.url), ['serve']);
  const [baseUrl]: unknown[] = await once(server, 'message');
  const summary = await write(
    {
      config: { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' },
      target: { segmentName: 'Everyone' },
      mode: 'upsert',
      delivery: { baseUrl: String(baseUrl) },
      changeSets: changeSets(),
    },
    { onRowResult: () => undefined },
  );
  server.kill();
  const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  process.stdout.write(`${JSON.stringify({ outcomes: summary.outcomes, requests: summary.requests, maxRssMb })}\n`);
  process.exitCode = maxRssMb > LIMIT_MB || summary.outcomes.updated !== RENAMED ? 1 : 0;
}

if (process.argv.includes('serve')) serve();
else await measure();
