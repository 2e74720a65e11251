import { describe, expect, it } from '@jest/globals';
import { errorDetail } from '../../../spec/host/errors.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Fault, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { recorded } from '../../support/exchange-log.ts';
import { nothingAfterCancel } from '../../support/invariants/cancelled.ts';
import { falseClaims } from '../../support/invariants/claims.ts';
import { violations } from '../../support/invariants.ts';
import { createWorld, rows, run } from '../../support/run.ts';
import { batchRequest } from './batch-request.ts';
import { VARIANTS } from './variants.ts';

interface Scenario {
  readonly switches?: SandboxOptions;
  readonly fault?: Fault;
  /** What is there before. */
  readonly existing?: readonly { readonly code: string; readonly name: string; readonly updated_at: string }[];
  /** The request during which the host cancels. */
  readonly cancelAt?: number;
  readonly caughtBy: RegExp;
}

const on = { kind: 'batch' } as const;
const bad: SandboxOptions = { rejects: (op) => op.operation === 'Create' && ['c2', 'c6'].includes(op.data.code) };
/** What brings each variant down, and the rule it is caught by. */
const SCENARIOS: Record<string, Scenario> = {
  'blind retry reported as duplicate': {
    fault: { on, nth: 2, do: { kind: 'reset', when: 'after' } },
    caughtBy: /T-2: .* failed with duplicate_segment_code, but is in effect/,
  },
  'results zipped by position': { switches: { items: 'short' }, caughtBy: /T-1: row \S+ has 0 results/ },
  'abort on the first 500': {
    fault: { on, nth: 2, do: { kind: 'answer', status: 500 } },
    caughtBy: /T-1: row \S+ has 0 results/,
  },
  'halving that forgets the right half': { switches: bad, caughtBy: /T-2: .* succeeded, but is not in effect/ },
  'success assumed after a lost answer': {
    fault: { on, nth: 2, do: { kind: 'reset', when: 'before' } },
    caughtBy: /T-2: .* succeeded, but is not in effect/,
  },
  'a refused batch fails as a whole': {
    switches: { ...bad, atomicity: 'partial' },
    caughtBy: /T-2: .* failed with rejected_by_permutive, but is in effect/,
  },
  'rows reported once an attempt': {
    fault: { on, nth: 1, do: { kind: 'answer', status: 503 } },
    caughtBy: /T-1: row \S+ has 2 results/,
  },
  'Retry-After ignored': {
    fault: { on, nth: 2, do: { kind: 'answer', status: 429, headers: { 'retry-after': '30' } } },
    caughtBy: /D-3: /,
  },
  'what was there before claimed as created': {
    existing: [{ code: 'c1', name: 'Name 1', updated_at: '2029-06-01T00:00:00Z' }],
    caughtBy: /T-4: .* is told as created, but nothing of it was carried out/,
  },
  'a batch sent after the run was cancelled': { cancelAt: 1, caughtBy: /T-9: 1 requests were sent/ },
  'a batch in flight told as cancelled': {
    cancelAt: 1,
    caughtBy: /T-2: .* failed with cancelled, but is in effect/,
  },
  'batches in parallel': { fault: { on, do: { kind: 'latency', ms: 100 } }, caughtBy: /P-5: / },
};

const changeSets = [{ rows: rows(24) }];
const BATCH_SIZE = 8;

function worldOf({ switches, fault, existing = [], cancelAt }: Scenario) {
  const world = createWorld(switches);
  const { sandbox } = world;
  sandbox.put(existing);
  if (fault) sandbox.inject(fault);
  const cancel = new AbortController();
  let sent: number | undefined;
  const run = () => {
    sent = sandbox.requests.length;
    cancel.abort();
  };
  if (cancelAt !== undefined) sandbox.inject({ nth: cancelAt, do: { kind: 'call', run } });
  return { world, signal: cancel.signal, sentWhenCancelled: () => sent };
}

/** A judge that acquits everybody is worth nothing: it must catch connectors that are known to be wrong. */
describe('the invariant checker', () => {
  it.each(Object.entries(VARIANTS))('catches: %s', async (name, variant) => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error('Each variant has a scenario.');
    const { world, signal, sentWhenCancelled } = worldOf(scenario);
    const { clock, sandbox } = world;
    const { fetch, exchanges } = recorded(sandbox.fetch, clock);
    const results: RowResult[] = [];
    await variant({
      changeSets,
      batchSize: BATCH_SIZE,
      send: (batch) => batchRequest(fetch, sandbox, batch),
      tell: (result) => void results.push(result),
      isCancelled: () => signal.aborted,
    });
    const applied = new Map(sandbox.applied.map(({ code, request }) => [code, request]));
    const judged = { mode: 'upsert', changeSets, results, segments: sandbox.segments(), exchanges, applied } as const;
    const found = [
      ...violations(judged),
      ...falseClaims(judged),
      ...nothingAfterCancel(exchanges, sentWhenCancelled()),
    ];
    expect(found).toContainEqual(expect.stringMatching(scenario.caughtBy));
    await sandbox.close();
  });

  it.each(Object.keys(SCENARIOS))('acquits the connector where it catches: %s', async (name) => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error('It is a key of the table.');
    const { world, signal, sentWhenCancelled } = worldOf(scenario);
    const record = await run(world, { changeSets, delivery: { batchSize: BATCH_SIZE }, signal });
    const judged = { mode: 'upsert', changeSets, segments: world.sandbox.segments(), ...record } as const;
    const found = [
      ...violations(judged),
      ...falseClaims(judged),
      ...nothingAfterCancel(record.exchanges, sentWhenCancelled()),
    ];
    expect(found).toEqual([]);
    await world.sandbox.close();
  });
});

describe('the judge of what an earlier row of the same code has brought about', () => {
  /** What is said of a second row that failed; its segment was changed last by that request, from 0, and the first row was told after one. */
  async function complaints(changedBy: number, values: 'as_given' | 'escaped') {
    const both = ['first', 'second'].map((rowId) => ({ rowId, segment_code: 'a', segment_name: 'a & b' }));
    const held = { code: 'a', name: values === 'escaped' ? 'a &amp; b' : 'a & b', updated_at: '2029-06-01T00:00:00Z' };
    const { sandbox } = createWorld();
    sandbox.put([held]);
    const told = { changeSetId: 'c', operation: 'Create', segmentCode: 'a' } as const;
    const found = violations({
      mode: 'upsert',
      changeSets: both.map((row) => ({ rows: [row] })),
      results: [
        { ...told, rowId: 'first', status: 'succeeded', outcome: 'created' },
        { ...told, rowId: 'second', status: 'failed', outcome: null, error: errorDetail('unexpected_response') },
      ],
      toldAfter: new Map([
        ['first', 1],
        ['second', 3],
      ]),
      segments: sandbox.segments(),
      exchanges: [],
      applied: new Map([['a', changedBy]]),
      switches: { values },
    });
    await sandbox.close();
    return found;
  }
  const untrue = [expect.stringMatching(/^T-2: row second .* failed with unexpected_response, but is in effect/)];

  it('T-3: does not hold a later row to it where it is kept otherwise: nobody can tell that it is what that row wants', async () => {
    expect(await complaints(0, 'escaped')).toEqual([]);
  });

  it('T-2: does where it is as the later row wants it, and where that one’s own operation was carried out', async () => {
    expect(await complaints(0, 'as_given')).toEqual(untrue);
    expect(await complaints(1, 'escaped')).toEqual(untrue);
  });
});

describe('the judge of a read that was a lie', () => {
  it('T-4: excuses rows that were told on it, whatever is read of their segment later, and none that were told after that', async () => {
    const world = createWorld();
    const { clock, sandbox } = world;
    sandbox.put([{ code: 'a', name: 'Here' }]);
    const absent = { error: { status: 'Not Found', code: 3000, message: 'The resource does not exist.' } };
    sandbox.inject({ nth: 1, do: { kind: 'answer', status: 404, body: JSON.stringify(absent) } });
    const { fetch, exchanges } = recorded(sandbox.fetch, clock);
    const path = `${sandbox.inProcessBaseUrl}/imports/${sandbox.importId}/segments/code/a`;
    for (let at = 0; at < 2; at += 1) {
      const { body } = await fetch(path, { headers: { 'x-api-key': sandbox.keys.write } });
      for await (const _piece of body ?? []); // Recorded as it is read.
    }
    const toldAfterSo = (many: number) =>
      violations({
        mode: 'remove',
        changeSets: [{ rows: [{ rowId: 'r', segment_code: 'a' }] }],
        results: [{ rowId: 'r', status: 'succeeded', outcome: 'unchanged', operation: 'Delete', segmentCode: 'a' }],
        toldAfter: new Map([['r', many]]),
        segments: sandbox.segments(),
        exchanges,
        requests: sandbox.requests,
        applied: new Map(),
      });
    expect(exchanges.map(({ status }) => status)).toEqual([404, 200]);
    expect(toldAfterSo(1)).toEqual([]);
    expect(toldAfterSo(2)).toEqual(['T-2: row r (a) succeeded, but is not in effect']);
    await sandbox.close();
  });

  it('D-6: excuses rows that failed because the import was said not to be there, and no others', async () => {
    const { clock, sandbox } = createWorld();
    const absent = { error: { status: 'Not Found', code: 3000, message: 'The resource does not exist.' } };
    sandbox.inject({ nth: 1, do: { kind: 'answer', status: 404, body: JSON.stringify(absent) } });
    const { fetch, exchanges } = recorded(sandbox.fetch, clock);
    const path = `${sandbox.inProcessBaseUrl}/imports/${sandbox.importId}`;
    const { body } = await fetch(path, { headers: { 'x-api-key': sandbox.keys.write } });
    for await (const _piece of body ?? []); // Recorded as it is read.
    const toldAs = (code: 'import_not_found' | 'rate_limited') =>
      violations({
        mode: 'remove',
        changeSets: [{ rows: [{ rowId: 'r', segment_code: 'a' }] }],
        results: [
          {
            rowId: 'r',
            status: 'failed',
            outcome: null,
            operation: 'Delete',
            segmentCode: 'a',
            error: errorDetail(code),
          },
        ],
        segments: [],
        exchanges,
        requests: sandbox.requests,
        applied: new Map([['a', 0]]),
      });
    expect(toldAs('import_not_found')).toEqual([]);
    expect(toldAs('rate_limited')).toEqual(['T-2: row r (a) failed with rate_limited, but is in effect']);
    await sandbox.close();
  });
});
