import { useEffect, useState } from 'react';
import type { Page } from '../protocol.ts';
import { get, post, wordsOf } from './api.ts';
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
  const [asked, setAsked] = useState({ query: '', offset: 0 });
  const { query, offset } = asked;
  const [page, setPage] = useState<Page<Segment>>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    let current = true;
    setFault(undefined);
    get<Page<Segment>>('/api/segments', { q: asked.query, offset: String(asked.offset), limit: String(SHOWN) })
      .then((told) => current && setPage(told))
      .catch((error: unknown) => current && setFault(wordsOf(error)));
    return () => {
      current = false;
    };
  }, [asked]);
  const readAgain = () => {
    post('/api/segments/forget')
      .then(() => setAsked((same) => ({ ...same })))
      .catch((error: unknown) => setFault(wordsOf(error)));
  };

  return (
    <section className="card" aria-label="Segments">
      <div className="actions">
        <label className="search">
          <span>Find</span>
          <input
            type="search"
            value={query}
            placeholder="code, name, description or category"
            onChange={({ target }) => setAsked({ query: target.value, offset: 0 })}
          />
        </label>
        <button type="button" onClick={readAgain}>
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
      <Pager total={page?.total ?? 0} offset={offset} shown={SHOWN} onMove={(to) => setAsked({ query, offset: to })} />
    </section>
  );
}
