import { type Fault, refusal } from '../../../spec/taxonomy/sandbox/index.ts';
import type { Chance } from './chance.ts';

/** Something that goes wrong on the way, for some of a run's requests: answers that are lost, false, late, somebody else's or no answers. */
export function someFault(chance: Chance): Fault {
  const nth = Array.from({ length: 1 + chance.below(3) }, () => 1 + chance.below(8));
  const patch = chance.is(0.7) ? { on: { method: 'PATCH' } } : {};
  const what = chance.of<Fault['do']>(
    { kind: 'reset', when: 'after' },
    { kind: 'reset', when: 'after' },
    { kind: 'reset', when: 'before' },
    { kind: 'reset', when: 'midway' },
    { kind: 'answer', status: 503, apply: true },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 504, apply: true },
    { kind: 'answer', status: 409, apply: true },
    { kind: 'answer', status: 429, headers: { 'retry-after': String(1 + chance.below(20)) } },
    { kind: 'answer', status: 200, body: '<html>', apply: true },
    { kind: 'answer', status: 200, body: '{"items":{}}', apply: true },
    { kind: 'answer', status: 202, body: '{}', apply: true },
    { kind: 'gateway', status: chance.of(200, 403, 404, 502), apply: chance.is(0.5) },
    { kind: 'late', ms: 1_000 + chance.below(60_000) },
    { kind: 'stall', when: chance.of('headers' as const, 'body' as const), apply: true },
    { kind: 'truncate', apply: true },
    { kind: 'trickle', bytesPerTick: 40, tickMs: chance.of(10, 20_000), apply: true },
    { kind: 'latency', ms: chance.below(90_000) },
    { kind: 'loop_listing' },
    refusal(401),
    refusal(403),
  );
  // Of a read, Permutive's own 404 is the truth: there is nothing else to go by (T-4).
  return chance.is(0.04) ? { on: { method: 'PATCH' }, nth, do: refusal(404) } : { ...patch, nth, do: what };
}
