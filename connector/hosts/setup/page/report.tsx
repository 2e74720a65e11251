import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { SavedReport } from '../../report/run-report.ts';
import { count } from './format.ts';
import { Lines } from './lines.tsx';
import { ReportView } from './report-view.tsx';

const SHOWN = 200;

/** A run as a file that opens without anything else: the report, and its failed rows to search. */
function Saved({ report, failed, more }: SavedReport) {
  const [query, setQuery] = useState('');
  const words = query.trim().toLowerCase();
  const found = failed.filter((line) => JSON.stringify(line).toLowerCase().includes(words));
  return (
    <main className="frame">
      <h1>Sync to Permutive</h1>
      <ReportView report={report} />
      {failed.length > 0 && (
        <section className="card" aria-label="Failed rows">
          <h3>Failed rows</h3>
          <label className="search">
            <span>Find</span>
            <input type="search" value={query} onChange={({ target }) => setQuery(target.value)} />
          </label>
          <Lines lines={found.slice(0, SHOWN)} total={found.length} />
          {found.length > SHOWN && <p className="hint">The first {count(SHOWN)} are shown.</p>}
          {more > 0 && <p className="hint">{count(more)} more failed rows are not in this file.</p>}
        </section>
      )}
    </main>
  );
}

const root = document.getElementById('root');
const saved = document.getElementById('report')?.textContent;
if (root !== null && typeof saved === 'string') createRoot(root).render(<Saved {...JSON.parse(saved)} />);
