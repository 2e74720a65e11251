import { describe, expect, it } from '@jest/globals';
import { redactedLogger, redaction } from '../../connector/redact.ts';
import type { ImportApi, SendingOf } from '../../connector/send/import-api.ts';
import { openImport } from '../../connector/send/open.ts';
import { firstOperationOf } from '../../connector/send/operation.ts';
import { withDefaults } from '../../spec/host/delivery.ts';
import type { RequestEvent } from '../../spec/host/request-event.ts';
import { removal } from '../plan/changes.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const BASE = 'https://api.permutive.app/audience-api/v1';

interface Heard {
  readonly call: string;
  readonly body: string | undefined;
  readonly event: RequestEvent | undefined;
}

/** What goes over the wire when something is asked of an import whose service answers with these, the last for ever. */
async function asking(
  ask: (api: ImportApi) => Promise<unknown>,
  answers: readonly (() => Response)[],
  importId = 'a/b',
) {
  const redact = redaction(KEY);
  const calls: Omit<Heard, 'event'>[] = [];
  const events: RequestEvent[] = [];
  const { api } = openImport(
    {
      config: { importId, apiKey: KEY },
      delivery: { ...withDefaults(), maxAttempts: 2 },
      clock: new VirtualClock(),
      redact,
      log: redactedLogger(undefined, redact),
      cancel: undefined,
    },
    {
      fetch: async (url, init) => {
        calls.push({
          call: `${init?.method} ${String(url).replace(BASE, '')}`,
          body: init?.body === undefined ? undefined : Buffer.from(init.body as Uint8Array).toString(), // As the client makes it.
        });
        const answer = answers[Math.min(calls.length, answers.length) - 1];
        if (answer === undefined) throw new Error('Nobody answers.');
        return answer();
      },
      onRequest: (event) => void events.push(event),
    },
  );
  const verdict = await ask(api);
  return { verdict, calls, events };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const refusal = (status: number) => json({ request_id: 'r', error: { message: 'No.' } }, status);
const AS_ASKED = { changeOf: (change: ReturnType<typeof removal>) => change, kindOf: firstOperationOf };
const send = (codes: readonly string[], of?: SendingOf) => (api: ImportApi) =>
  api.send(
    codes.map((code) => removal(code)),
    AS_ASKED,
    of,
  );

describe('a batch', () => {
  it('D-1: is a PATCH of the import’s segments, its id encoded', async () => {
    const { verdict, calls, events } = await asking(send(['x', 'y']), [json({ items: [] })]);
    expect(calls).toEqual([
      {
        call: 'PATCH /imports/a%2Fb/segments',
        body: '{"operations":[{"operation":"Delete","code":"x"},{"operation":"Delete","code":"y"}]}',
      },
    ]);
    expect(verdict).toMatchObject({ kind: 'success', answer: { status: 200, items: [], errors: [] } });
    expect(events).toMatchObject([{ method: 'PATCH', purpose: 'batch', operations: 2, attempt: 1 }]);
  });

  it('O-1: is told as what it serves, with its number and its places', async () => {
    const of: SendingOf = { purpose: 'narrow', batch: 4, positions: () => [[2, 3]], attempts: 1 };
    const { events } = await asking(send(['x'], of), [json({}, 500)]);
    expect(events).toMatchObject([{ purpose: 'narrow', batch: 4, positions: [[2, 3]], operations: 1 }]);
  });

  it('T-3: without words is a success that proves nothing', async () => {
    const { verdict } = await asking(send(['x']), [() => new Response(null, { status: 204 })]);
    expect(verdict).toMatchObject({ kind: 'success', answer: { status: 204, body: 'empty' } });
  });

  it('D-5: of more than one that takes too long twice is too slow; a single one has only run out of attempts', async () => {
    const slow = [json({}, 504)];
    expect((await asking(send(['x', 'y']), slow)).verdict).toMatchObject({ kind: 'too_slow' });
    expect((await asking(send(['x']), slow)).verdict).toMatchObject({ kind: 'exhausted' });
  });

  it('X-4: may be answered with megabytes, and the import may not', async () => {
    const long = 'N'.repeat(1024 * 1024);
    const { verdict } = await asking(send(['x']), [json({ items: [{ code: 'x', name: long }] })]);
    expect(verdict).toMatchObject({ kind: 'success', answer: { body: 'read' } });
    const read = await asking((api) => api.readImport(), [json({ id: 'i', name: long })]);
    expect(read.verdict).toMatchObject({ kind: 'unexpected' });
  });

  it('X-1: the key is taken out of errors inside its answer', async () => {
    const { verdict } = await asking(send(['x']), [json({ errors: [{ message: `bad ${KEY}` }] })]);
    expect(verdict).toMatchObject({ answer: { errors: [{ message: 'bad [redacted]' }] } });
  });

  it('D-6: that is denied asks for the import', async () => {
    const { verdict, calls, events } = await asking(send(['x']), [refusal(403), json({ id: 'i' })]);
    expect(calls.map(({ call }) => call)).toEqual(['PATCH /imports/a%2Fb/segments', 'GET /imports/a%2Fb']);
    expect(events.map((event) => event.kind === 'request' && event.purpose)).toEqual(['confirm', 'batch'].reverse());
    expect(verdict).toMatchObject({ kind: 'denied', requests: [1, 2] });
  });

  it('C-2: without an operation is told as a check', async () => {
    const { calls, events } = await asking((api) => api.sendNothing(), [json({ items: [] })]);
    expect(calls).toEqual([{ call: 'PATCH /imports/a%2Fb/segments', body: '{"operations":[]}' }]);
    expect(events).toMatchObject([{ purpose: 'check', operations: 0 }]);
  });

  it('C-2: without an operation has nothing to be halved', async () => {
    const { verdict } = await asking((api) => api.sendNothing(), [json({}, 504)]);
    expect(verdict).toMatchObject({ kind: 'exhausted' });
  });
});

describe('one segment', () => {
  it('T-4, X-2: is read by its code, encoded', async () => {
    const { verdict, calls, events } = await asking(
      (api) => api.readSegment('../ü'),
      [json({ code: '../ü', name: 'N' })],
    );
    expect(calls).toEqual([{ call: 'GET /imports/a%2Fb/segments/code/..%2F%C3%BC', body: undefined }]);
    expect(verdict).toMatchObject({ kind: 'success', answer: { code: '../ü', name: 'N' } });
    expect(events).toMatchObject([{ method: 'GET', purpose: 'confirm' }]);
  });

  it('T-4: is absent by Permutive’s own 404, and a key that is denied asks for the import', async () => {
    expect((await asking((api) => api.readSegment('x'), [refusal(404)])).verdict).toMatchObject({ kind: 'not_found' });
    const denied = await asking((api) => api.readSegment('x'), [refusal(401), refusal(401)]);
    expect(denied.calls.map(({ call }) => call).at(-1)).toBe('GET /imports/a%2Fb');
    expect(denied.verdict).toMatchObject({ kind: 'denied' });
  });

  it('X-4: is no answer when it is longer than one segment can be', async () => {
    const long = { code: 'x', name: 'N'.repeat(1024 * 1024) };
    expect((await asking((api) => api.readSegment('x'), [json(long)])).verdict).toMatchObject({ kind: 'unexpected' });
  });
});

describe('a page of the listing', () => {
  const page = json({ elements: [{ code: 'x' }], pagination: { next_token: 't', total_count: 2 } });

  it('T-4: is the first, or that of a token, encoded', async () => {
    const first = await asking((api) => api.readPage(undefined), [page]);
    expect(first.calls).toEqual([{ call: 'GET /imports/a%2Fb/segments', body: undefined }]);
    expect(first.verdict).toMatchObject({ answer: { nextToken: 't', totalCount: 2, segments: [{ code: 'x' }] } });
    expect(first.events).toMatchObject([{ purpose: 'listing' }]);
    const second = await asking((api) => api.readPage('a&b'), [page]);
    expect(second.calls[0]?.call).toBe('GET /imports/a%2Fb/segments?pagination_token=a%26b');
  });

  it('X-1: has no next one where its token holds the key, which would stand in a URL', async () => {
    const told = json({ elements: [{ code: 'x' }], pagination: { next_token: `at ${KEY}`, total_count: 2 } });
    const { verdict } = await asking((api) => api.readPage(undefined), [told]);
    expect(verdict).toMatchObject({ kind: 'success', answer: { nextToken: undefined, segments: [{ code: 'x' }] } });
  });

  it('X-4: may be longer than one segment', async () => {
    const long = json({ elements: [{ code: 'x', name: 'N'.repeat(1024 * 1024) }], pagination: {} });
    expect((await asking((api) => api.readPage(undefined), [long])).verdict).toMatchObject({ kind: 'success' });
  });

  it('D-6: that is denied asks for the import', async () => {
    const { calls } = await asking((api) => api.readPage(undefined), [refusal(404), json({ id: 'i' })]);
    expect(calls.map(({ call }) => call).at(-1)).toBe('GET /imports/a%2Fb');
  });
});

describe('the import', () => {
  it('C-1: is read, and the key taken out of what it says', async () => {
    const told = { id: 'i', name: `My ${KEY}`, code: 'c' };
    const { verdict, events } = await asking((api) => api.readImport(), [json(told)]);
    expect(verdict).toMatchObject({ answer: { id: 'i', name: 'My [redacted]', code: 'c' } });
    expect(events).toMatchObject([{ purpose: 'confirm', method: 'GET' }]);
  });

  it('D-6: asked for itself, a denial needs no second look', async () => {
    const { verdict, calls } = await asking((api) => api.readImport(), [refusal(404)]);
    expect(calls).toHaveLength(1);
    expect(verdict).toMatchObject({ kind: 'denied', error: { code: 'import_not_found' } });
  });
});
