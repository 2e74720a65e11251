import { type Ref, useEffect, useState } from 'react';
import type { WriteSummary } from '../../../../spec/host/row-result.ts';
import type { RowLine } from '../../report/run-report.ts';
import type { Page, RowFilter } from '../protocol.ts';
import { get, wordsOf } from './api.ts';
import { count } from './format.ts';
import { Lines } from './lines.tsx';
import { Pager } from './pager.tsx';

const SHOWN = 50;

export interface RowTableProps {
  readonly which: 'preview' | 'run';
  readonly title: string;
  /** Which run it is of: another one is loaded anew. */
  readonly run: number;
  readonly summary: WriteSummary;
  readonly filter?: RowFilter;
  readonly heading?: Ref<HTMLHeadingElement>;
}

/** The rows of a run, a page at a time from the server: 100,000 rows cost no more than fifty. */
export function RowTable({ which, title, run, summary, filter: first = 'all', heading }: RowTableProps) {
  const [filter, setFilter] = useState<RowFilter>(first);
  const [query, setQuery] = useState('');
  const [offset, setOffset] = useState(0);
  const [page, setPage] = useState<Page<RowLine>>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    let current = true;
    const asked = { which, filter, q: query, offset: String(offset), limit: String(SHOWN), run: String(run) };
    get<Page<RowLine>>('/api/rows', asked)
      .then((told) => current && setPage(told))
      .catch((error: unknown) => current && setFault(wordsOf(error)));
    return () => {
      current = false;
    };
  }, [which, filter, query, offset, run]);

  const filters = {
    all: summary.rows.received,
    ...summary.outcomes,
    failed: summary.rows.failed,
    skipped: summary.rows.skipped,
  };
  return (
    <section className="card" aria-label={title}>
      <h3 ref={heading} tabIndex={-1}>
        {title}
      </h3>
      <fieldset className="filters">
        <legend className="visually-hidden">Show rows that are</legend>
        {Object.entries(filters).map(([name, rows]) => (
          <button
            key={name}
            type="button"
            aria-pressed={filter === name}
            onClick={() => {
              setFilter(name as RowFilter); // The names of the counts are the filters.
              setOffset(0);
            }}
          >
            {name} {count(rows)}
          </button>
        ))}
      </fieldset>
      <label className="search">
        <span>Find</span>
        <input
          type="search"
          value={query}
          placeholder="row, segment or reason"
          onChange={({ target }) => {
            setQuery(target.value);
            setOffset(0);
          }}
        />
      </label>
      {fault !== undefined && <p className="notice bad">{fault}</p>}
      {page?.total === 0 && <p className="empty">No rows here.</p>}
      {page !== undefined && page.total > 0 && <Lines lines={page.lines} total={page.total} />}
      <Pager total={page?.total ?? 0} offset={offset} shown={SHOWN} onMove={setOffset} />
    </section>
  );
}
