import { ERROR_CATALOGUE } from '../../../spec/host/errors.ts';
import type { Cause, Instance } from '../../receipt/index.ts';
import { counted, rowsCounted } from './counted.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** Where words begin: the sign and the number of rows stand before. */
const WORDS_AT = 12;
const SHOWN = 3;
/** Wider than this a line is hard to follow across its gap. */
const MOST = 100;

/**
 * One cause (F-17): how many rows and why on the left, the catalogue's code on the right; below, up to three of the rows, each in its own words.
 *
 * @param width Characters of the reader's line.
 */
export function causeLines(cause: Cause, dryRun: boolean, paint: Paint, width: number): string[] {
  const { status, code, field, rows, remedy, instances } = cause;
  const mark = status === 'failed' ? '!' : '‖';
  const first = `${mark} ${rowsCounted(rows)}`.padEnd(WORDS_AT - 1);
  const message = ERROR_CATALOGUE[code].message.replace(/\.$/, '');
  const words = dryRun && status === 'failed' ? `would fail: ${message}` : message;
  const label = field === undefined ? code : `${code}, ${printable(field)}`;
  const shown = instances.slice(0, SHOWN);
  const more = rows - shown.length;
  const head = beside(`${first} ${words}`, label, Math.min(width, MOST));
  return [
    head.replace(mark, paint(status === 'failed' ? 'red' : 'yellow', mark)),
    ...columnsOf(shown).map(below),
    ...(more > 0 ? [below(`and ${counted(more)} more`)] : []),
    below(printable(remedy)),
  ];
}

const below = (text: string): string => `${' '.repeat(WORDS_AT)}${text}`;

/** At the two ends of a line, or of two where one has no room. */
function beside(left: string, right: string, width: number): string {
  const gap = width - left.length - right.length;
  return gap >= 2 ? `${left}${' '.repeat(gap)}${right}` : `${left}\n${right.padStart(width)}`;
}

/** Places and codes stand below one another. A message that says where its row stands needs no other place. */
function columnsOf(instances: readonly Instance[]): string[] {
  const cells = instances.map(({ where, segmentCode, message }) => [
    message.toLowerCase().includes(where.toLowerCase()) ? '' : printable(where),
    printable(segmentCode ?? ''),
    printable(message),
  ]);
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .filter((text) => text !== '')
      .join('  ')
      .trimEnd(),
  );
}
