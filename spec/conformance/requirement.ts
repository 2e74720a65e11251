import type { Need, Subject } from './needs.ts';
import type { Trial } from './trial.ts';

export const GROUPS = [
  'world',
  'manifest',
  'check',
  'modes',
  'batching',
  'delivery',
  'truth',
  'cancellation',
  'host faults',
  'security',
  'repeatability',
  'observing',
  'segments',
] as const;
export type Group = (typeof GROUPS)[number];

/** One thing that every destination connector must do. */
export interface Requirement {
  /** The contract's rule and a letter, such as `T-1a`. */
  readonly id: string;
  readonly group: Group;
  /** What must be so, in one sentence. */
  readonly sentence: string;
  /** Throws what `demand` throws; any other error is a failure too. */
  readonly test: (trial: Trial) => void | Promise<void>;
  /** What must be so that the requirement applies. */
  readonly needs: readonly Need[];
}

/** Whether `only` names the requirement, or the rule, or the section it belongs to: `T-1a`, `T-1` (which is not T-10), `T`. */
export const isChosen = ({ id }: Requirement, only = ''): boolean =>
  id.startsWith(only) && !/\d\d/.test(id.slice(Math.max(only.length - 1, 0), only.length + 1));

/** Why the requirement says nothing of this connector in this world; undefined where it does. The world's author has the first word. */
export function whyNot({ id, needs }: Requirement, subject: Subject): string | undefined {
  const declared = subject.world.without?.[id];
  if (declared !== undefined) return declared;
  try {
    for (const need of needs) {
      const why = need(subject);
      if (why !== undefined) return why;
    }
  } catch {
    // A manifest that cannot be read excuses nothing.
  }
  return undefined;
}

/** A requirement as the catalogues write it; what it needs to apply stands last. */
export type Line = readonly [id: string, sentence: string, test: Requirement['test'], ...needs: readonly Need[]];

export const inGroup = (group: Group, lines: readonly Line[]): Requirement[] =>
  lines.map(([id, sentence, test, ...needs]) => ({ id, group, sentence, test, needs }));
