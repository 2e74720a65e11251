import type { Chance } from './chance.ts';
import type { Asked, Person } from './going.ts';
import { GUARD } from './heal.ts';
import type { Codes } from './lists.ts';
import type { Turn } from './turns.ts';

/** What an owner does next. */
export function turnBy(chance: Chance, { left }: Person): Turn {
  if (left !== undefined && chance.is(0.25)) return 'undo';
  if (chance.is(0.06)) return 'adopt';
  return chance.is(0.3) ? 'plan and apply' : 'run';
}

const NAMES_A_LIST: ReadonlySet<Turn> = new Set(['run', 'plan and apply']);

/** What a run is asked for beside its list: mostly nothing. */
export const askedBy = (chance: Chance, codes: Codes, turn: Turn): Asked => ({
  guard: {
    ...GUARD,
    ...(chance.is(0.15) && { approveDeletions: chance.below(codes.length / 2) }),
    ...(chance.is(0.3) && { allowEmptyList: true }),
  },
  drift: chance.is(0.2) ? 'keep' : 'restore',
  protect: NAMES_A_LIST.has(turn) && chance.is(0.12) ? [chance.of(chance.of(...codes), 'c1*', 'c', 'M*')] : [],
});
