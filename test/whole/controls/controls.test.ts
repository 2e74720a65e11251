import { describe, expect, it } from '@jest/globals';
import type { RowResult } from '../../../spec/host/row-result.ts';
import type { Fault, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { recorded } from '../../support/exchange-log.ts';
import { violations } from '../../support/invariants.ts';
import { createWorld, rows, run, type World } from '../../support/run.ts';
import { batchRequest } from './batch-request.ts';
import { VARIANTS } from './variants.ts';

interface Scenario {
  readonly switches?: SandboxOptions;
  readonly fault?: Fault;
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
  'batches in parallel': { fault: { on, do: { kind: 'latency', ms: 100 } }, caughtBy: /P-5: / },
};

const changeSets = [{ rows: rows(24) }];
const BATCH_SIZE = 8;

function worldOf({ switches, fault }: Scenario): World {
  const world = createWorld(switches);
  if (fault) world.sandbox.inject(fault);
  return world;
}

/** A judge that acquits everybody is worth nothing: it must catch connectors that are known to be wrong. */
describe('the invariant checker', () => {
  it.each(Object.entries(VARIANTS))('catches: %s', async (name, variant) => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error('Each variant has a scenario.');
    const { clock, sandbox } = worldOf(scenario);
    const { fetch, exchanges } = recorded(sandbox.fetch, clock);
    const results: RowResult[] = [];
    await variant({
      changeSets,
      batchSize: BATCH_SIZE,
      send: (batch) => batchRequest(fetch, sandbox, batch),
      tell: (result) => void results.push(result),
    });
    const applied = new Set(sandbox.applied.map(({ code }) => code));
    const found = violations({
      mode: 'upsert',
      changeSets,
      results,
      segments: sandbox.segments(),
      exchanges,
      applied,
    });
    expect(found).toContainEqual(expect.stringMatching(scenario.caughtBy));
    await sandbox.close();
  });

  it.each(Object.keys(SCENARIOS))('acquits the connector where it catches: %s', async (name) => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error('It is a key of the table.');
    const world = worldOf(scenario);
    const record = await run(world, { changeSets, delivery: { batchSize: BATCH_SIZE } });
    expect(violations({ mode: 'upsert', changeSets, segments: world.sandbox.segments(), ...record })).toEqual([]);
    await world.sandbox.close();
  });
});
