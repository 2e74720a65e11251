import type { Trial } from './trial.ts';

export const GROUPS = [
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
] as const;
export type Group = (typeof GROUPS)[number];

/** One thing that every destination connector must do. */
export interface Requirement {
  /** The contract's rule and a letter, such as `T-1a`. */
  readonly id: string;
  readonly group: Group;
  /** What must be so, in one sentence. */
  readonly sentence: string;
  /** Throws what `demand` throws, or {@link NotApplicable}; any other error is a failure too. */
  readonly test: (trial: Trial) => void | Promise<void>;
}

/** Whether `only` names the requirement, or the rule, or the section it belongs to: `T-1a`, `T-1` (which is not T-10), `T`. */
export const isChosen = ({ id }: Requirement, only = ''): boolean =>
  id.startsWith(only) && !/\d\d/.test(id.slice(Math.max(only.length - 1, 0), only.length + 1));

/** Requirements of a group from `[id, sentence, test]`. */
export const inGroup = (
  group: Group,
  list: readonly (readonly [id: string, sentence: string, test: Requirement['test']])[],
): Requirement[] => list.map(([id, sentence, test]) => ({ id, group, sentence, test }));
