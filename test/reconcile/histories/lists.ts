import type { ListChunk, ListRow } from '../../../connector/reconcile/request.ts';
import type { Chance } from './chance.ts';
import { ILL } from './worlds.ts';

/** Among them three that a server which folds codes takes for one, and one whose letters can be written in two ways. */
export const CODES: readonly [string, ...string[]] = [
  'c0',
  ...Array.from({ length: 8 }, (_, at) => `c${at + 1}`),
  'Mixed',
  'mixed',
  'Caf\u00e9',
];

/** The list of the next run: mostly the last one, with rows changed, gone and new. */
export function listBy(chance: Chance, last: readonly ListRow[]): ListRow[] {
  if (chance.is(0.08)) return [];
  const kept = last
    .filter(() => chance.is(0.85))
    .map((row) => (chance.is(0.2) ? rowBy(chance, String(row.segment_code)) : row));
  const codes = new Set(kept.map(({ segment_code }) => segment_code));
  return [
    ...kept,
    ...chance
      .some(CODES, last.length === 0 ? 0.6 : 0.1)
      .filter((code) => !codes.has(code))
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
  const size = chance.of(2, 5, 100);
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
