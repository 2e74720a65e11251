import { live, type Told } from './history.ts';
import type { Turn } from './turns.ts';

/** Which histories are lived: from seed `from` on, `count` of them, every `step`th. `every moment`: each again for every moment of its last run, where it dies. */
export interface Lives {
  readonly from: number;
  readonly count: number;
  readonly step: number;
  readonly how: 'once' | 'every moment';
}

/** What histories came to. */
export interface Lived {
  readonly runs: number;
  readonly kills: number;
  readonly foreign: number;
  readonly violations: readonly string[];
  readonly flipped: readonly string[];
  readonly turns: readonly Turn[];
}

/** Beyond so many violations the others of a share are not lived: they would say the same. */
const ENOUGH = 5;

/** A run of many codes dies at each of so many moments: it has a thousand, and takes as much as thirty others. */
const MOMENTS_OF_LARGE = 29;

export async function lived({ from, count, step, how }: Lives): Promise<Lived> {
  const seen = { runs: 0, kills: 0, foreign: 0 };
  const flipped = new Set<string>();
  const turns = new Set<Turn>();
  const violations: string[] = [];
  const take = (told: Told, of = '') => {
    violations.push(...told.violations.map((what) => what + of));
    for (const name of told.flipped) flipped.add(name);
    for (const turn of told.turns) turns.add(turn);
    seen.runs += told.runs;
    seen.kills += told.kills;
    seen.foreign += told.foreign;
  };
  for (let seed = from; seed < from + count && violations.length <= ENOUGH; seed += step) {
    if (how !== 'every moment') take(await live(seed));
    else
      for (let moment = 1, dies = true; dies; ) {
        const told = await live(seed, {}, moment);
        take(told, ` (killed at moment ${moment})`);
        dies = told.kills > 0;
        moment += told.isLarge ? MOMENTS_OF_LARGE : 1;
      }
  }
  return { ...seen, violations, flipped: [...flipped], turns: [...turns] };
}
