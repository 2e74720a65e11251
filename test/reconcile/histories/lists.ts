import type { ListChunk, ListRow } from '../../../connector/reconcile/request.ts';
import type { Chance } from './chance.ts';
import { ILL } from './worlds.ts';

export type Codes = readonly [string, ...string[]];

/**
 * The codes of a history, a few of them or many. Among them two that a server which folds codes takes for one, one whose letters can be written in two ways,
 * and one that a path decoded twice makes another of.
 */
export const codesBy = (chance: Chance): Codes => [
  'c0',
  ...Array.from({ length: chance.is(LARGE) ? 110 : 8 }, (_, at) => `c${at + 1}`),
  'Mixed',
  'mixed',
  'Caf\u00e9',
  'a%2Fb',
];

/** Histories with many codes. */
const LARGE = 0.015;
export const isLarge = ({ length }: Codes): boolean => length > 20;

/** Operations in a batch: mostly a few batches a run. */
export const batchSizeBy = (chance: Chance, codes: Codes): number =>
  isLarge(codes) ? chance.of(7, 20, 60) : chance.of(5, 5, 2, 9);

/** The list of the next run: mostly the last one, with rows changed, gone and new. */
export function listBy(chance: Chance, codes: Codes, last: readonly ListRow[]): ListRow[] {
  if (chance.is(0.08)) return [];
  const first = isLarge(codes) ? 0.9 : 0.6;
  const kept = last
    .filter(() => chance.is(0.85))
    .map((row) => (chance.is(0.2) ? rowBy(chance, String(row.segment_code)) : row));
  const named = new Set(kept.map(({ segment_code }) => segment_code));
  return [
    ...kept,
    ...chance
      .some(codes, last.length === 0 ? first : 0.1)
      .filter((code) => !named.has(code))
      .map((code) => rowBy(chance, code)),
  ];
}

const rowBy = (chance: Chance, code: string): ListRow => ({
  rowId: code,
  segment_code: code,
  segment_name: `Name ${code} & ${chance.is(0.06) ? ILL : chance.below(2)}`,
  ...(chance.is(0.3) && { cpm: chance.of(0, 1, 1.005) }),
  ...(chance.is(0.15) && { categories: chance.of(['b', 'a'], ['a']) }),
});

/** Hands a list over in pieces, whole or not. */
export function chunksBy(
  chance: Chance,
  list: readonly ListRow[],
): { chunks: (lives: (rows: number) => Promise<void>, ended: () => void) => AsyncIterable<ListChunk>; whole: boolean } {
  const trouble = chance.of('none', 'none', 'none', 'none', 'none', 'incomplete', 'throws', 'faulty row');
  const size = chance.of(2, 5, 100, 1_000);
  return {
    whole: trouble === 'none',
    chunks: async function* (lives, ended) {
      for (let at = 0; at < list.length; at += size) {
        const rows = list.slice(at, at + size);
        await lives(rows.length);
        yield { rows };
      }
      if (trouble === 'incomplete') yield { rows: [], incomplete: 'cut' };
      if (trouble === 'faulty row') {
        await lives(1);
        yield { rows: [{ rowId: 'faulty', segment_name: 'No code' }] };
      }
      if (trouble === 'throws') throw new Error('the source broke');
      await lives(0);
      ended();
    },
  };
}
