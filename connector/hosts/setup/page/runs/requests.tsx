import { useState } from 'react';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { ExchangeLine } from '../../protocol.ts';
import { Filters, Search } from '../filters.tsx';
import { columnsOf, SortableTable } from '../sortable-table.tsx';
import { number } from '../words.ts';
import { Bodies } from './bodies.tsx';
import { whatFor, whatWasMet } from './request-words.ts';
import { numbersOf, type Stretch, stretchesOf } from './stretches.ts';
import { useExchanges } from './use-exchanges.ts';

const SHOWN = 500;
const TONE = {
  accepted: '',
  read: '',
  absent: '',
  refused: 'failed',
  denied: 'failed',
  lost: 'failed',
  paused: 'skipped',
} as const;

type View = 'all' | 'of-note' | 'not-accepted';
/** A line that may be open, with what opens it: one exchange, or a stretch of reads. */
interface Line extends Stretch {
  readonly open: boolean;
  /** Absent where there is nothing to see: bodies are not kept for ever. */
  readonly toggle?: () => void;
  /** One of a stretch that is open. */
  readonly member: boolean;
}

interface RequestsProps {
  readonly run: number;
  readonly facts: RunFacts;
  /** The request ID that is looked for, from an address. */
  readonly sought?: string;
}

/** Every request, with its bodies on demand; the key is in none of them. */
export function Requests({ run, facts: { batches, requests }, sought = '' }: RequestsProps) {
  const lines = useExchanges(run, requests.sent);
  const [view, setView] = useState<View>('all');
  const [query, setQuery] = useState(sought);
  const [open, setOpen] = useState<number>();
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const noted = new Set(batches.filter(({ marks }) => marks.length > 0).map(({ batch }) => batch));
  const passes: Readonly<Record<View, (line: ExchangeLine) => boolean>> = {
    all: () => true,
    'of-note': (line) => isTrouble(line) || (line.batch !== undefined && noted.has(line.batch)),
    'not-accepted': isTrouble,
  };
  const count = (one: View) => lines.filter(passes[one]).length;
  const alone = (line: ExchangeLine, member: boolean): Line => ({
    first: line,
    all: [line],
    open: open === line.number,
    ...(line.bodies && { toggle: () => setOpen(open === line.number ? undefined : line.number) }),
    member,
  });
  const shown = stretchesOf(lines.filter(passes[view])).flatMap((stretch): Line[] => {
    const { first, all } = stretch;
    if (all.length === 1) return [alone(first, false)];
    const isOpen = unfolded.has(first.number);
    const toggle = () =>
      setUnfolded(new Set(isOpen ? [...unfolded].filter((one) => one !== first.number) : [...unfolded, first.number]));
    return [
      { ...stretch, open: isOpen, toggle, member: false },
      ...(isOpen ? all.map((line) => alone(line, true)) : []),
    ];
  });
  return (
    <>
      <div className="tools">
        <Filters
          label="Show"
          chosen={view}
          choose={setView}
          filters={[
            { kind: 'all', label: 'All', count: lines.length },
            { kind: 'of-note', label: 'Of note', count: count('of-note') },
            { kind: 'not-accepted', label: 'Not accepted', count: count('not-accepted') },
          ]}
        />
        {view === 'of-note' && <span className="small quiet">{whatWasMet(batches)}</span>}
        <span className="grow" />
        <Search label="Request ID, batch, status" value={query} onChange={setQuery} />
      </div>
      <SortableTable
        className="requests"
        lines={shown}
        columns={COLUMNS}
        idOf={({ first, all, member }) => `${member ? 'one ' : ''}${first.number} ${all.length}`}
        query={query}
        limit={SHOWN}
        below={({ open: isOpen, first, all }) =>
          isOpen && all.length === 1 && <Bodies run={run} request={first.number} columns={COLUMNS.length} />
        }
      />
    </>
  );
}

const column = columnsOf<Line>();
const COLUMNS = column.columns([
  column.accessor(({ first }) => first.number, {
    id: 'number',
    header: 'No.',
    meta: { className: 'num' },
    cell: ({ row: { original: line } }) => numbersOf(line),
  }),
  column.accessor(({ first }) => first.method, {
    id: 'method',
    header: 'Method',
    cell: ({ getValue }) => <code>{getValue()}</code>,
  }),
  column.accessor(whatFor, {
    id: 'for',
    header: 'What for',
    meta: { className: 'for' },
    cell: ({ getValue, row: { original: line } }) => {
      const words = line.member ? <span className="member">{getValue()}</span> : getValue();
      return line.toggle === undefined ? (
        words
      ) : (
        <button type="button" className="plain" aria-expanded={line.open} onClick={line.toggle}>
          {words}
        </button>
      );
    },
  }),
  column.accessor(({ first: { operations = -1 } }) => operations, {
    id: 'operations',
    header: 'Operations',
    meta: { className: 'num' },
    enableGlobalFilter: false,
    cell: ({ getValue }) => (getValue() < 0 ? '–' : number(getValue())),
  }),
  column.accessor(({ first }) => String(first.status ?? 'none'), {
    id: 'answer',
    header: 'Answer',
    cell: ({ row: { original: line }, getValue }) => {
      const tone = TONE[line.first.answer];
      return tone === '' ? getValue() : <span className={`chip ${tone}`}>{getValue()}</span>;
    },
  }),
  column.accessor(({ all }) => all.reduce((sum, { ms }) => sum + ms, 0), {
    id: 'ms',
    header: 'ms',
    meta: { className: 'num ms' },
    enableGlobalFilter: false,
    cell: ({ getValue }) => number(Math.round(getValue())),
  }),
  column.accessor(({ first }) => first.attempt, {
    id: 'attempt',
    header: 'Attempt',
    meta: { className: 'num attempt' },
    enableGlobalFilter: false,
  }),
  column.accessor(({ all }) => all.map(({ requestId = '' }) => requestId).join(' '), {
    id: 'id',
    header: 'Request ID',
    meta: { className: 'id' },
    cell: ({
      row: {
        original: { first, all },
      },
    }) => (
      <>
        <code>{first.requestId ?? '–'}</code>
        {all.length > 1 && <span className="quiet">{` +${number(all.length - 1)}`}</span>}
      </>
    ),
  }),
]);

const isTrouble = (line: ExchangeLine) => !['accepted', 'read', 'absent'].includes(line.answer);
