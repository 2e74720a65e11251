import { useState } from 'react';
import { LINE_KINDS, type LineKind, type PlanLine, type PlanState } from '../../protocol.ts';
import { Filters, Search } from '../filters.tsx';
import { LongList } from '../long-list.tsx';
import { keepsBack } from '../sign.tsx';
import { useAnswer } from '../use-answer.ts';
import { useLines } from '../use-lines.ts';
import { many, number } from '../words.ts';
import { heightOf, SegmentLine } from './segment-line.tsx';

type Kind = LineKind | 'all';
const LABELS: Readonly<Record<LineKind, string>> = {
  deleted: 'Delete',
  updated: 'Update',
  created: 'Create',
  failed: 'To fix',
  unchanged: 'As they are',
  skipped: 'Left out',
};

/** The diff by segment: deletions first, then what changes, then what is new (U-6). */
export function Review({
  plan,
  copied,
  again,
  kind,
  choose,
}: {
  plan: PlanState;
  /** A copy of the import is kept before it is applied. */
  copied: boolean;
  /** It is being made anew: what is shown is the one before. */
  again: boolean;
  kind: Kind;
  choose: (kind: Kind) => void;
}) {
  const [query, setQuery] = useState('');
  const { counts, id } = plan;
  const found = useFound(query, plan);
  const kinds = kind === 'all' ? LINE_KINDS : [kind];
  const groups = kinds.map((one) => ({ kind: one, lines: found[one] })).filter(({ lines }) => lines > 0);
  const lines = useLines<PlanLine>(`/api/plan/lines?kind=${kind}&q=${encodeURIComponent(query)}&`, id);
  const items = placesOf(groups);
  const all = LINE_KINDS.reduce((sum, one) => sum + counts[one].segments, 0);
  return (
    <section className={again ? 'panel fading' : 'panel'} aria-label="Review" aria-busy={again}>
      <div className="tools">
        <h2>Review</h2>
        <Filters
          label="Show"
          chosen={kind}
          choose={choose}
          filters={[
            { kind: 'all' as Kind, label: 'All', count: all },
            ...LINE_KINDS.map((one) => ({
              kind: one as Kind,
              label: one === 'skipped' && keepsBack(plan.effect) ? 'Kept back' : LABELS[one],
              count: counts[one].segments,
            })),
          ]}
        />
        <span className="grow" />
        <Search label="Name or code" value={query} onChange={setQuery} />
      </div>
      <div className="columns-of-diff" aria-hidden="true">
        <span />
        <span>Segment</span>
        <span>Code</span>
        <span className="categories">Categories</span>
        <span className="num">CPM, USD</span>
        <span className="num">Row</span>
      </div>
      {items.total === 0 ? (
        <p className="nothing">{query === '' ? 'None.' : `Nothing mentions “${query}”.`}</p>
      ) : (
        <LongList
          key={`${kind} ${query}`}
          label="Segments"
          count={items.total}
          height={(index) => {
            const place = items.at(index);
            return place.heading === undefined ? heightOf(lines.known(place.line)) : 37;
          }}
        >
          {(index) => {
            const place = items.at(index);
            if (place.heading !== undefined)
              return <Heading kind={place.heading} plan={plan} copied={copied} lines={place.line} />;
            const line = lines.at(place.line);
            return line === undefined ? <Unread /> : <SegmentLine line={line} />;
          }}
        </LongList>
      )}
    </section>
  );
}

/** Headings take places of their own among the lines. */
function placesOf(groups: readonly { readonly kind: LineKind; readonly lines: number }[]) {
  const total = groups.reduce((sum, { lines }) => sum + lines + 1, 0);
  const at = (index: number): { heading?: LineKind; line: number } => {
    let left = index;
    let before = 0;
    for (const { kind, lines } of groups) {
      if (left === 0) return { heading: kind, line: lines };
      if (left <= lines) return { line: before + left - 1 };
      left -= lines + 1;
      before += lines;
    }
    return { line: before };
  };
  return { total, at };
}

function useFound(query: string, { counts, id }: PlanState): Readonly<Record<LineKind, number>> {
  const all = Object.fromEntries(LINE_KINDS.map((kind) => [kind, counts[kind].segments])) as Record<LineKind, number>; // One a kind.
  // The plan's number is no part of the address; it says when there is something new to ask for.
  const path = query.trim() === '' ? undefined : `/api/plan/found?q=${encodeURIComponent(query)}&seen=${id}`;
  const found = useAnswer<Record<LineKind, number>>(path);
  return path === undefined ? all : (found?.answer ?? all);
}

function Heading({ kind, plan, copied, lines }: { kind: LineKind; plan: PlanState; copied: boolean; lines: number }) {
  const { rows, segments } = plan.counts[kind];
  const shared = rows === segments || rows === 0 ? '' : ` in ${many(rows, 'row')}`;
  const [title, note] = headingOf(kind, lines, plan.effect, copied);
  return (
    <div className="group">
      <b>{`${title}${shared}`}</b>
      <span>{note}</span>
    </div>
  );
}

function headingOf(
  kind: LineKind,
  lines: number,
  effect: PlanState['effect'],
  copied: boolean,
): readonly [title: string, note: string] {
  switch (kind) {
    case 'deleted':
      return [
        `Delete ${many(lines, 'segment')}`,
        `Permutive does not say what becomes of cohorts that use them.${copied ? ' A copy is kept for undo.' : ''}`,
      ];
    case 'updated':
      return [`Update ${many(lines, 'segment')}`, 'Only what changes is sent.'];
    case 'created':
      return [`Create ${many(lines, 'segment')}`, ''];
    case 'failed':
      return [`${many(lines, 'row')} to fix`, 'Not part of what is applied.'];
    case 'unchanged':
      return [`${number(lines)} as they are`, 'The import holds them so already.'];
    case 'skipped':
      return keepsBack(effect)
        ? [`${many(lines, 'segment')} kept back`, 'Not touched.']
        : [`${many(lines, 'row')} left out`, ''];
  }
}

/** While the import is read for the first plan of a file. */
export const ReviewToCome = () => (
  <section className="panel" aria-label="Review" aria-busy="true">
    <div className="tools">
      <h2>Review</h2>
    </div>
    {Array.from({ length: 6 }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
      <Unread key={at} />
    ))}
  </section>
);

const Unread = () => (
  <div className="segment" aria-hidden="true">
    <span className="sign unchanged" />
    <span className="skeleton" />
    <span className="skeleton" />
  </div>
);
