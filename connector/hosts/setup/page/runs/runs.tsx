import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RunHead } from '../../protocol.ts';
import { Filters, Search } from '../filters.tsx';
import { Icon } from '../icon.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { Compared } from './compared.tsx';
import { History } from './history.tsx';
import { useRunsOfRequest } from './use-runs-of-request.ts';

type View = 'all' | 'failed' | 'stopped' | 'dry';
const PASSES: Readonly<Record<View, (run: RunHead) => boolean>> = {
  all: () => true,
  failed: ({ rows, dryRun }) => rows.failed > 0 && dryRun !== true,
  stopped: ({ status }) => status === 'cancelled' || status === 'failed',
  dry: ({ dryRun }) => dryRun === true,
};
const LABELS: Readonly<Record<View, string>> = {
  all: 'All',
  failed: 'With failures',
  stopped: 'Stopped',
  dry: 'Dry runs',
};
const VIEWS = Object.keys(LABELS) as View[]; // The literal's own keys.

/** Every run that is known, newest first (U-12). */
export function Runs({ state: { runs, keep } }: ScreenProps) {
  const [, go] = useLocation();
  const [view, setView] = useState<View>('all');
  const [query, setQuery] = useState('');
  const requests = useRunsOfRequest(query);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const choose = (which: number) =>
    setChosen(chosen.includes(which) ? chosen.filter((one) => one !== which) : [...chosen, which].slice(-2));
  const [one, other] = [...chosen]
    .sort((earlier, later) => earlier - later)
    .map((which) => runs.find(({ number: run }) => run === which));
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
          <div className="blank">
            <h2>No run yet</h2>
            <p>
              Bring a file, look at its changes, and apply them. What came of each row, and how that is known, stands
              here.
            </p>
            <div className="ghost" aria-hidden="true">
              <i style={{ flexGrow: 6 }} />
              <i style={{ flexGrow: 3 }} />
              <i style={{ flexGrow: 1 }} />
              <i style={{ flexGrow: 8 }} />
            </div>
            <Link className="button primary" href="/changes">
              Bring a file <Icon name="arrow" />
            </Link>
          </div>
        ) : (
          <>
            <div className="tools">
              <Filters
                label="Show"
                chosen={view}
                choose={setView}
                filters={VIEWS.map((kind) => ({
                  kind,
                  label: LABELS[kind],
                  count: runs.filter(PASSES[kind]).length,
                }))}
              />
              <span className="small quiet">
                {runs.length > 1 && (chosen.length < 2 ? 'Choose two to compare them' : '2 chosen, compared above')}
              </span>
              <span className="grow" />
              <Search label="File, plan, request ID" value={query} onChange={setQuery} />
            </div>
            <History
              runs={runs.filter(PASSES[view])}
              query={query}
              requests={requests}
              chosen={chosen}
              choose={choose}
              open={(which) => go(`/runs/${which}`)}
            />
          </>
        )}
      </section>
    </main>
  );
}
