import { useRef, useState } from 'react';
import type { RunState } from '../protocol.ts';
import { post, wordsOf } from './api.ts';
import { count, things, timeOf } from './format.ts';
import { Missing } from './missing.tsx';
import { ReportView, STATUS } from './report-view.tsx';
import { RowTable } from './row-table.tsx';
import type { ScreenProps } from './screen-props.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/** A run as it goes, and what came of it. */
export function Run({ live, go }: ScreenProps) {
  const { run } = live;
  const result = useRef<HTMLHeadingElement>(null);
  useKeptFocus(result, run?.report);
  if (run === undefined) return <Missing what="Nothing was synced yet." where="Preview" go={go} />;
  const { report } = run;
  return (
    <>
      <p role="status" className="visually-hidden">
        {report !== undefined && `The sync has ended: ${STATUS[report.summary.status]}.`}
      </p>
      {run.running && <Progress run={run} />}
      {report !== undefined && (
        <>
          <ReportView report={report} heading={result} />
          {report.summary.rows.failed > 0 && (
            <p>
              <a className="button" href="/api/failed.csv" download>
                Download failed rows (CSV)
              </a>{' '}
              Correct them, and sync the file again.
            </p>
          )}
          <RowTable
            which="run"
            title="Rows"
            run={run.id}
            summary={report.summary}
            filter={firstFilter(report.summary.rows.failed)}
          />
        </>
      )}
    </>
  );
}

const firstFilter = (failed: number) => (failed > 0 ? 'failed' : 'all');

function Progress({ run }: { readonly run: RunState }) {
  const [fault, setFault] = useState<string>();
  const { rows, requests } = run.progress;
  const settled = rows.succeeded + rows.failed + rows.skipped;
  const cancel = () => {
    post('/api/cancel', { which: 'run' }).catch((error: unknown) => setFault(wordsOf(error)));
  };
  return (
    <section className="card" aria-label="Progress">
      <progress max={run.rowsExpected || 1} value={settled} aria-label="Rows settled" />
      <p role="status">
        {count(settled)} of {things(run.rowsExpected, 'row')}, {things(requests.sent, 'request')}
        {requests.retried > 0 && <> ({count(requests.retried)} again)</>}
        {run.waitingUntil !== undefined && <> · Permutive asks to wait until {timeOf(run.waitingUntil)}</>}
      </p>
      <button type="button" onClick={cancel} disabled={run.cancelling}>
        {run.cancelling ? 'Cancelling…' : 'Cancel'}
      </button>
      {fault !== undefined && (
        <p role="alert" className="notice bad">
          {fault}
        </p>
      )}
    </section>
  );
}
