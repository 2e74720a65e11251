import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { RunFacts } from '../../../receipt/index.ts';
import type { ConnectionState, ScreenState } from '../protocol.ts';
import { changesIn } from './changes/counts.ts';
import { Icon } from './icon.tsx';
import { shareOf, waitingOf } from './runs/progress.ts';
import { useNow } from './use-now.ts';
import { number, running } from './words.ts';

const KEY = {
  none: ['', 'No key yet'],
  untried: ['', 'not tried'],
  good: ['good', 'can write'],
  read_only: ['bad', 'may only read'],
  refused: ['bad', 'not accepted'],
} as const;

/** The bar that never leaves: which import, which environment, which key, and the run that goes on. */
export function Frame({ state, lost }: { state: ScreenState; lost: boolean }) {
  const { connection, plan, live } = state;
  const { environment } = connection;
  const id = connection.import?.id ?? text(connection.config['importId']);
  const changes = plan?.status === 'ready' ? changesIn(plan.counts) : 0;
  return (
    <header className={`bar ${environment.kind}`}>
      <div className="who">
        <span className="mark">
          <Icon name="mark" />
        </span>
        <span className="quiet wide">destination-permutive</span>
        <span className="slash wide" aria-hidden="true">
          /
        </span>
        <span className="import">{connection.import?.name ?? (id === '' ? 'No import yet' : 'Import')}</span>
        {id !== '' && <code className="wide">{id.slice(0, 8)}</code>}
        <span className={`environment ${environment.kind}`}>
          {environment.kind === 'sandbox' ? 'Sandbox' : 'Production'}
        </span>
        <span className="grow" />
        {live !== undefined && <Running live={live} only="narrow" />}
        <KeyState connection={connection} />
      </div>
      <nav className="places" aria-label="Places">
        <Place to="/changes">Changes {changes > 0 && <span className="count">{number(changes)}</span>}</Place>
        <Place to="/runs">Runs</Place>
        <Place to="/taxonomy">Taxonomy</Place>
        <Place to="/connection">Connection</Place>
        <span className="grow wide" />
        {live !== undefined && <Running live={live} only="wide" />}
      </nav>
      {lost && (
        <p className="offline" role="status">
          The program that serves this page cannot be reached: what stands here may be out of date.
        </p>
      )}
    </header>
  );
}

function Place({ to, children }: { to: string; children: ReactNode }) {
  const [location] = useLocation();
  const here = location === to || location.startsWith(`${to}/`);
  return (
    <Link className="place" href={to} {...(here && { 'aria-current': 'page' as const })}>
      {children}
    </Link>
  );
}

function KeyState({ connection: { key, held } }: { connection: ConnectionState }) {
  const [dot, words] = KEY[key];
  const [ending] = Object.values(held);
  return (
    <span className="state">
      <span className={`dot ${dot}`} />
      <span className="wide">
        {ending === undefined || ending === '' ? (key === 'none' ? '' : 'Key') : `Key ending ${ending}`}
      </span>
      <span>{words}</span>
    </span>
  );
}

/** In the line of places, or where that has no room, above it. */
function Running({ live, only }: { live: RunFacts; only: 'wide' | 'narrow' }) {
  const until = waitingOf(live);
  const now = useNow(until !== undefined);
  const share = shareOf(live);
  const wait = until === undefined ? '' : `, waiting ${running(until - now)}`;
  return (
    <Link className={`state running ${only}`} href={`/runs/${live.about.number}`}>
      <span className={only === 'wide' ? '' : 'sr'}>{`Run ${live.about.number}`}</span>
      <span className="runline" aria-hidden="true">
        <i style={{ width: `${share}%` }} />
      </span>
      {only === 'wide' ? `${share}%${wait}` : `${share}%`}
    </Link>
  );
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
