import { describe, expect, it } from '@jest/globals';
import { write } from '../../../connector/write.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** Runs these rows against somebody who gives every request this answer. */
async function toldBy(answer: () => unknown, change: 'added' | 'removed'): Promise<readonly unknown[]> {
  const results: RowResult[] = [];
  await write(
    {
      config: { importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '0c2e4bd6-8f1a-4f6e-9a51-2f0f3a1d7c11' },
      mode: 'mirror',
      changeSets: [
        { rows: ['a', 'b', 'c'].map((rowId) => ({ rowId, segment_code: rowId, segment_name: rowId, change })) },
      ],
    },
    { fetch: (async () => answer()) as typeof fetch, onRowResult: (result) => void results.push(result) },
    { clock: new VirtualClock() },
  );
  return results.map(({ status, error }) => `${status} ${error?.code}`);
}

describe('somebody who says the same to everything', () => {
  it.each<[string, () => unknown]>([
    ['{}', () => Response.json({})],
    ['an empty object inside', () => Response.json({ data: {} })],
    ['a page', () => new Response('<html><title>Sign in</title></html>', { headers: { 'content-type': 'text/html' } })],
    ['nothing', () => new Response(null, { status: 204 })],
    ['what is no Response', () => ({ status: 200 })],
    ['a Response whose headers are a Map', () => ({ status: 503, headers: new Map(), body: null })],
  ])('T-2: by %s has carried out nothing', async (_what, answer) => {
    for (const change of ['added', 'removed'] as const)
      expect(await toldBy(answer, change)).toEqual(Array(3).fill('failed outcome_unknown'));
  });
});
