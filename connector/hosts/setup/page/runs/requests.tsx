import { Fragment, useEffect, useState } from 'react';
import type { ExchangeBodies, ExchangeLine } from '../../protocol.ts';
import { get, wordsOf } from '../api.ts';
import { Filters, Search } from '../filters.tsx';
import { number } from '../words.ts';
import { useExchanges } from './zoom.tsx';

const SHOWN = 500;
const trouble = (line: ExchangeLine) => !['accepted', 'read', 'absent'].includes(line.answer);
const TONE = {
  accepted: '',
  read: '',
  absent: '',
  refused: 'failed',
  denied: 'failed',
  lost: 'failed',
  paused: 'skipped',
} as const;

/** Every request, with its bodies on demand; the key is in none of them. */
export function Requests({ run, count }: { run: number; count: number }) {
  const lines = useExchanges(run, count);
  const [view, setView] = useState<'all' | 'trouble'>('all');
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<number>();
  const words = query.trim().toLowerCase();
  const found = lines.filter((line) => (view === 'all' || trouble(line)) && textOf(line).includes(words));
  return (
    <>
      <div className="tools">
        <Filters
          label="Show"
          chosen={view}
          choose={setView}
          filters={[
            { kind: 'all', label: 'All', count: lines.length },
            { kind: 'trouble', label: 'Not accepted', count: lines.filter(trouble).length },
          ]}
        />
        <span className="grow" />
        <Search label="Request ID, batch, status" value={query} onChange={setQuery} />
      </div>
      <div className="scroll">
        <table className="requests">
          <thead>
            <tr>
              <th scope="col" className="num">
                No.
              </th>
              <th scope="col">Method</th>
              <th scope="col">What for</th>
              <th scope="col" className="num">
                Operations
              </th>
              <th scope="col">Answer</th>
              <th scope="col" className="num">
                ms
              </th>
              <th scope="col" className="num">
                Attempt
              </th>
              <th scope="col">Request ID</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, SHOWN).map((line) => (
              <Fragment key={line.number}>
                <tr>
                  <td className="num">{line.number}</td>
                  <td>
                    <code>{line.method}</code>
                  </td>
                  <td className="for">
                    {line.bodies ? (
                      <button
                        type="button"
                        className="plain"
                        aria-expanded={open === line.number}
                        onClick={() => setOpen(open === line.number ? undefined : line.number)}
                      >
                        {whatFor(line)}
                      </button>
                    ) : (
                      whatFor(line)
                    )}
                  </td>
                  <td className="num">{line.operations === undefined ? '–' : number(line.operations)}</td>
                  <td>
                    <span className={`chip ${TONE[line.answer]}`}>{line.status ?? 'none'}</span>
                  </td>
                  <td className="num ms">{number(Math.round(line.ms))}</td>
                  <td className="num attempt">{line.attempt}</td>
                  <td className="id">
                    <code>{line.requestId ?? '–'}</code>
                  </td>
                </tr>
                {open === line.number && <Bodies run={run} request={line.number} />}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > SHOWN && (
        <p className="nothing">{`${number(found.length - SHOWN)} more: search for one of them.`}</p>
      )}
    </>
  );
}

function Bodies({ run, request }: { run: number; request: number }) {
  const [bodies, setBodies] = useState<ExchangeBodies>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    get<ExchangeBodies>(`/api/runs/${run}/requests/${request}`).then(setBodies, (error: unknown) =>
      setFault(wordsOf(error)),
    );
  }, [run, request]);
  return (
    <tr className="bodies">
      <td colSpan={8}>
        {fault ?? (
          <div>
            <pre>{bodies?.request}</pre>
            <pre>{bodies?.answer}</pre>
          </div>
        )}
      </td>
    </tr>
  );
}

function whatFor({ batch, purpose, attempt, operations }: ExchangeLine): string {
  const again = attempt > 1 ? ', again' : '';
  const of = batch === undefined ? 'operations' : `batch ${batch}`;
  switch (purpose) {
    case 'batch':
      return `${of}${again}`;
    case 'narrow':
      return `${of}, ${operations === 1 ? 'one row alone' : 'a part'}${again}`;
    case 'confirm':
      return batch === undefined ? 'the import, looked at' : `batch ${batch}, looked up`;
    case 'listing':
      return batch === undefined ? 'the import’s listing' : `batch ${batch}, the import’s listing`;
    case 'check':
      return 'the import is there';
  }
}

const textOf = ({ requestId = '', batch, status, number: no }: ExchangeLine) =>
  `${no} ${requestId} batch ${batch ?? ''} ${status ?? 'none'}`.toLowerCase();
