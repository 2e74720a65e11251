import { type ReactNode, useState } from 'react';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { LineKind, RunRow } from '../../protocol.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Filters, Search } from '../filters.tsx';
import { LongList } from '../long-list.tsx';
import { doneWord, kindOf, Sign, SUM_ORDER } from '../sign.tsx';
import { type Lines, useLines } from '../use-lines.ts';
import { useTotal } from './use-total.ts';

type Kind = LineKind | 'all';

/** What both lists of a run are of. */
export interface OfRun {
  readonly run: number;
  readonly facts: RunFacts;
  readonly running: boolean;
}

interface ResultListProps<Line> extends OfRun {
  readonly of: 'rows' | 'segments';
  readonly search: string;
  /** How many lines there are beside the filters, where the counts of rows are none of the list's. */
  readonly told?: (total: number) => string;
  readonly children: (line: Line, index: number) => ReactNode;
  readonly beside?: (lines: Lines<Line>, total: number) => ReactNode;
}

/** What came of a run, as long as the run: filtered, searched, fetched as it is scrolled to. */
export function ResultList<Line extends RunRow>({
  of,
  run,
  facts: { rows, about },
  running,
  search,
  told,
  children,
  beside,
}: ResultListProps<Line>) {
  const [kind, setKind] = useState<Kind>('all');
  const [query, setQuery] = useState('');
  const path = `/api/runs/${run}/${of}?kind=${kind}&q=${encodeURIComponent(query)}&`;
  // While the run goes on the list grows at its end: what was fetched is asked for again a thousand rows later.
  const version = running ? Math.floor(rows.settled / 1_000) : rows.settled;
  const lines = useLines<Line>(path, version);
  const counted = told === undefined;
  const known = counted && query === '' ? (kind === 'all' ? rows.settled : rows[kind]) : undefined;
  const total = useTotal(`${path}seen=${version}&`, known);
  const count = (rowsOf: number) => (counted ? { count: rowsOf } : {});
  return (
    <>
      <div className="tools">
        <Filters
          label="Show"
          chosen={kind}
          choose={setKind}
          filters={[
            { kind: 'all' as Kind, label: 'All', ...count(rows.settled) },
            ...SUM_ORDER.filter((one) => rows[one] > 0).map((one) => ({
              kind: one as Kind,
              label: capital(doneWord(one, about)),
              ...count(rows[one]),
            })),
          ]}
        />
        {told !== undefined && <span className="small quiet">{told(total)}</span>}
        <span className="grow" />
        <Search label={search} value={query} onChange={setQuery} />
      </div>
      {total === 0 ? (
        <p className="nothing">{query === '' ? 'None.' : `Nothing mentions “${query}”.`}</p>
      ) : (
        <div className="rows">
          <LongList key={path} label={capital(of)} count={total} height={() => 37}>
            {(index) => {
              const line = lines.at(index);
              return line === undefined ? <div className="line" aria-hidden="true" /> : children(line, index);
            }}
          </LongList>
        </div>
      )}
      {beside?.(lines, total)}
    </>
  );
}

/** What stands in a line of either list. */
export function ResultCells({
  line,
  about,
  message,
  where,
}: {
  line: RunRow;
  about: RunFacts['about'];
  message: string | undefined;
  where: string;
}) {
  const kind = kindOf(line);
  return (
    <>
      <Sign kind={kind} label={doneWord(kind, about)} />
      <span>
        <SegmentName name={line.name ?? line.segmentCode ?? placeName(line.rowId)} />
      </span>
      <code>{line.segmentCode}</code>
      <span className="message">{message}</span>
      <span className="where">{where}</span>
    </>
  );
}

/** A line that is no row has no id but its place. */
const placeName = (rowId: string): string => (rowId.startsWith('line ') ? `Line ${rowId.slice(5)}` : `Row ${rowId}`);
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
