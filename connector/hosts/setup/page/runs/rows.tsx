import { useState } from 'react';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { LineKind, RunRow } from '../../protocol.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Filters, Search } from '../filters.tsx';
import { LongList } from '../long-list.tsx';
import { doneWord, keepsBack, Sign, SUM_ORDER } from '../sign.tsx';
import { useLines } from '../use-lines.ts';
import { EvidencePanel } from './evidence.tsx';
import { useTotal } from './use-total.ts';

type Kind = LineKind | 'all';
const LABEL: Readonly<Record<LineKind, string>> = {
  created: 'Created',
  updated: 'Updated',
  deleted: 'Deleted',
  failed: 'Failed',
  unchanged: 'As they were',
  skipped: 'Left out',
};

/** Every row with what became of it; a row opens to its evidence (U-10). */
export function Rows({ run, facts: { rows, about }, running }: { run: number; facts: RunFacts; running: boolean }) {
  const [kind, setKind] = useState<Kind>('all');
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<number>();
  const path = `/api/runs/${run}/rows?kind=${kind}&q=${encodeURIComponent(query)}&`;
  // While the run goes on the list grows at its end: what was fetched is asked for again a thousand rows later.
  const version = running ? Math.floor(rows.settled / 1_000) : rows.settled;
  const lines = useLines<RunRow>(path, version);
  const total = useTotal(path, query === '' ? (kind === 'all' ? rows.settled : rows[kind]) : undefined);
  const shown = open === undefined ? undefined : lines.at(open);
  return (
    <>
      <div className="tools">
        <Filters
          label="Show"
          chosen={kind}
          choose={setKind}
          filters={[
            { kind: 'all' as Kind, label: 'All', count: rows.settled },
            ...SUM_ORDER.map((one) => ({
              kind: one as Kind,
              label: one === 'skipped' && keepsBack(about.mode) ? 'Kept back' : LABEL[one],
              count: rows[one],
            })),
          ]}
        />
        <span className="grow" />
        <Search label="Name, code or row" value={query} onChange={setQuery} />
      </div>
      {total === 0 ? (
        <p className="nothing">None.</p>
      ) : (
        <div className="rows">
          <LongList key={path} label="Rows" count={total} height={() => 37}>
            {(index) => {
              const line = lines.at(index);
              if (line === undefined) return <div className="line" aria-hidden="true" />;
              const told = line.status === 'succeeded' ? (line.outcome ?? 'unchanged') : line.status;
              return (
                <button
                  type="button"
                  className="line"
                  aria-haspopup="dialog"
                  aria-expanded={index === open}
                  onClick={() => setOpen(index)}
                >
                  <Sign kind={told} label={doneWord(told, about.mode)} />
                  <span>
                    <SegmentName name={line.name ?? line.segmentCode ?? placeName(line.rowId)} />
                  </span>
                  <code>{line.segmentCode}</code>
                  <span className="message">{line.message}</span>
                  <span className="where">{line.rowId}</span>
                </button>
              );
            }}
          </LongList>
        </div>
      )}
      {open !== undefined && shown !== undefined && (
        <EvidencePanel
          run={run}
          place={shown.place}
          close={() => setOpen(undefined)}
          step={(by) => setOpen(Math.min(Math.max(open + by, 0), total - 1))}
        />
      )}
    </>
  );
}

/** A line that is no row has no id but its place. */
const placeName = (rowId: string): string => (rowId.startsWith('line ') ? `Line ${rowId.slice(5)}` : `Row ${rowId}`);
