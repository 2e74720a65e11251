import {
  type ColumnDef,
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  metaHelper,
  type RowData,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { Fragment, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  filteredRowModel: createFilteredRowModel(),
  filterFns: { includesString: filterFn_includesString },
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, text: sortFn_text },
  /** The class of a column's cells. */
  columnMeta: metaHelper<{ className?: string }>(),
});
type Features = typeof features;

/** Columns of a table's lines: `accessor` for what is searched and sorted by, `display` for what is not. */
export const columnsOf = <Line extends RowData>() => createColumnHelper<Features, Line>();

interface SortableTableProps<Line extends RowData> {
  readonly className: string;
  readonly lines: readonly Line[];
  readonly columns: readonly ColumnDef<Features, Line>[];
  readonly idOf: (line: Line) => string;
  /** Words that a line must have in one of its columns. */
  readonly query?: string;
  /** Lines beyond are told as a number: search finds them. */
  readonly limit?: number;
  readonly onPress?: (line: Line) => void;
  /** What stands below a line that is open. */
  readonly below?: (line: Line) => ReactNode;
}

/** A list that the page holds whole, as a table: searched, and sorted by whichever heading is pressed. */
export function SortableTable<Line extends RowData>({
  className,
  lines,
  columns,
  idOf,
  query = '',
  limit = Number.POSITIVE_INFINITY,
  onPress,
  below,
}: SortableTableProps<Line>) {
  const table = useTable({
    features,
    columns,
    data: lines,
    getRowId: idOf,
    state: { globalFilter: query.trim() },
    globalFilterFn: 'includesString',
    // Which columns are searched is what they are made by, not what the first line happens to hold.
    getColumnCanGlobalFilter: (column) => column.accessorFn !== undefined,
  });
  const { rows } = table.getRowModel();
  if (rows.length === 0) return <p className="nothing">{query === '' ? 'None.' : `Nothing mentions “${query}”.`}</p>;
  return (
    <>
      <div className="scroll">
        <table className={className}>
          <thead>
            {table.getHeaderGroups().map(({ id, headers }) => (
              <tr key={id}>
                {headers.map((header) => {
                  const { column } = header;
                  const sorted = column.getIsSorted();
                  const words = <table.FlexRender header={header} />;
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      className={column.columnDef.meta?.className}
                      aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                    >
                      {column.getCanSort() ? (
                        <button type="button" className="sort" onClick={column.getToggleSortingHandler()}>
                          {words}
                          {sorted !== false && <Icon name={sorted === 'asc' ? 'up' : 'down'} />}
                        </button>
                      ) : (
                        words
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {rows.slice(0, limit).map((row) => (
              <Fragment key={row.id}>
                <tr {...(onPress && { onClick: () => onPress(row.original) })}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} className={cell.column.columnDef.meta?.className}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
                {below?.(row.original)}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > limit && (
        <p className="nothing">{`${(rows.length - limit).toLocaleString('en')} more: search for one of them.`}</p>
      )}
    </>
  );
}
