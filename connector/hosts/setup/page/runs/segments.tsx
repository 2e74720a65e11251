import { useState } from 'react';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { LineKind, RunSegment } from '../../protocol.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Filters, Search } from '../filters.tsx';
import { LongList } from '../long-list.tsx';
import { doneWord, Sign, SUM_ORDER } from '../sign.tsx';
import { useLines } from '../use-lines.ts';
import { many } from '../words.ts';
import { useTotal } from './use-total.ts';

type Kind = LineKind | 'all';

/** What became of each segment, whichever rows asked for it; what was asked for stands beside it. */
export function Segments({ run, facts: { rows, about }, running }: { run: number; facts: RunFacts; running: boolean }) {
  const [kind, setKind] = useState<Kind>('all');
  const [query, setQuery] = useState('');
  const path = `/api/runs/${run}/segments?kind=${kind}&q=${encodeURIComponent(query)}&`;
  const version = running ? Math.floor(rows.settled / 1_000) : rows.settled;
  const lines = useLines<RunSegment>(path, version);
  const total = useTotal(`${path}seen=${version}&`, undefined);
  const kinds = SUM_ORDER.filter((one) => rows[one] > 0);
  return (
    <>
      <div className="tools">
        <Filters
          label="Show"
          chosen={kind}
          choose={setKind}
          filters={[
            { kind: 'all' as Kind, label: 'All' },
            ...kinds.map((one) => ({ kind: one as Kind, label: capital(doneWord(one, about.mode)) })),
          ]}
        />
        <span className="small quiet">{many(total, 'segment')}</span>
        <span className="grow" />
        <Search label="Name or code" value={query} onChange={setQuery} />
      </div>
      {total === 0 ? (
        <p className="nothing">None.</p>
      ) : (
        <div className="rows">
          <LongList key={path} label="Segments" count={total} height={() => 37}>
            {(index) => {
              const line = lines.at(index);
              if (line === undefined) return <div className="line" aria-hidden="true" />;
              const told = line.status === 'succeeded' ? (line.outcome ?? 'unchanged') : line.status;
              return (
                <div className="line">
                  <Sign kind={told} label={doneWord(told, about.mode)} />
                  <span>
                    <SegmentName name={line.name ?? line.segmentCode ?? ''} />
                  </span>
                  <code>{line.segmentCode}</code>
                  <span className="message">{line.message ?? changesOf(line)}</span>
                  <span className="where">{many(line.rows, 'row')}</span>
                </div>
              );
            }}
          </LongList>
        </div>
      )}
    </>
  );
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** What an update changed; a created segment is all new. */
const changesOf = ({ outcome, changed }: RunSegment): string =>
  outcome === 'updated' ? changed.map(({ field, was, is }) => `${field}: ${was ?? 'none'} → ${is}`).join(' · ') : '';
