import type { TaxonomyKind, TaxonomyPage, Whose } from '../../taxonomy-view.ts';
import { number } from '../words.ts';

export const LABELS: Readonly<Record<TaxonomyKind, string>> = {
  all: 'All',
  ours: 'Ours',
  not_ours: 'Not ours',
  uncertain: 'Uncertain',
  edited: 'Edited elsewhere',
};

/** Ownership is shape, for it is no outcome: filled, half, hollow. */
export const Shape = ({ whose }: { whose: Whose }) => <span className={`shape ${whose}`} aria-hidden="true" />;

/** How many segments are whose. */
export function Ownership({ counts }: { counts: NonNullable<TaxonomyPage['counts']> }) {
  const told = [
    ['ours', 'ours: made or adopted from here'],
    ['uncertain', 'uncertain: a run broke off'],
    ['not_ours', 'not ours: never deleted'],
  ] as const;
  return (
    <ul className="ownership">
      {told
        .filter(([whose]) => counts[whose] > 0)
        .map(([whose, words]) => (
          <li key={whose}>
            <Shape whose={whose} />
            <span>
              <b>{number(counts[whose])}</b> {words}
            </span>
          </li>
        ))}
    </ul>
  );
}
