import type { Ref } from 'react';
import type { RunReport } from '../../report/run-report.ts';
import type { Cause } from '../../report/tally.ts';
import { count, dateOf, duration, things } from './format.ts';
import { OutcomeChart } from './outcome-chart.tsx';

export const STATUS = {
  completed: 'Completed',
  completed_with_errors: 'Completed, with errors',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;

/** What a sync log shows of a run. A function of the report alone: the page and a saved file show the same. */
export function ReportView({
  report,
  heading,
}: {
  readonly report: RunReport;
  readonly heading?: Ref<HTMLHeadingElement>;
}) {
  const { summary, causes, timeline, fault } = report;
  const { rows, outcomes, requests } = summary;
  const counts = { ...outcomes, failed: rows.failed, skipped: rows.skipped };
  return (
    <>
      <section className="card" aria-label="Summary">
        <h3 className={`status ${summary.status}`} ref={heading} tabIndex={-1}>
          {STATUS[summary.status]}
        </h3>
        <p>
          {report.fileName} to {report.segmentName}, {report.mode} · {dateOf(report.startedAt)} ·{' '}
          {duration(summary.durationMs)} · {things(rows.received, 'row')}, {things(requests.sent, 'request')}
        </p>
        {fault !== undefined && <p className="notice bad">{fault}</p>}
        {summary.fatal !== undefined && (
          <p className="notice bad">
            {summary.fatal.message} {summary.fatal.remedy}
          </p>
        )}
        <dl className="counts">
          {Object.entries(counts).map(([name, value]) => (
            <div key={name} className={name}>
              <dt>{name}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
        </dl>
        <OutcomeChart timeline={timeline} />
      </section>
      {causes.length > 0 && (
        <section className="card" aria-label="Why rows failed or were skipped">
          <h3>Why rows failed or were skipped</h3>
          <ul className="causes">
            {causes.map((cause) => (
              <li key={`${cause.status} ${cause.code} ${cause.field}`}>
                <p>
                  <span className={`tag ${cause.status}`}>{cause.status}</span>{' '}
                  <strong>{things(cause.count, 'row')}</strong>: {cause.instances[0]?.message}
                </p>
                <p className="remedy">{cause.remedy}</p>
                <p className="hint">
                  <code>{cause.code}</code> · rows {cause.instances.map(({ rowId }) => rowId).join(', ')}
                  {cause.count > cause.instances.length && ' …'}
                  {requestIds(cause).length > 0 && <> · requests {requestIds(cause).join(', ')}</>}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const requestIds = ({ instances }: Cause): string[] => [
  ...new Set(instances.flatMap(({ requestId }) => requestId ?? [])),
];
