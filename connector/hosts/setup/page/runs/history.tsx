import { Link } from 'wouter';
import type { RunHead } from '../../protocol.ts';
import { SUM_ORDER } from '../sign.tsx';
import { columnsOf, SortableTable } from '../sortable-table.tsx';
import { begun, many, number, took } from '../words.ts';

/** A run, and whether it is one of two that are compared. */
interface Line extends RunHead {
  /** What is searched for is the ID of one of its requests. */
  readonly sought?: { readonly id: string; readonly request: number };
  readonly chosen: boolean;
  readonly choose: () => void;
}

interface HistoryProps {
  readonly runs: readonly RunHead[];
  readonly query: string;
  /** Which request has the ID that is searched for, by run. */
  readonly requests: ReadonlyMap<number, number>;
  readonly chosen: readonly number[];
  readonly choose: (run: number) => void;
  readonly open: (run: number) => void;
}

export const History = ({ runs, query, requests, chosen, choose, open }: HistoryProps) => (
  <SortableTable
    className="history"
    lines={runs.map((run) => ({
      ...run,
      ...soughtIn(requests.get(run.number), query.trim()),
      chosen: chosen.includes(run.number),
      choose: () => choose(run.number),
    }))}
    columns={COLUMNS}
    idOf={(run) => String(run.number)}
    query={query}
    onPress={(run) => open(run.number)}
  />
);

const soughtIn = (request: number | undefined, id: string) =>
  request === undefined ? {} : { sought: { id, request } };

const EFFECT = {
  mirror: 'Change list',
  upsert: 'Add and update',
  add: 'Add only',
  remove: 'Remove',
  full: 'Full list',
  undo: 'Undo',
} as const;

const changesOf = ({ rows: { created, updated, deleted } }: RunHead) => created + updated + deleted;
/** Rows with a fault of their own: what was never sent is none. */
const failedOf = ({ rows }: RunHead) => rows.failed - rows.notSent;

/** What it was of, beside the file. */
const about = ({ resumedFrom, effect, dryRun, sandbox }: RunHead): string =>
  [
    ...(resumedFrom === undefined ? [] : [`Resumed from ${resumedFrom}`]),
    EFFECT[effect],
    ...(dryRun ? ['dry run'] : []),
    ...(sandbox ? ['sandbox'] : []),
  ].join(' · ');

/** One word or two for the end of a run; its title says the rest. */
function endOf(run: RunHead): readonly [words: string, chip: string | undefined] {
  const { running, status, title, dryRun } = run;
  if (running) return ['Going on', ''];
  if (status === 'cancelled') return ['Stopped', 'skipped'];
  if (status === 'failed') return [title.includes(': ') ? `Stopped: ${title.split(': ')[1]}` : 'Broke off', 'failed'];
  if (dryRun) return ['Dry run: nothing sent', 'line'];
  const failed = failedOf(run);
  if (failed > 0) return [`${number(failed)} failed`, 'failed'];
  return run.rows.skipped > 0 && (run.effect === 'full' || run.effect === 'undo')
    ? [`${number(run.rows.skipped)} kept back`, 'skipped']
    : ['Done', undefined];
}

const column = columnsOf<Line>();
const COLUMNS = column.columns([
  column.display({
    id: 'compare',
    header: () => <span className="sr">Compare</span>,
    meta: { className: 'pick-run' },
    cell: ({ row: { original: run } }) => (
      <input
        type="checkbox"
        aria-label={`Compare run ${run.number}`}
        checked={run.chosen}
        disabled={run.running || run.dryRun === true}
        onChange={run.choose}
        onClick={(event) => event.stopPropagation()}
      />
    ),
  }),
  column.accessor('number', {
    header: 'Run',
    cell: ({ getValue }) => <Link href={`/runs/${getValue()}`}>{getValue()}</Link>,
  }),
  column.accessor('startedAt', {
    header: 'Begun',
    enableGlobalFilter: false,
    meta: { className: 'begun' },
    cell: ({ getValue }) => begun(getValue()),
  }),
  column.accessor((run) => `${run.file} ${about(run)} ${run.plan ?? ''} ${run.sought?.id ?? ''}`, {
    id: 'file',
    header: 'File',
    meta: { className: 'file' },
    cell: ({ row: { original: run } }) => (
      <>
        {run.file}
        <span className="under">{about(run)}</span>
        {run.sought !== undefined && (
          <Link
            className="under"
            href={`/runs/${run.number}?request=${encodeURIComponent(run.sought.id)}`}
            onClick={(event) => event.stopPropagation()}
          >
            {`Request ${run.sought.request} has this ID`}
          </Link>
        )}
      </>
    ),
  }),
  column.display({
    id: 'outcome',
    header: 'Outcome of its rows',
    meta: { className: 'bar-of' },
    cell: ({ row: { original: run } }) => (run.dryRun ? `would change ${number(changesOf(run))}` : <Bar run={run} />),
  }),
  column.accessor('rowsInFile', {
    header: 'Rows',
    enableGlobalFilter: false,
    meta: { className: 'num' },
    cell: ({ row: { original: run } }) =>
      run.rows.settled < run.rowsInFile
        ? `${number(run.rows.settled)} of ${number(run.rowsInFile)}`
        : number(run.rowsInFile),
  }),
  column.accessor(failedOf, {
    id: 'failed',
    header: 'Failed',
    enableGlobalFilter: false,
    meta: { className: 'num optional' },
    cell: ({ getValue }) => (getValue() === 0 ? '–' : number(getValue())),
  }),
  column.accessor('durationMs', {
    header: 'Time',
    enableGlobalFilter: false,
    meta: { className: 'num optional' },
    cell: ({ getValue }) => took(getValue()),
  }),
  column.accessor('requests', {
    header: 'Requests',
    enableGlobalFilter: false,
    meta: { className: 'num optional' },
    cell: ({ getValue }) => number(getValue()),
  }),
  column.accessor((run) => endOf(run)[0], {
    id: 'ended',
    header: 'Ended',
    cell: ({ row: { original: run } }) => {
      const [words, chip] = endOf(run);
      return chip === undefined ? words : <span className={`chip ${chip}`}>{words}</span>;
    },
  }),
]);

function Bar({ run: { rows, rowsInFile } }: { run: RunHead }) {
  const shown = SUM_ORDER.filter((kind) => rows[kind] > 0);
  return (
    <span className="stackbar" role="img" aria-label={many(rows.settled, 'row')}>
      {shown.map((kind) => (
        <i key={kind} className={`fill-${kind}`} style={{ flexGrow: rows[kind] }} />
      ))}
      <i style={{ flexGrow: Math.max(0, rowsInFile - rows.settled) }} />
    </span>
  );
}
