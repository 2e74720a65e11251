import { useEffect, useState } from 'react';
import type { Page } from '../protocol.ts';
import { get, wordsOf } from './api.ts';
import { things } from './format.ts';
import { Pager } from './pager.tsx';

interface Segment {
  readonly code: string;
  readonly name: string;
  readonly description?: string;
  readonly cpm?: number;
}

const SHOWN = 50;

/** What the import holds now, searchable. */
export function Segments() {
  const [query, setQuery] = useState('');
  const [offset, setOffset] = useState(0);
  const [asked, setAsked] = useState(0);
  const [page, setPage] = useState<Page<Segment>>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    let current = true;
    const fresh: Record<string, string> = asked === 0 ? {} : { fresh: '1' };
    setFault(undefined);
    get<Page<Segment>>('/api/segments', { q: query, offset: String(offset), limit: String(SHOWN), ...fresh })
      .then((told) => current && setPage(told))
      .catch((error: unknown) => current && setFault(wordsOf(error)));
    return () => {
      current = false;
    };
  }, [query, offset, asked]);

  return (
    <section className="card" aria-label="Segments">
      <div className="actions">
        <label className="search">
          <span>Find</span>
          <input
            type="search"
            value={query}
            placeholder="code, name, description or category"
            onChange={({ target }) => {
              setQuery(target.value);
              setOffset(0);
              setAsked(0);
            }}
          />
        </label>
        <button type="button" onClick={() => setAsked(asked + 1)}>
          Read again
        </button>
        <a className="button" href="/api/segments.csv" download>
          Download CSV
        </a>
      </div>
      {fault !== undefined && (
        <p role="alert" className="notice bad">
          {fault}
        </p>
      )}
      {page === undefined && fault === undefined && <p role="status">Reading…</p>}
      {page?.total === 0 && (
        <p className="empty">{query === '' ? 'The import holds no segments.' : 'No segment fits.'}</p>
      )}
      {page !== undefined && page.total > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <section className="scroll" tabIndex={0} aria-label="List of segments">
          <table>
            <caption>{things(page.total, 'segment')}</caption>
            <thead>
              <tr>
                <th scope="col">code</th>
                <th scope="col">name</th>
                <th scope="col">description</th>
                <th scope="col">CPM (USD)</th>
              </tr>
            </thead>
            <tbody>
              {page.lines.map(({ code, name, description, cpm }) => (
                <tr key={code}>
                  <th scope="row">{code}</th>
                  <td>{name}</td>
                  <td>{description}</td>
                  <td>{cpm}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Pager total={page?.total ?? 0} offset={offset} shown={SHOWN} onMove={setOffset} />
    </section>
  );
}
