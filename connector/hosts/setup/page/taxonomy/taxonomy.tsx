import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link } from 'wouter';
import { TAXONOMY_KINDS, type TaxonomyKind, type TaxonomyLine } from '../../taxonomy-view.ts';
import { post } from '../api.ts';
import { Fault } from '../fault.tsx';
import { Filters, Search } from '../filters.tsx';
import { Icon } from '../icon.tsx';
import { LongList } from '../long-list.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { useLines } from '../use-lines.ts';
import { clockShort, many } from '../words.ts';
import { HeldSegment } from './held-segment.tsx';
import { Memberships } from './memberships.tsx';
import { LABELS, Ownership } from './ownership.tsx';
import { useTaxonomy } from './use-taxonomy.ts';

/** What the import holds. */
export function Taxonomy({ state: { connection, runs }, basics }: ScreenProps) {
  const name = connection.import?.name;
  const connected = connection.check?.result?.status === 'succeeded';
  if (!connected || !basics.canList)
    return (
      <main>
        <div className="title">
          <div>
            <h1>Taxonomy</h1>
            <p>
              {basics.canList ? (
                <>
                  What the import holds stands here. <Link href="/connection">Connect</Link> first.
                </>
              ) : (
                'This connector does not list what an import holds.'
              )}
            </p>
          </div>
        </div>
      </main>
    );
  const ended = runs.filter(({ running, dryRun }) => !running && dryRun !== true).length;
  // After a run the import is another: it is read again.
  return <Held key={`${connection.import?.id} ${ended}`} name={name ?? 'the import'} runs={ended > 0} />;
}

function Held({ name, runs }: { name: string; runs: boolean }) {
  const [kind, setKind] = useState<TaxonomyKind>('all');
  const [query, setQuery] = useState('');
  const [reading, setReading] = useState(1);
  const path = `/api/taxonomy?kind=${kind}&q=${encodeURIComponent(query)}&`;
  const { found, fault } = useTaxonomy(path, reading);
  const lines = useLines<TaxonomyLine>(path, `${reading} ${found?.at}`);
  const again = async () => {
    await post('/api/taxonomy/forget');
    setReading(reading + 1);
  };
  const search = <Search label="Name, code or words of it" value={query} onChange={setQuery} />;
  return (
    <main>
      <div className="title">
        <div>
          <h1>Taxonomy</h1>
          <p>
            {found === undefined
              ? `Reading what “${name}” holds.`
              : `What “${name}” holds, read at ${clockShort(found.at)}. A segment is an entry here, not its users.`}
          </p>
        </div>
        <div className="actions">
          <Button className="button" onPress={() => void again()}>
            Read again
          </Button>
          <a className="button" href="/api/taxonomy.csv" download>
            <Icon name="save" /> Download
          </a>
        </div>
      </div>
      <Fault text={fault} />
      {found !== undefined && (
        <section className="panel" aria-label="Segments">
          <header>
            <h2>{many(found.all, 'segment')}</h2>
            {found.counts !== undefined && <Ownership counts={found.counts} />}
            {found.why !== undefined && <span className="small quiet">{found.why}</span>}
            {found.counts === undefined && (
              <>
                <span className="grow" />
                {search}
              </>
            )}
          </header>
          {found.counts !== undefined && (
            <div className="tools">
              <Filters
                label="Show"
                chosen={kind}
                choose={setKind}
                filters={TAXONOMY_KINDS.map((one) => ({
                  kind: one,
                  label: LABELS[one],
                  count: found.counts?.[one] ?? 0,
                }))}
              />
              <span className="grow" />
              {search}
            </div>
          )}
          {found.total === 0 ? (
            <Nothing name={name} empty={found.all === 0} query={query} />
          ) : (
            <div className={`${found.counts === undefined ? '' : 'owned'} ${runs ? 'written' : ''}`}>
              <div className="held heading" aria-hidden="true">
                <span>Segment</span>
                <span>Code</span>
                <span className="categories">Categories</span>
                <span className="num">CPM, USD</span>
                {found.counts !== undefined && <span>Whose</span>}
                {runs && <span>Our last write</span>}
              </div>
              <LongList
                key={path}
                label="Segments"
                count={found.total}
                height={(index) => (lines.known(index)?.description === undefined ? 37 : 57)}
              >
                {(index) => <HeldSegment line={lines.at(index)} runs={runs} />}
              </LongList>
            </div>
          )}
        </section>
      )}
      {found === undefined && fault === undefined && <Reading />}
      {found !== undefined && found.all > 0 && <Memberships />}
    </main>
  );
}

function Nothing({ name, empty, query }: { name: string; empty: boolean; query: string }) {
  if (!empty) return <p className="nothing">{query === '' ? 'None.' : `Nothing mentions “${query}”.`}</p>;
  return (
    <div className="blank">
      <h2>{`“${name}” is empty`}</h2>
      <p>Nobody has made a segment in it yet. Bring a file, and the segments it names stand here.</p>
      <Link className="button primary" href="/changes">
        Bring a file <Icon name="arrow" />
      </Link>
    </div>
  );
}

/** Lines to come. */
const Reading = () => (
  <section className="panel" aria-label="Segments" aria-busy="true">
    {Array.from({ length: 8 }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
      <div className="held" key={at} aria-hidden="true">
        <span className="skeleton" />
        <span className="skeleton short" />
      </div>
    ))}
  </section>
);
