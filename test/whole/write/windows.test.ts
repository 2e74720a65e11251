import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { check } from '../../../connector/check.ts';
import { write } from '../../../connector/write.ts';
import { createSandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const imports = Array.from(
  { length: 20 },
  (_, at) => `32f8e031-c532-41bb-b25e-65bdb677a9${String(at).padStart(2, '0')}`,
);

/** A service that opens a window at its first request, and notes every request inside one (D-3). */
describe('a window', () => {
  let clock: VirtualClock;
  let requests: { at: number; path: string }[];
  let early: string[];
  let refusal: { status: number; ms: number } | undefined;
  beforeEach(() => {
    clock = new VirtualClock();
    requests = [];
    early = [];
    refusal = { status: 429, ms: 60_000 };
  });
  let closed: { until: number; path: string | undefined } | undefined;
  afterEach(() => {
    closed = undefined;
  });

  const fetch: typeof globalThis.fetch = async (url, init) => {
    const path = new URL(String(url)).pathname;
    requests.push({ at: clock.now(), path });
    if (
      closed !== undefined &&
      clock.now() < closed.until &&
      (closed.path === undefined || path.startsWith(closed.path))
    )
      early.push(path);
    if (refusal !== undefined) {
      const { status, ms } = refusal;
      refusal = undefined;
      closed = { until: clock.now() + ms, path: status === 429 ? undefined : path.replace(/\/segments.*/, '') };
      return new Response('', { status, headers: { 'retry-after': String(ms / 1_000) } });
    }
    if (init?.method === 'PATCH') {
      const { operations }: { operations: { data: object }[] } = JSON.parse(
        Buffer.from(init.body as Uint8Array).toString(),
      ); // The client sends bytes.
      return operations.length === 0
        ? new Response('Invalid value for: body', { status: 400 })
        : Response.json({
            items: operations.map(({ data }) => ({ ...data, updated_at: new Date(clock.now()).toISOString() })),
          });
    }
    return Response.json({ id: imports[0], name: 'X', code: 'x' });
  };

  const written = (importId = imports[0], maxRetryAfterMs = 1_000) =>
    write(
      {
        config: { importId, apiKey: KEY },
        mode: 'upsert',
        changeSets: [{ rows: [{ rowId: '1', segment_code: 'a', segment_name: 'A' }] }],
        delivery: { maxRetryAfterMs },
      },
      { fetch, onRowResult: () => {} },
      { clock },
    );
  const checked = (importId = imports[0]) => check({ config: { importId, apiKey: KEY } }, { fetch }, clock);

  it('D-3, L-5: outlives the run that met it: the next run sends nothing inside it, and goes on when it has passed', async () => {
    expect((await written()).rows.failed).toBe(1);
    expect((await written()).rows.failed).toBe(1);
    expect(requests).toHaveLength(1);
    expect((await written(imports[0], 300_000)).rows.succeeded).toBe(1);
    expect(requests).toHaveLength(2);
    expect(early).toEqual([]);
  });

  it('D-3, C-5: holds for check(), which tells until when, and says nothing of key or import', async () => {
    await written();
    const until = new Date(clock.now() + 60_000).toISOString();
    const result = await checked();
    expect(requests).toHaveLength(1);
    expect(result.steps.find(({ status }) => status === 'failed')).toMatchObject({
      id: 'authentication',
      error: { code: 'rate_limited', retryable: true, message: expect.stringContaining(until.slice(0, 16)) },
    });
    await written();
    expect(early).toEqual([]);
  });

  it('D-3: one that check() met holds for write()', async () => {
    await checked();
    const { length } = requests;
    await written();
    expect(requests).toHaveLength(length);
    expect(early).toEqual([]);
  });

  it('D-3: a 429’s holds for twenty imports of its key', async () => {
    await written();
    for (const importId of imports) {
      await written(importId);
      await checked(importId);
    }
    expect(requests).toHaveLength(1);
    expect(early).toEqual([]);
  });

  it('D-3: a 503’s holds for its import alone', async () => {
    refusal = { status: 503, ms: 60_000 };
    await written();
    expect((await written(imports[1])).rows.succeeded).toBe(1);
    expect((await written()).rows.failed).toBe(1);
    expect(requests).toHaveLength(2);
    expect(early).toEqual([]);
  });
});

describe('a refusal that asks to wait each time', () => {
  it('T-4, D-3: is no proof that nothing of its batch was carried out', async () => {
    const clock = new VirtualClock();
    const sandbox = createSandbox({
      clock,
      atomicity: 'partial',
      rejects: (operation) => JSON.stringify(operation).includes('bad'),
    });
    const fetch: typeof globalThis.fetch = async (url, init) => {
      const answer = await sandbox.fetch(url, init);
      return answer.status === 400
        ? new Response(answer.body, {
            status: 400,
            headers: { ...Object.fromEntries(answer.headers), 'retry-after': '1' },
          })
        : answer;
    };
    const told = new Map<string, string | null>();
    await write(
      {
        config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
        mode: 'upsert',
        changeSets: [
          {
            rows: ['a', 'bad', 'b'].map((code) => ({
              rowId: code,
              segment_code: code,
              segment_name: code,
              change: 'added',
            })),
          },
        ],
        delivery: { baseUrl: sandbox.inProcessBaseUrl },
      },
      { fetch, onRowResult: ({ rowId, error, outcome }) => void told.set(rowId, error?.code ?? outcome) },
      { clock },
    );
    const held = new Set(sandbox.segments().map(({ code }) => code));
    for (const code of ['a', 'b'])
      expect([code, told.get(code)]).toEqual([code, held.has(code) ? 'created' : 'rate_limited']);
    expect([held.size > 0, told.get('bad')]).toEqual([true, 'rate_limited']);
    await sandbox.close();
  });
});
