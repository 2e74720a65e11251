import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Segment } from '../../../spec/host/segment.ts';
import { segmentCsv } from '../files/segment-csv.ts';
import type { Paint } from './paint.ts';
import { printable, printableJson, printableLines } from './printable.ts';

export const SEGMENT_FORMATS = ['table', 'csv', 'ndjson'] as const;
export type SegmentFormat = (typeof SEGMENT_FORMATS)[number];

/** Writes a listing page by page: what comes first, then each page. */
export interface SegmentWriter {
  page(segments: readonly Segment[]): string;
}

export interface WritingOptions {
  /** Whether it goes to a terminal, which a value must not steer. A file gets every value as it is (F-14). */
  readonly terminal: boolean;
  /** Whether nothing of it may run in a spreadsheet. */
  readonly safe: boolean;
}

export function segmentWriter(format: SegmentFormat, how: WritingOptions, paint: Paint): SegmentWriter {
  switch (format) {
    case 'table':
      return new TableWriter(paint);
    case 'csv':
      return new CsvWriter(how);
    case 'ndjson':
      return { page: (segments) => segments.map((segment) => `${printableJson(rowOf(segment))}\n`).join('') };
  }
}

class CsvWriter implements SegmentWriter {
  readonly #csv: ReturnType<typeof segmentCsv>;
  readonly #terminal: boolean;
  #begun = false;

  constructor({ safe, terminal }: WritingOptions) {
    this.#csv = segmentCsv(safe);
    this.#terminal = terminal;
  }

  page(segments: readonly Segment[]): string {
    const heading = this.#begun ? '' : this.#csv.heading;
    this.#begun = true;
    const text = heading + this.#csv.lines(segments);
    return this.#terminal ? printableLines(text) : text;
  }
}

/** Under the names that `sync` reads, and nothing else (F-14). */
const rowOf = ({ code, name, description, cpm, categories }: Segment) => ({
  segment_code: code,
  segment_name: name,
  description,
  cpm,
  categories,
});

const TITLES = ['CODE', 'NAME', 'CPM (USD)', 'CATEGORIES', 'DESCRIPTION'];
const WIDEST = [40, 44, 9, 30, 60];
const GAP = 2;

/** Columns as wide as the first page needs: what comes later is not known without holding the whole listing. */
class TableWriter implements SegmentWriter {
  readonly #paint: Paint;
  #widths: readonly number[] | undefined;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  page(segments: readonly Segment[]): string {
    const rows = segments.map(cellsOf);
    const heading = this.#widths === undefined;
    this.#widths ??= TITLES.map((title, column) =>
      Math.min(WIDEST[column] ?? 0, Math.max(title.length, ...rows.map((cells) => stringWidth(cells[column] ?? '')))),
    );
    const lines = tableOf(rows, this.#widths);
    return (heading ? `${this.#paint('bold', tableOf([TITLES], this.#widths).trimEnd())}\n` : '') + lines;
  }
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle', 'top-mid', 'top-left', 'top-right', 'bottom-mid']
    .concat(['bottom-left', 'bottom-right', 'left-mid', 'mid-mid', 'right-mid'])
    .map((place) => [place, '']),
);

function tableOf(rows: readonly string[][], widths: readonly number[]): string {
  if (rows.length === 0) return '';
  // A code is there to be copied: it is never cut.
  const code = Math.max(widths[0] ?? 0, ...rows.map(([first = '']) => stringWidth(first)));
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': GAP, border: [], head: [] },
    colWidths: [code, ...widths.slice(1)].map((width) => width + GAP),
  });
  table.push(...rows);
  const lines = table.toString().split('\n');
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

const cellsOf = ({ code, name = '', cpm, categories = [], description = '' }: Segment): string[] =>
  [code, name, cpm === undefined ? '' : cpm.toFixed(2), categories.join(', '), description].map(printable);
