import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { check } from '../../../connector/check.ts';
import { write } from '../../../connector/write.ts';
import type { Mishap } from '../../../spec/taxonomy/sandbox/index.ts';
import { createWorld, rows } from '../../support/run.ts';

const MIB = 1024 * 1024;
/** Of the bodies: what is read of a refusal. Of the words: what is told of it, and what a remedy names of a value. */
const CUTS = [60, 500, 4_096];
const KEY = '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11';
const JSON_TYPE = { 'content-type': 'application/json' };

const envelope = (message: string, more: object = {}) =>
  JSON.stringify({ request_id: 'r', error: { status: 'X', code: 1, message, docs: '', ...more } });
const escaped = (text: string) =>
  [...text].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** Where a server may say the key back: the status, and a body that has `key` after `pad`. */
const ECHOES: Readonly<Record<string, (pad: string, key: string) => Mishap & { kind: 'answer' }>> = {
  'a plain refusal': (pad, key) => ({ kind: 'answer', status: 400, body: `Invalid value for: ${pad}${key}` }),
  "somebody else's page": (pad, key) => ({ kind: 'answer', status: 403, body: `<p>${pad}${key}</p>` }),
  'white space and the key': (pad, key) => ({ kind: 'answer', status: 400, body: `${pad.replaceAll('x', ' ')}${key}` }),
  'an envelope': (pad, key) => ({ kind: 'answer', status: 422, headers: JSON_TYPE, body: envelope(pad + key) }),
  'its cause': (pad, key) => ({
    kind: 'answer',
    status: 422,
    headers: JSON_TYPE,
    body: envelope('No.', { cause: pad + key }),
  }),
  'its request id': (pad, key) => ({
    kind: 'answer',
    status: 422,
    headers: JSON_TYPE,
    body: JSON.stringify({ request_id: pad + key, error: { status: 'X', code: 1, message: 'No.', docs: '' } }),
  }),
  'escapes in an envelope': (pad, key) => ({
    kind: 'answer',
    status: 422,
    headers: JSON_TYPE,
    body: envelope('@').replace('@', pad + escaped(key)),
  }),
  'errors inside a 200': (pad, key) => ({
    kind: 'answer',
    status: 200,
    headers: JSON_TYPE,
    body: JSON.stringify({ items: [], errors: [{ code: 'c0', message: pad + key }] }),
  }),
  'a server that fails': (pad, key) => ({ kind: 'answer', status: 500, body: pad + key }),
  'problem+json': (pad, key) => ({
    kind: 'answer',
    status: 400,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ title: pad + key, detail: key, instance: key }),
  }),
  'headers of a success': (pad, key) => ({
    kind: 'answer',
    status: 200,
    headers: { ...JSON_TYPE, 'x-request-id': `${pad.slice(0, 500)}${key}`, date: key },
    body: '{"items":[]}',
  }),
  headers: (pad, key) => ({
    kind: 'answer',
    status: 429,
    headers: { 'x-request-id': `${pad.slice(0, 500)}${key}`, 'retry-after': key, location: `/${key}` },
    body: '',
  }),
};

/** Everything that a host can see of a run and a check, in one text. */
async function seen(mishap: Mishap, apiKey: string): Promise<string> {
  const { clock, sandbox } = createWorld();
  const told: unknown[] = [];
  const note = (...words: unknown[]) => void told.push(words);
  const logger = { trace: note, debug: note, info: note, warn: note, error: note, fatal: note };
  sandbox.inject({ always: true, do: mishap });
  const delivery = { baseUrl: sandbox.inProcessBaseUrl, maxAttempts: 2, backoffMs: 1, batchSize: 2 };
  const config = { importId: sandbox.importId, apiKey };
  const context = { fetch: sandbox.fetch, logger, onRequest: note, onProgress: note, onStep: note };
  const request = { config, mode: 'upsert', changeSets: [{ rows: rows(3) }], delivery } as const;
  const summary = await write(request, { ...context, onRowResult: note }, { clock }).catch((error: unknown) => error);
  const result = await check({ config, delivery }, context, clock).catch((error: unknown) => error);
  await sandbox.close();
  return [told, summary, result]
    .map((value) => inspect(value, { depth: 12, maxStringLength: null }) + JSON.stringify(value))
    .join('\n');
}

/** The longest run of the key's signs that a text holds. */
function longest(text: string, key: string): number {
  const plain = text.toLowerCase().replaceAll('-', '');
  const secret = key.toLowerCase().replaceAll('-', '');
  let most = 0;
  for (let from = 0; from < secret.length; from += 1)
    while (from + most < secret.length && plain.includes(secret.slice(from, from + most + 1))) most += 1;
  return most;
}

describe.each(Object.keys(ECHOES))('the key, said back in %s', (name) => {
  const echo = ECHOES[name];
  if (echo === undefined) throw new Error('It is a key of the table.');

  it.each(CUTS)('X-1: across a cut at %i characters: no more than eight signs of it get out', async (cut) => {
    // A plain refusal has words of its own before what is said back.
    const before = name === 'a plain refusal' ? 'Invalid value for: '.length : 0;
    for (const into of [35, 18, 9]) {
      const start = cut - into - before;
      const text = await seen(echo('x'.repeat(start), KEY), KEY);
      expect([start, longest(text, KEY) <= 8]).toEqual([start, true]);
    }
  });

  it('X-1: in capitals, twice or in quotes it gets out as little', async () => {
    for (const form of [KEY.toUpperCase(), `${KEY}${KEY}`, `"${KEY}"`])
      expect(longest(await seen(echo('', form), KEY), KEY)).toBeLessThanOrEqual(8);
  });
});

it.each(['white space and the key', 'an envelope', "somebody else's page"])(
  'X-1: across the end of what is read of a body, in %s, no more than eight signs of it get out',
  async (name) => {
    const text = await seen(ECHOES[name]?.('x'.repeat(MIB - 18), KEY) ?? { kind: 'reset', when: 'before' }, KEY);
    expect(longest(text, KEY)).toBeLessThanOrEqual(8);
  },
  120_000, // A mebibyte with every answer.
);

it('X-1: in what somebody has named after it, the key gets out of no dry run and into no URL', async () => {
  const { clock, sandbox } = createWorld({ pageSize: 1 });
  sandbox.put(['a', 'b'].map((code) => ({ code, name: `Key ${KEY}`, description: KEY, categories: [KEY] })));
  const told: unknown[] = [];
  await write(
    {
      config: { importId: sandbox.importId, apiKey: KEY },
      mode: 'upsert',
      dryRun: true,
      changeSets: [{ rows: ['a', 'b', 'c'].map((rowId) => ({ rowId, segment_code: rowId, segment_name: 'New' })) }],
      delivery: { baseUrl: sandbox.inProcessBaseUrl },
    },
    {
      fetch: async (url, init) => {
        told.push(String(url));
        const answer = await sandbox.fetch(url, { ...init, headers: { 'X-API-Key': sandbox.keys.write } });
        // A server may put it into its tokens too.
        return new Response((await answer.text()).replace('"next_token":"', `"next_token":"${KEY}`), answer);
      },
      onRowResult: (result) => void told.push(result),
    },
    { clock },
  );
  await sandbox.close();
  expect(told).toContainEqual(
    expect.objectContaining({
      rowId: 'a',
      outcome: 'updated',
      segment: expect.objectContaining({
        before: { name: 'Key [redacted]', description: '[redacted]', categories: ['[redacted]'] },
      }),
    }),
  );
  expect(longest(inspect(told, { depth: 12 }), KEY)).toBeLessThanOrEqual(8);
});
