import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link } from 'wouter';
import type { Page, TaxonomyLine } from '../../protocol.ts';
import { get, post, wordsOf } from '../api.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Fault } from '../fault.tsx';
import { Search } from '../filters.tsx';
import { Icon } from '../icon.tsx';
import { LongList } from '../long-list.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { useLines } from '../use-lines.ts';
import { clockShort, number, price } from '../words.ts';
import { Memberships } from './memberships.tsx';

type Found = Page<TaxonomyLine> & { readonly all: number; readonly at: string };

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
  // After a run the import is another: it is read again.
  return (
    <Held
      key={`${connection.import?.id} ${runs.filter(({ running }) => !running).length}`}
      name={name ?? 'the import'}
    />
  );
}

function Held({ name }: { name: string }) {
  const [query, setQuery] = useState('');
  const [reading, setReading] = useState(1);
  const path = `/api/taxonomy?q=${encodeURIComponent(query)}&`;
  const { found, fault } = useFound(path, reading);
  const lines = useLines<TaxonomyLine>(path, `${reading} ${found?.at}`);
  const again = async () => {
    await post('/api/taxonomy/forget');
    setReading(reading + 1);
  };
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
          <div className="tools">
            <h2>{`${number(found.all)} ${found.all === 1 ? 'segment' : 'segments'}`}</h2>
            <span className="grow" />
            <Search label="Name, code, description, category" value={query} onChange={setQuery} />
          </div>
          {found.total === 0 ? (
            <p className="nothing">{query === '' ? 'The import is empty.' : `Nothing mentions “${query}”.`}</p>
          ) : (
            <>
              <div className="held heading" aria-hidden="true">
                <span>Segment</span>
                <span>Code</span>
                <span className="categories">Categories</span>
                <span className="num">CPM, USD</span>
              </div>
              <LongList
                key={path}
                label="Segments"
                count={found.total}
                height={(index) => (lines.known(index)?.description === undefined ? 37 : 55)}
              >
                {(index) => <Segment line={lines.at(index)} />}
              </LongList>
            </>
          )}
        </section>
      )}
      {found !== undefined && <Memberships />}
    </main>
  );
}

function Segment({ line }: { line: TaxonomyLine | undefined }) {
  if (line === undefined) return <div className="held" aria-hidden="true" />;
  const { name, code, description, categories, cpm } = line;
  return (
    <div className="held">
      <span className="name">
        <span>
          <SegmentName name={name ?? code} />
        </span>
        {description !== undefined && (
          <span className="description">
            <bdi>{description}</bdi>
          </span>
        )}
      </span>
      <code>{code}</code>
      <span className="categories">{categories?.join(', ')}</span>
      <span className="num price">{price(cpm)}</span>
    </div>
  );
}

function useFound(path: string, reading: number): { found: Found | undefined; fault: string | undefined } {
  const [found, setFound] = useState<Found>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const cancel = new AbortController();
    setFault(undefined);
    get<Found>(`${path}limit=1&reading=${reading}`, cancel.signal).then(setFound, (error: unknown) => {
      if (!cancel.signal.aborted) setFault(wordsOf(error));
    });
    return () => cancel.abort();
  }, [path, reading]);
  return { found, fault };
}
