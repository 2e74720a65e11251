import { type Fault, refusal } from '../../../spec/taxonomy/sandbox/index.ts';
import type { Chance } from './chance.ts';

/** Something that goes wrong on the way, for some of a run's requests. */
export function someFault(chance: Chance): Fault {
  const nth = Array.from({ length: 1 + chance.below(3) }, () => 1 + chance.below(8));
  const patch = chance.is(0.7) ? { on: { method: 'PATCH' } } : {};
  const what = chance.of<Fault['do']>(
    { kind: 'reset', when: 'after' },
    { kind: 'reset', when: 'after' },
    { kind: 'reset', when: 'before' },
    { kind: 'answer', status: 503, apply: true },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 200, body: '<html>', apply: true },
    { kind: 'truncate', apply: true },
    refusal(403),
  );
  return { ...patch, nth, do: what };
}
