import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fault, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { createWorld, type World } from '../../support/run.ts';
import { airbyte, complete, globalState, record, type SyncRecord, stream, streamState } from './engine.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);
const SEED = Number(process.env['PROPERTY_SEED'] ?? 20261125);

/** Codes are a stream's own: between streams the order of a replay is nobody's. `g` ones are refused by the server. */
const CODES = ['a', 'b', 'c', 'g'];

type Step =
  | {
      readonly is: 'record';
      readonly stream: number;
      readonly code: string;
      readonly kind: 'upsert' | 'delete' | 'invalid';
    }
  | { readonly is: 'state'; readonly stream: number }
  /** The source is silent for longer than a record may wait. */
  | { readonly is: 'pause' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('record' as const),
      stream: fc.nat(2),
      code: fc.constantFrom(...CODES),
      kind: fc.constantFrom('upsert' as const, 'upsert' as const, 'delete' as const, 'invalid' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('state' as const), stream: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ is: 'pause' as const }) },
);

const mishap: fc.Arbitrary<Fault['do']> = fc.oneof(
  fc.constantFrom(429, 500, 502, 503, 408).map((status) => ({ kind: 'answer' as const, status })),
  fc.constantFrom(500, 503).map((status) => ({ kind: 'answer' as const, status, apply: true })),
  fc.constantFrom('before' as const, 'after' as const).map((when) => ({ kind: 'reset' as const, when })),
  fc.constant({ kind: 'stall' as const, when: 'headers' as const, apply: true }),
  fc.constant({ kind: 'truncate' as const, apply: true }),
);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ do: mishap, nth: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }) }),
  // A server that stays away: what was sent then has to block.
  fc.record({
    do: fc.constant({ kind: 'answer' as const, status: 503 }),
    on: fc.constant({ kind: 'batch' as const }),
    nth: fc.constant(Array.from({ length: 12 }, (_, at) => at + 2)),
  }),
);

const switches: fc.Arbitrary<SandboxOptions> = fc.record({
  atomicity: fc.constantFrom('atomic' as const, 'partial' as const),
  conflicts: fc.constantFrom('409' as const, 'overwrite' as const),
  absent: fc.constantFrom('404' as const, 'ignore' as const),
  items: fc.constantFrom('full' as const, 'without_deleted' as const, 'short' as const, 'shuffled' as const),
});

const scenario = fc.record({
  scope: fc.constantFrom('STREAM' as const, 'GLOBAL' as const),
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
  faults: fc.array(fault, { maxLength: 2 }),
  switches,
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

const nameOf = (at: number) => `stream ${at}`;
/** The segment of a step: its code and the name it is given there; undefined where it names none. */
const codeOf = (step: Extract<Step, { is: 'record' }>) => `${step.code}${step.stream}`;

const lineOf = (step: Step, at: number, scope: Scenario['scope'], world: World): string | (() => Promise<void>) => {
  switch (step.is) {
    case 'pause':
      return () => world.clock.wait(5_000);
    case 'state':
      return scope === 'GLOBAL' ? globalState(at) : streamState(at, nameOf(step.stream));
    case 'record': {
      const segment_code = step.kind === 'invalid' ? 'no code' : codeOf(step);
      const _ab_cdc_deleted_at = step.kind === 'delete' ? '2030-01-01' : null;
      return record({ segment_code, segment_name: `version ${at}`, _ab_cdc_deleted_at }, nameOf(step.stream));
    }
  }
};

/** What the records up to each position make of the import: by code, what may stand there from that position on. */
function wantedAfter(steps: readonly Step[], from: number, code: string): readonly (string | undefined)[] {
  const all = steps
    .map((step, at) => ({ step, at }))
    .filter(({ step }) => step.is === 'record' && step.kind !== 'invalid' && codeOf(step) === code);
  const last = all.findLastIndex(({ at }) => at < from);
  return all
    .slice(Math.max(last, 0))
    .map(({ step, at }) =>
      step.is === 'record' && step.kind === 'upsert' && step.code !== 'g' ? `version ${at}` : undefined,
    );
}

const held = ({ sandbox }: World) => new Map(sandbox.segments().map(({ code, name }) => [code, name]));

const inScope = (step: Step, mark: Step, scope: Scenario['scope']): boolean =>
  step.is !== 'pause' && mark.is === 'state' && (scope === 'GLOBAL' || step.stream === mark.stream);

/** Plays the steps as one sync, and looks at the import whenever a state goes back. */
async function play(
  world: World,
  { scope }: Scenario,
  steps: readonly (Step | undefined)[],
  attempt: string,
): Promise<SyncRecord> {
  const early: string[] = [];
  const streams = [0, 1, 2].map((at) => stream({ name: nameOf(at), generation: [1, 0] }));
  let seen = 0;
  const played = await airbyte(world, {
    catalog: { streams },
    settings: { flushSeconds: 1 },
    env: { WORKER_JOB_ATTEMPT: attempt },
    input: [
      ...steps.flatMap((step, at) => (step === undefined ? [] : [lineOf(step, at, scope, world)])),
      ...[0, 1, 2].map((at) => complete(nameOf(at))),
    ],
    onOutput(output) {
      const states = output.split('\n').filter((line) => line.startsWith('{"type":"STATE"'));
      for (const line of states.slice(seen)) {
        const { id } = JSON.parse(line).state;
        early.push(...earlyAt(world, steps, scope, Number(id)));
      }
      seen = states.length;
    },
  });
  expect(early).toEqual([]);
  return played;
}

/** what lies before the state, in its scope, and is neither as its records want it nor as later ones do. */
function earlyAt(world: World, steps: readonly (Step | undefined)[], scope: Scenario['scope'], id: number): string[] {
  const now = held(world);
  const all = steps.map((step): Step => step ?? { is: 'pause' });
  const mark = all[id];
  if (mark === undefined) return [`state ${id} was never sent`];
  return all.slice(0, id).flatMap((step) => {
    if (step.is !== 'record' || step.kind === 'invalid' || !inScope(step, mark, scope)) return [];
    const wanted = wantedAfter(all, id, codeOf(step));
    const found = now.get(codeOf(step));
    return wanted.includes(found) ? [] : [`state ${id}: ${codeOf(step)} is ${found}, not one of ${wanted.join(', ')}`];
  });
}

/** a prefix of each scope's states in their order, each with the number of its records. */
function countsAdd({ states }: SyncRecord, steps: readonly (Step | undefined)[], scope: Scenario['scope']): void {
  for (const one of scope === 'GLOBAL' ? [0] : [0, 1, 2]) {
    const of = (step: Step | undefined): step is Exclude<Step, { is: 'pause' }> =>
      step !== undefined && step.is !== 'pause' && (scope === 'GLOBAL' || step.stream === one);
    let count = 0;
    const sent = steps.flatMap((step, id) => {
      if (!of(step)) return [];
      if (step.is === 'record') count += 1;
      if (step.is !== 'state') return [];
      const marked = { id, count };
      count = 0;
      return [marked];
    });
    const back = states.filter(({ id }) => sent.some((state) => state.id === id));
    expect(back.map(({ id, accepted, rejected }) => ({ id, count: accepted + rejected }))).toEqual(
      sent.slice(0, back.length),
    );
  }
}

/** The steps an engine sends again: those after the last state it got back. */
function rest(steps: readonly Step[], { states }: SyncRecord, scope: Scenario['scope']): (Step | undefined)[] {
  return steps.map((step, at) => {
    const done = states.some(({ id }) => id >= at && inScope(step, steps[id] ?? { is: 'pause' }, scope));
    return done ? undefined : step;
  });
}

describe('a sync, whatever comes and whatever goes wrong', () => {
  it('A-14 to A-18: never acknowledges early, keeps order and counts, and the next attempt converges', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (played) => {
        const world = createWorld(
          { ...played.switches, rejects: (op) => op.operation === 'Create' && op.data.code.startsWith('g') },
          played.seed,
        );
        for (const one of played.faults) world.sandbox.inject(one);
        const first = await play(world, played, played.steps, '0');
        countsAdd(first, played.steps, played.scope);
        expect(first.code).toBe(first.trace === undefined ? 0 : 1);
        if (first.code === 0) expect(first.states).toHaveLength(played.steps.filter(({ is }) => is === 'state').length);

        world.sandbox.clearFaults();
        const again = rest(played.steps, first, played.scope);
        const second = await play(world, played, again, '1');
        expect([second.code, second.trace]).toEqual([0, undefined]);
        countsAdd(second, again, played.scope);
        const wanted = new Map<string, string>();
        for (const [at, step] of played.steps.entries()) {
          if (step.is !== 'record' || step.kind === 'invalid') continue;
          if (step.kind === 'delete' || step.code === 'g') wanted.delete(codeOf(step));
          else wanted.set(codeOf(step), `version ${at}`);
        }
        expect(Object.fromEntries(held(world))).toEqual(Object.fromEntries(wanted));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
