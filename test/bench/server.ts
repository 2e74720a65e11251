/** A Taxonomy API that does as little as it may: a process of its own, so that its time is not the contender's. */
import { createServer, type ServerResponse } from 'node:http';
import { RateLimit } from './rate-limit.ts';
import { codeAt, FIELDS, idAt, nameAt } from './segment.ts';

/** How the server behaves, from its command line. */
export interface ServerOptions {
  /** Milliseconds before each answer. */
  readonly latencyMs?: number;
  /** Requests a second that are let in; all, when absent. */
  readonly limit?: number;
  /** Milliseconds from the first request in which every request gets a 429. */
  readonly stormMs?: number;
  /** Segments that the import holds, as segment.ts makes them. */
  readonly segments?: number;
}

const PAGE = 1_000;

/** Serves until the process ends, and prints its port as a line of JSON. */
export function serve({ latencyMs = 0, limit, stormMs = 0, segments = 0 }: ServerOptions): void {
  const rateLimit = limit === undefined ? undefined : new RateLimit(limit, stormMs);
  const server = createServer((request, response) => {
    if (request.url === '/report') {
      answer(response, 200, rateLimit?.report ?? {});
      return;
    }
    const refused = rateLimit?.refusalAt(performance.now());
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (refused !== undefined) {
        answer(response, 429, { message: 'Too many requests.' }, { 'retry-after': String(refused) });
        return;
      }
      const told =
        request.method === 'GET'
          ? answerOf(new URL(request.url ?? '', 'http://x'), segments)
          : answerTo(request.method, Buffer.concat(chunks).toString());
      if (latencyMs === 0) answer(response, 200, told);
      else setTimeout(() => answer(response, 200, told), latencyMs);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
  });
}

/** The import, or a page of what it holds. */
function answerOf({ pathname, searchParams }: URL, segments: number): object {
  if (!pathname.endsWith('/segments')) return { id: 'import', name: 'Newsroom', code: 'newsroom' };
  const from = Number(searchParams.get('pagination_token') ?? 0);
  const count = Math.max(0, Math.min(PAGE, segments - from));
  return {
    elements: Array.from({ length: count }, (_, at) => ({
      id: idAt(from + at),
      code: codeAt(from + at),
      ...FIELDS,
      name: nameAt(from + at),
    })),
    pagination: { total_count: segments, ...(from + PAGE < segments && { next_token: String(from + PAGE) }) },
  };
}

/** An item for each operation of a batch, as the real answer has; the segment itself for a single Create. */
function answerTo(method: string | undefined, body: string): object {
  const sent: { operations?: { data: object }[] } = JSON.parse(body || '{}'); // The benchmark's own contenders; the command line asks for the import's name.
  return method === 'PATCH' ? { items: (sent.operations ?? []).map(({ data }) => data) } : sent;
}

function answer(response: ServerResponse, status: number, told: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(told));
}
