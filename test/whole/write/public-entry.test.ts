import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import connector from '../../../connector/index.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';

const importId = '32f8e031-c532-41bb-b25e-65bdb677a96f';
const apiKey = 'deadbeef-0bad-4bad-8bad-c0ffee00cafe';
const root = 'https://api.permutive.app/audience-api/v1';
const segmentsUrl = `${root}/imports/${importId}/segments`;
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const rows = [
  { rowId: '1', change: 'added' as const, segment_code: 'a', segment_name: 'A' },
  { rowId: '2', change: 'removed' as const, segment_code: 'b' },
];

/** What the first accepted deletion of a run is answered when it is looked at (T-3). */
const gone = { request_id: 'req-0', error: { status: 404, code: 9, message: 'No such segment.', docs: '' } };

async function mirrored(more: { logger?: object; maxAttempts?: number } = {}) {
  const results: RowResult[] = [];
  const progress: unknown[] = [];
  const summary = await connector.write(
    {
      config: { importId, apiKey },
      target: { segmentName: 'T' },
      mode: 'mirror',
      changeSets: [{ id: 'cs', rows }],
      delivery: { backoffMs: 0, maxAttempts: more.maxAttempts ?? 2 },
    },
    {
      onRowResult: (result) => void results.push(result),
      onProgress: (report) => void progress.push(report),
      // A recording logger of any shape with the five methods.
      ...(more.logger && { logger: more.logger as never }),
    },
  );
  return { results, summary, progress };
}

describe('the public entry', () => {
  it('D-1: by default talks to Permutive’s own address, in the published wire form', async () => {
    let sent: unknown;
    server.use(
      http.patch(segmentsUrl, async ({ request }) => {
        sent = { body: await request.json(), key: request.headers.get('x-api-key'), url: request.url };
        return HttpResponse.json({ items: [{ code: 'a', name: 'A' }] });
      }),
    );
    server.use(http.get(`${segmentsUrl}/code/b`, () => HttpResponse.json(gone, { status: 404 })));
    const { results, summary } = await mirrored();
    expect(sent).toEqual({
      url: segmentsUrl,
      key: apiKey,
      body: {
        operations: [
          { operation: 'Create', data: { code: 'a', name: 'A' } },
          { operation: 'Delete', code: 'b' },
        ],
      },
    });
    const told = { changeSetId: 'cs', status: 'succeeded', codeSource: 'row', batch: 1, requests: [1] };
    expect(results).toEqual([
      { ...told, rowId: '1', outcome: 'created', operation: 'Create', segmentCode: 'a' },
      { ...told, rowId: '2', outcome: 'deleted', operation: 'Delete', segmentCode: 'b' },
    ]);
    expect(summary).toMatchObject({ status: 'completed', requests: { sent: 2, retried: 0 } });
  });

  it('T-3: reads camelCase answers and head/tail lists as well', async () => {
    server.use(
      http.patch(segmentsUrl, () =>
        HttpResponse.json({ items: { head: { code: 'a', name: 'A', importId }, tail: [] } }),
      ),
      http.get(`${segmentsUrl}/code/b`, () => HttpResponse.json(gone, { status: 404 })),
    );
    expect((await mirrored()).summary.outcomes).toMatchObject({ created: 1, deleted: 1 });
  });

  it('section 9: a rejected row carries Permutive’s own message and request id', async () => {
    const envelope = {
      request_id: 'req-1',
      error: { status: 422, code: 9, message: 'Nope.', cause: 'Because.', docs: '' },
    };
    server.use(
      http.patch(segmentsUrl, () => HttpResponse.json(envelope, { status: 422 })),
      http.get(`${segmentsUrl}/code/:code`, () => HttpResponse.json(envelope, { status: 404 })),
      http.get(segmentsUrl, () => HttpResponse.json({ elements: [], pagination: { total_count: 0 } })),
    );
    const { results } = await mirrored();
    expect(results.find(({ rowId }) => rowId === '1')?.error).toMatchObject({
      code: 'rejected_by_permutive',
      message: expect.stringContaining('Nope. Because.'),
      requestId: 'req-1',
      httpStatus: 422,
      reporter: 'permutive',
    });
  });

  it('X-1: the key is in no log, result, summary, progress or check report, even when Permutive echoes it', async () => {
    const seen: unknown[] = [];
    const log = (...line: unknown[]) => void seen.push(line);
    const logger = { trace: log, debug: log, info: log, warn: log, error: log };
    const echo = { request_id: apiKey, error: { message: `Key ${apiKey.toUpperCase()} is bad`, cause: apiKey } };
    for (const status of [200, 302, 400, 401, 403, 404, 409, 413, 418, 429, 500]) {
      server.use(
        http.all(`${root}/*`, () => HttpResponse.json({ ...echo, items: [{ code: 'a', name: apiKey }] }, { status })),
      );
      const { results, summary, progress } = await mirrored({ logger });
      const report = await connector.check(
        { config: { importId, apiKey }, delivery: { backoffMs: 0 } },
        { logger, onStep: (step) => void seen.push(step) },
      );
      seen.push(results, summary, progress, report);
    }
    server.use(http.all(`${root}/*`, () => HttpResponse.error()));
    seen.push(await mirrored({ logger }));
    const everything = inspect(seen, { depth: null, maxArrayLength: null, maxStringLength: null, showHidden: true });
    expect(everything.toLowerCase()).not.toContain(apiKey);
    expect(everything).toContain('[redacted]');
  });
});
