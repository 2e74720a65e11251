import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RunHead } from '../../protocol.ts';
import { Filters, Search } from '../filters.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { SUM_ORDER } from '../sign.tsx';
import { clockShort, dayAndClock, number, took } from '../words.ts';
import { Compared } from './compared.tsx';

type View = 'all' | 'failed' | 'stopped';

/** Every run that is known, newest first (U-12). */
export function Runs({ state: { runs, keep } }: ScreenProps) {
  const [view, setView] = useState<View>('all');
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const choose = (which: number) =>
    setChosen(chosen.includes(which) ? chosen.filter((one) => one !== which) : [...chosen, which].slice(-2));
  const pair = [...chosen].sort((one, other) => one - other);
  const [one, other] = pair.map((which) => runs.find(({ number: run }) => run === which));
  const words = query.trim().toLowerCase();
  const found = runs.filter(
    (run) => passes(run, view) && `${run.number} ${run.file} ${run.title}`.toLowerCase().includes(words),
  );
  return (
    <main>
      <div className="title">
        <div>
          <h1>Runs</h1>
          <p>
            {keep === undefined ? (
              <>
                Of this program, gone when it ends. Start it with <code>--keep DIR</code> to keep them.
              </>
            ) : (
              <>
                Kept in <code>{keep}</code>, one folder a run: results, requests, receipt. Never the key.
              </>
            )}
          </p>
        </div>
      </div>
      {one !== undefined && other !== undefined && <Compared earlier={one} later={other} close={() => setChosen([])} />}
      <section className="panel" aria-label="All runs">
        {runs.length === 0 ? (
          <p className="nothing">
            No run yet. <Link href="/changes">Bring a file</Link>, look at its changes, and apply them: what came of it
            stands here.
          </p>
        ) : (
          <>
            <div className="tools">
              <Filters
                label="Show"
                chosen={view}
                choose={setView}
                filters={[
                  { kind: 'all', label: 'All', count: runs.length },
                  { kind: 'failed', label: 'With failures', count: runs.filter((run) => passes(run, 'failed')).length },
                  { kind: 'stopped', label: 'Stopped', count: runs.filter((run) => passes(run, 'stopped')).length },
                ]}
              />
              <span className="small quiet">
                {runs.length > 1 && chosen.length < 2 && 'Choose two to compare them'}
              </span>
              <span className="grow" />
              <Search label="File or number" value={query} onChange={setQuery} />
            </div>
            <table className="history">
              <thead>
                <tr>
                  <th scope="col">
                    <span className="sr">Compare</span>
                  </th>
                  <th scope="col">Run</th>
                  <th scope="col">Begun</th>
                  <th scope="col">File</th>
                  <th scope="col">Outcome of its rows</th>
                  <th scope="col" className="num">
                    Rows
                  </th>
                  <th scope="col" className="num">
                    Failed
                  </th>
                  <th scope="col" className="num">
                    Time
                  </th>
                  <th scope="col" className="num">
                    Requests
                  </th>
                  <th scope="col">Ended</th>
                </tr>
              </thead>
              <tbody>
                {found.map((run) => (
                  <HistoryLine
                    key={run.number}
                    run={run}
                    chosen={chosen.includes(run.number)}
                    choose={() => choose(run.number)}
                  />
                ))}
              </tbody>
            </table>
          </>
        )}
      </section>
    </main>
  );
}

const EFFECT = {
  mirror: 'Change list',
  upsert: 'Add and update',
  add: 'Add only',
  remove: 'Remove',
  full: 'Full list',
  undo: 'Undo',
} as const;

function HistoryLine({ run, chosen, choose }: { run: RunHead; chosen: boolean; choose: () => void }) {
  const { number: which, startedAt, file, rows, rowsInFile, durationMs, requests, resumedFrom, sandbox, effect } = run;
  const [, go] = useLocation();
  const begun =
    dayAndClock(startedAt) === '' ? '' : `${dayAndClock(startedAt).split(', ')[0]}, ${clockShort(startedAt)}`;
  const failed = rows.failed - rows.notSent;
  const under = [
    ...(resumedFrom === undefined ? [] : [`Resumed from ${resumedFrom}`]),
    EFFECT[effect],
    ...(sandbox ? ['Sandbox'] : []),
  ].join(' · ');
  return (
    <tr onClick={() => go(`/runs/${which}`)}>
      <td className="pick-run">
        <input
          type="checkbox"
          aria-label={`Compare run ${which}`}
          checked={chosen}
          disabled={run.running}
          onChange={choose}
          onClick={(event) => event.stopPropagation()}
        />
      </td>
      <td>
        <Link href={`/runs/${which}`}>{which}</Link>
      </td>
      <td>{begun}</td>
      <td className="file">
        {file}
        {under !== '' && <span className="under">{under}</span>}
      </td>
      <td className="bar-of">
        <span className="stackbar" aria-hidden="true">
          {SUM_ORDER.filter((kind) => rows[kind] > 0).map((kind) => (
            <i key={kind} className={`fill-${kind}`} style={{ flexGrow: rows[kind] }} />
          ))}
          <i style={{ flexGrow: Math.max(0, rowsInFile - rows.settled) }} />
        </span>
      </td>
      <td className="num">
        {rows.settled < rowsInFile ? `${number(rows.settled)} of ${number(rowsInFile)}` : number(rowsInFile)}
      </td>
      <td className="num optional">{failed === 0 ? '–' : number(failed)}</td>
      <td className="num optional">{took(durationMs)}</td>
      <td className="num optional">{number(requests)}</td>
      <td>
        <Ended run={run} />
      </td>
    </tr>
  );
}

function Ended({ run: { running, status, rows, title } }: { run: RunHead }) {
  if (running) return <span className="chip">Going on</span>;
  if (status === 'cancelled') return <span className="chip skipped">Stopped</span>;
  if (status === 'failed')
    return (
      <span className="chip failed">{title.includes(': ') ? `Stopped: ${title.split(': ')[1]}` : 'Broke off'}</span>
    );
  return rows.failed > 0 ? <span className="chip failed">{`${number(rows.failed)} failed`}</span> : <>Done</>;
}

function passes({ status, rows }: RunHead, view: View): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'failed':
      return rows.failed > 0;
    case 'stopped':
      return status === 'cancelled' || status === 'failed';
  }
}
