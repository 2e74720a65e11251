import { COLUMNS } from '../files/columns.ts';
import { guarded, readRows } from './row-file.ts';
import type { Run } from './run.ts';
import { cellsOf } from './upload.ts';

const HEADING = [...COLUMNS, 'problem', 'remedy', 'request_id'];

/** The failed rows as they came, to be mended and run again, each with why it failed. */
export async function* failedRowsCsv({ order, rows: table }: Run): AsyncGenerator<string> {
  yield `${HEADING.join(',')}\n`;
  let place = -1;
  const unreadable: string[] = [];
  const line = (cells: Readonly<Record<string, string>>): string => {
    const error = table.failureAt(place);
    if (error === undefined) return '';
    const told = { problem: error.message, remedy: error.remedy, request_id: error.requestId ?? '' };
    const all: Readonly<Record<string, string>> = { ...cells, ...told };
    return `${HEADING.map((column) => csvCell(all[column] ?? '')).join(',')}\n`;
  };
  const source = readRows(order.upload.file, {
    onUnreadable: ({ rowId }) => {
      place += 1;
      unreadable.push(line({ row_id: rowId }));
    },
  });
  for await (const { rows } of source) {
    let text = unreadable.splice(0).join('');
    for (const row of rows) {
      place += 1;
      text += line(cellsOf(row));
    }
    if (text !== '') yield text;
  }
  yield unreadable.join('');
}

/** A cell that a spreadsheet shows, and neither runs nor splits. */
function csvCell(value: string): string {
  const safe = guarded(value);
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
