import { describe, expect, it } from '@jest/globals';
import connector from '../../../docs/examples/contacts/connector.ts';
import type { DestinationWriteContext } from '../../../spec/destination/connector.ts';

/** What one contact is told, by a run over this transport or in this lane. */
async function toldOver(context: Omit<DestinationWriteContext, 'onRowResult'>): Promise<(string | undefined)[]> {
  const told: (string | undefined)[] = [];
  await connector.write(
    {
      config: { token: 'token-that-may-write' },
      mode: 'upsert',
      changeSets: [{ rows: [{ rowId: '1', email: 'ada@contacts.example' }] }],
      delivery: { maxAttempts: 2, backoffMs: 0 },
    },
    { ...context, onRowResult: ({ error }) => void told.push(error?.code) },
  );
  return told;
}

/** An answer of mebibytes without end, until nobody reads on. */
function endless(): { readonly answer: Response; readonly read: () => number } {
  let read = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      read += 1;
      stream.enqueue(new Uint8Array(1024 * 1024));
    },
  });
  return { answer: new Response(body), read: () => read };
}

describe('the example connector, where no requirement of the harness looks', () => {
  it('D-2: what was never connected is not in effect, and not in doubt', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const refused = () => Promise.reject(new TypeError('fetch failed', { cause }));
    expect(await toldOver({ fetch: refused })).toEqual(['network_error']);
    const broken = () => Promise.reject(new TypeError('fetch failed'));
    expect(await toldOver({ fetch: broken })).toEqual(['outcome_unknown']);
  });

  it('L-2: a lane that gives no turn has sent nothing, and no request is told of', async () => {
    const kinds: string[] = [];
    const lane = { withTurn: () => Promise.reject(new Error('The lane is down.')) };
    expect(await toldOver({ lane, onRequest: ({ kind }) => void kinds.push(kind) })).toEqual(['network_error']);
    expect(kinds).not.toContain('request');
  });

  it('X-4: an answer without end is read to its bound, and proves nothing', async () => {
    const answers: ReturnType<typeof endless>[] = [];
    const fetch = () => {
      const next = endless();
      answers.push(next);
      return Promise.resolve(next.answer);
    };
    expect(await toldOver({ fetch })).toEqual(['outcome_unknown']);
    expect(Math.max(...answers.map(({ read }) => read()))).toBeLessThan(8);
  });
});
