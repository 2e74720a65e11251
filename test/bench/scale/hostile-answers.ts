/**
 * X-4: a process with a heap of 256 MB survives every hostile answer, to a batch and to a read:
 * `npm run test:scale`, or `node test/bench/run.mjs test/bench/scale/hostile-answers.ts --max-old-space-size=256`.
 */
import { createServer } from 'node:http';
import { createGzip } from 'node:zlib';
import { write } from '../../../connector/index.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { createSandbox } from '../../../spec/taxonomy/sandbox/index.ts';

const MIB = 1024 * 1024;
/** Just below what is read of a batch's answer: the worst that has to be parsed. */
const FULL = 12 * MIB - 64;

function* repeated(head: string, unit: string, size: number, tail = ''): Generator<Uint8Array> {
  const chunk = new TextEncoder().encode(unit.repeat(Math.max(1, Math.floor(MIB / unit.length))));
  yield new TextEncoder().encode(head);
  for (let left = size - head.length - tail.length; left > 0; left -= chunk.length) {
    const whole = Math.floor(Math.min(left, chunk.length) / unit.length) * unit.length;
    if (whole === 0) break;
    yield chunk.subarray(0, whole);
  }
  yield new TextEncoder().encode(tail);
}

/** Bodies by what they are made of; each is streamed, never held. */
const BODIES: Readonly<Record<string, () => Iterable<Uint8Array>>> = {
  'endless white space': () => repeated('', ' ', 4_096 * MIB),
  'endless items': () => repeated('{"items":[', '{"code":"x","name":"y"},', 4_096 * MIB),
  'lists in lists': () => repeated('{"items":', '[', FULL),
  'lists in lists, closed': () => repeated('{"items":', `${'['.repeat(512)}${']'.repeat(512)},`, FULL, '0]}'),
  'objects in objects': () => repeated('', '{"items":', FULL),
  'millions of empty objects': () => repeated('{"items":[', '{},', FULL, '{}]}'),
  'millions of empty lists': () => repeated('{"items":[', '[],', FULL, '[]]}'),
  'millions of nulls': () => repeated('{"items":[', 'null,', FULL, '0]}'),
  'millions of small segments': () => repeated('{"items":[', '{"code":"x"},', FULL, '{"code":"y"}]}'),
  'one long code': () => repeated('{"items":[{"code":"', 'a', FULL, '"}]}'),
  escapes: () => repeated('{"items":[{"code":"', '\\u0061', FULL, '"}]}'),
  digits: () => repeated('{"items":[{"code":"x","cpm":', '9', FULL, '}]}'),
  'a million errors': () => repeated('{"items":[],"errors":[', '{"code":"c0","message":"no"},', FULL, '{}]}'),
  'pages that are endless': () => repeated('{"elements":[', '{"code":"x","name":"y"},', 4_096 * MIB),
  'an error without end': () => repeated('{"error":{"message":"', 'no ', 4_096 * MIB),
};
const STATUSES = [200, 207, 400, 409, 503];

const rows = Array.from({ length: 50 }, (_, at) => ({
  rowId: `${at}`,
  segment_code: `c${at}`,
  segment_name: `N ${at}`,
}));

async function run(
  baseUrl: string,
  apiKey: string,
  importId: string,
  fetch: typeof globalThis.fetch,
  timeoutMs = 20_000,
) {
  const results: RowResult[] = [];
  const summary = await write(
    {
      config: { importId, apiKey },
      mode: 'upsert',
      changeSets: [{ rows }],
      delivery: { baseUrl, maxAttempts: 2, backoffMs: 1, timeoutMs },
    },
    { fetch, onRowResult: (result) => void results.push(result) },
  );
  const told = new Set(results.map(({ rowId }) => rowId)).size;
  if (told !== rows.length || results.length !== rows.length)
    throw new Error(`${told} of ${rows.length} rows were told.`);
  const liars = results.filter(({ status }) => status === 'succeeded');
  if (liars.length > 0) throw new Error(`${liars.length} rows succeeded on the word of a hostile answer.`);
  return summary;
}

let failed = 0;
async function survives(what: string, tried: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const fault = await tried().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault !== undefined) failed += 1;
  const { heapUsed, rss } = process.memoryUsage();
  const cost = `${Math.round(performance.now() - started)} ms, heap ${Math.round(heapUsed / MIB)} MB, rss ${Math.round(rss / MIB)} MB`;
  process.stdout.write(
    `${fault === undefined ? 'ok' : 'FAILED'}: ${what} (${cost})${fault === undefined ? '' : `: ${fault}`}\n`,
  );
}

const { keys, importId, inProcessBaseUrl } = createSandbox();
for (const [kind, body] of Object.entries(BODIES)) {
  for (const status of STATUSES) {
    const hostile: typeof fetch = async () =>
      new Response(ReadableStream.from(body()), { status, headers: { 'content-type': 'application/json' } });
    await survives(`${status} of ${kind}`, () => run(inProcessBaseUrl, keys.write, importId, hostile));
  }
}

/** A batch's answer in pieces of this; reads are refused. */
const inPieces =
  (piece: string, count: number): typeof fetch =>
  async (_url, init) => {
    if (init?.method !== 'PATCH') return new Response('nobody here', { status: 404 });
    let left = count;
    const body = new ReadableStream({
      pull(controller) {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    });
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  };
await survives('200 in single bytes', () => run(inProcessBaseUrl, keys.write, importId, inPieces(' ', 3 * MIB)));
await survives('200 of nothing, for ever', () =>
  run(inProcessBaseUrl, keys.write, importId, inPieces('', Number.POSITIVE_INFINITY), 1_000),
);

// A bomb: a gigabyte of nothing in a megabyte, which the platform's fetch unpacks.
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  const packed = createGzip();
  packed.pipe(response);
  response.on('close', () => packed.destroy());
  const nothing = Buffer.alloc(MIB, ' ');
  let left = 1_024;
  const more = () => {
    while (left > 0 && !packed.destroyed) {
      left -= 1;
      if (!packed.write(nothing)) return packed.once('drain', more);
    }
    return packed.end();
  };
  more();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
await survives('200 of a packed gigabyte', () => run(`http://127.0.0.1:${port}`, keys.write, importId, fetch));
server.closeAllConnections();
server.close();

process.exitCode = failed > 0 ? 1 : 0;
