import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { check, write } from '../../../connector/index.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { createSandbox, type Mishap, type Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';
import { rows, tally } from '../../support/run.ts';

let sandbox: Sandbox;
let baseUrl = '';
beforeEach(async () => {
  sandbox = createSandbox();
  baseUrl = await sandbox.listen();
});
afterEach(() => sandbox.close());

/** 30 rows in three batches by the connector's own transport, over a socket; waits are of no length. */
async function written(maxAttempts = 3) {
  const results: RowResult[] = [];
  const summary = await write(
    {
      config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
      target: { segmentName: 'Everyone' },
      mode: 'upsert',
      changeSets: [{ rows: rows(30) }],
      delivery: { baseUrl, batchSize: 10, backoffMs: 0, maxAttempts },
    },
    { onRowResult: (result) => void results.push(result) },
  );
  return { summary, results };
}

describe('without a transport of the host', () => {
  it('D-1: rows go out over the connector’s own, a request a batch', async () => {
    const { summary, results } = await written();
    expect(tally(results)).toEqual({ created: 30 });
    expect(summary.requests).toEqual({ sent: 3, retried: 0 });
    expect(sandbox.segments()).toHaveLength(30);
  });

  it.each<[string, Mishap]>([
    ['a connection reset before it is applied', { kind: 'reset', when: 'before' }],
    ['a connection reset after it was applied', { kind: 'reset', when: 'after' }],
    ['a body that breaks off', { kind: 'truncate' }],
    ['a 503 that was applied', { kind: 'answer', status: 503, apply: true, headers: { 'retry-after': '0' } }],
    ['an answer that is no JSON', { kind: 'answer', status: 200, body: '<html>', apply: true }],
  ])('T-2: %s costs no row', async (_what, mishap) => {
    sandbox.inject({ on: { kind: 'batch' }, nth: 2, do: mishap });
    const { summary, results } = await written();
    expect(results.map(({ status }) => status)).toEqual(Array(30).fill('succeeded'));
    expect(summary.status).toBe('completed');
    expect(sandbox.segments()).toHaveLength(30);
  });

  it('D-7: a redirect is not followed', async () => {
    const elsewhere = createSandbox();
    const location = `${await elsewhere.listen()}/imports/${elsewhere.importId}/segments`;
    sandbox.inject({ always: true, do: { kind: 'answer', status: 308, headers: { location } } });
    expect(tally((await written()).results)).toEqual({ unexpected_response: 30 });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('D-2: a service that is not there was not reached, so nothing is in effect', async () => {
    await sandbox.close();
    const { results } = await written(1);
    expect(tally(results)).toEqual({ network_error: 30 });
    expect(results[0]?.error?.message).toMatch(/ECONNREFUSED 127\.0\.0\.1:\d+\)\.$/);
  });

  it('C-1: check() goes the same way', async () => {
    const config = { importId: sandbox.importId, apiKey: sandbox.keys.readOnly };
    expect(await check({ config, delivery: { baseUrl } })).toMatchObject({
      status: 'failed',
      steps: [
        { status: 'passed' },
        { status: 'passed' },
        { status: 'passed' },
        { id: 'write_access', status: 'failed' },
      ],
    });
  });
});
